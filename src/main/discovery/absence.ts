import type { Id } from '../../contract'
import { RESOURCE_KINDS, type Resource, type ResourceKind } from '../nmos/resources'
import type { PlantView } from '../plant/plant'
import { createGraceList } from './graceList'
import type { SourceParts } from './source'

/** What was listed, completely, by kind. */
export type Listed = Readonly<Record<ResourceKind, Set<Id>>>

export function nothingListed(): Listed {
  return {
    node: new Set(),
    device: new Set(),
    source: new Set(),
    flow: new Set(),
    sender: new Set(),
    receiver: new Set(),
  }
}

/**
 * Decides what a registry no longer has. At once in ordinary times; after an outage, when the registry may have lost its
 * memory and its nodes are registering again, only when some time has passed.
 */
export type Absence = {
  readonly settle: (listed: Listed, afterOutage: boolean) => void
  /** It is there, or gone for sure. */
  readonly settled: (id: Id) => void
  /** Ends all graces without a decision: nothing can be known now. */
  readonly stop: () => void
}

export function createAbsence(
  parts: Pick<SourceParts, 'plant' | 'witness' | 'feed' | 'clock' | 'options' | 'logger'>,
): Absence {
  const { plant, witness, feed, clock, options, logger } = parts
  const grace = createGraceList()
  let timer: NodeJS.Timeout | undefined

  function schedule(): void {
    clearTimeout(timer)
    const next = grace.next()
    if (next !== null) timer = setTimeout(expire, Math.max(10, next - clock.now()))
  }

  function expire(): void {
    const ids = grace.due(clock.now())
    if (ids.length > 0) {
      logger.info('Not registered again after an outage', { resources: ids.length })
      feed.remove(ids)
    }
    schedule()
  }

  function giveGrace(kind: ResourceKind, listed: Listed): void {
    const now = clock.now()
    for (const { id, resource, witnesses } of plant.all(kind)) {
      if (!witnesses.has(witness)) continue
      if (listed[kind].has(id)) grace.takeBack(id)
      else grace.give(id, now + (isNodeListed(resource, listed, plant) ? options.refillMs : options.graceMs))
    }
  }

  function reconcile(kind: ResourceKind, listed: Listed): void {
    for (const id of listed[kind]) grace.takeBack(id)
    const kept = new Set(listed[kind])
    for (const { id } of plant.all(kind)) if (grace.has(id)) kept.add(id)
    feed.reconcile(kind, kept)
  }

  return {
    settle(listed, afterOutage) {
      // Children before parents, so that nothing is for a moment on a device that has gone.
      for (const kind of RESOURCE_KINDS.toReversed()) {
        if (afterOutage) giveGrace(kind, listed)
        else reconcile(kind, listed)
      }
      schedule()
    },
    settled: grace.takeBack,
    stop() {
      clearTimeout(timer)
      grace.clear()
    },
  }
}

function isNodeListed(resource: Resource, listed: Listed, plant: PlantView): boolean {
  if (resource.kind === 'node') return false
  const device = 'device_id' in resource ? plant.entry('device', resource.device_id ?? '')?.resource : resource
  const node = device?.kind === 'device' ? device.node_id : null
  return node !== null && listed.node.has(node)
}

import type { Id, Run, TriggerCause } from '../../../contract'
import type { EntryOf, PlantEntry, PlantView } from '../../plant/plant'
import type { Occurrence } from './occurrence'

/** What triggers have begun, and what happened because of it. */
export type Causes = {
  /** A run that a trigger begins has this source and this actor; what becomes of it has these causes. */
  readonly expect: (sourceId: Id, actorId: Id, causes: Chain) => { readonly done: () => void }
  /** The run is known by its id. */
  readonly note: (runId: Id, causes: Chain) => void
  readonly hearRun: (run: Run) => void
  /** What triggers had done before it, the first first; empty: nothing that a trigger did. */
  readonly of: (occurrence: Occurrence) => Chain
}

export type Chain = readonly TriggerCause[]

/** How long after its end a change may still show that a run has made, ms. */
const LINGER_MS = 5_000

type Known = { readonly chain: Chain; targets: ReadonlySet<Id>; endedAt: number | null }
type Expected = { readonly sourceId: Id; readonly actorId: Id; readonly chain: Chain }

/**
 * A change of the plant is because of a run of a trigger when that run touches the thing (or its device or node) and is
 * under way, or was a moment ago. `chainOfHold`: the causes of a run of before the start. `now`: epoch ms.
 */
export function createCauses(parts: {
  readonly plant: PlantView
  readonly chainOfHold: (runId: Id) => Chain | null
  readonly now: () => number
}): Causes {
  const { plant, chainOfHold, now } = parts
  const runs = new Map<Id, Known>()
  const byTarget = new Map<Id, Set<Id>>()
  const expected: Expected[] = []

  function forget(runId: Id): void {
    const known = runs.get(runId)
    if (known === undefined) return
    runs.delete(runId)
    for (const target of known.targets) {
      const users = byTarget.get(target)
      users?.delete(runId)
      if (users?.size === 0) byTarget.delete(target)
    }
  }

  function sweep(): void {
    for (const [id, { endedAt }] of runs) if (endedAt !== null && isOver(endedAt)) forget(id)
  }

  /** A clock that was put back makes nothing stay for ever. */
  function isOver(endedAt: number): boolean {
    return Math.abs(now() - endedAt) > LINGER_MS
  }

  function chainOf(run: Run): Chain | null {
    const { id, source, actor, playbook } = run
    const own = runs.get(id)?.chain ?? chainOfHold(id)
    if (own !== null) return own
    // A step of a playbook has the run of the playbook as its source.
    const parent = source?.kind === 'playbook' && playbook === undefined ? source.id : null
    const above = parent === null ? null : (runs.get(parent)?.chain ?? chainOfHold(parent))
    if (above !== null) return above
    const begun = expected.find(({ sourceId, actorId }) => sourceId === source?.id && actorId === actor.id)
    return begun?.chain ?? null
  }

  function put(runId: Id, chain: Chain): Known {
    const known = runs.get(runId)
    if (known !== undefined) return known
    sweep()
    const made: Known = { chain, targets: new Set(), endedAt: null }
    runs.set(runId, made)
    return made
  }

  function touch(runId: Id, known: Known, { changes }: Run): void {
    if (changes.length === known.targets.size) return
    const targets = new Set(changes.map(({ target }) => target.id))
    for (const target of targets) {
      const users = byTarget.get(target) ?? new Set()
      byTarget.set(target, users.add(runId))
    }
    known.targets = targets
  }

  function ofTargets(ids: Iterable<Id | null>): Chain {
    let longest: Chain = NONE
    for (const id of ids) {
      for (const runId of (id === null ? undefined : byTarget.get(id)) ?? []) {
        const known = runs.get(runId)
        if (known === undefined || (known.endedAt !== null && isOver(known.endedAt))) continue
        if (known.chain.length > longest.length) longest = known.chain
      }
    }
    return longest
  }

  /** The thing itself, its device, its node. */
  function idsOf(entry: PlantEntry): readonly (Id | null)[] {
    const deviceId = 'device_id' in entry.resource ? entry.resource.device_id : null
    const device = deviceId === null ? entry : plant.entry('device', deviceId)
    const nodeId = device?.kind === 'device' ? (device as EntryOf<'device'>).resource.node_id : null
    return [entry.id, deviceId, nodeId]
  }

  return {
    expect(sourceId, actorId, chain) {
      const one: Expected = { sourceId, actorId, chain }
      expected.push(one)
      return {
        done() {
          const at = expected.indexOf(one)
          if (at >= 0) expected.splice(at, 1)
        },
      }
    },
    note(runId, chain) {
      put(runId, chain)
    },
    hearRun(run) {
      if (run.origin !== 'trigger') return
      const chain = chainOf(run)
      if (chain === null) return
      const known = put(run.id, chain)
      touch(run.id, known, run)
      known.endedAt = run.finishedAt === null ? null : (known.endedAt ?? now())
    },
    of(occurrence) {
      switch (occurrence.kind) {
        case 'resource':
        case 'route':
        case 'tally':
          return byTarget.size === 0 ? NONE : ofTargets(idsOf(occurrence.entry))
        case 'run':
          return chainOf(occurrence.run) ?? NONE
        case 'mqtt': {
          // What a device says in its own topics while it is commanded.
          const { broker, topic } = occurrence
          return byTarget.size === 0 ? NONE : ofTargets(topic.split('/').map((level) => `mqtt:${broker}/${level}`))
        }
        case 'foreign-change':
        case 'is07':
        case 'registry':
        case 'time':
          return NONE
      }
    },
  }
}

const NONE: Chain = Object.freeze([])

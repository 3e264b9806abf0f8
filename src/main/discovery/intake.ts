import type { Id } from '../../contract'
import type { GrainEntry } from '../nmos/grain'
import type { RawKeeper } from '../nmos/rawPage'
import { readKept } from '../nmos/readResource'
import type { Resource, ResourceKind } from '../nmos/resources'
import { compareVersions } from '../nmos/tai'
import type { PlantView, WitnessId } from '../plant/plant'
import { isSameJson } from '../plant/sameResource'
import type { WitnessChange } from '../plant/witness'
import type { Logger } from '../telemetry/logger'

/**
 * What a grain says: a change, or `doubt` when it removes something older than what is held. That may be late news, or the
 * registry never told of the newer state before it removed the resource: only the registry knows.
 */
export type GrainNews = WitnessChange | { readonly type: 'doubt'; readonly id: Id }

/** Reads what one witness sends. What cannot be read is counted, named in the log once, and left out. */
export type Intake = {
  /** What is closely looked at later comes from `keeper`. */
  readonly page: (kind: ResourceKind, page: readonly unknown[], keeper: RawKeeper) => readonly Resource[]
  /** What a grain says; null when it is older than what the plant has from this witness, or cannot be used. */
  readonly grain: (kind: ResourceKind, entry: GrainEntry) => GrainNews | null
  /** A message that was none. */
  readonly fault: (text: string) => void
  /** What was wrong since the last `reset`, as a sentence; null when nothing was. */
  readonly problem: () => string | null
  readonly reset: () => void
}

export function createIntake(plant: PlantView, witness: WitnessId, logger: Logger): Intake {
  const logged = new Set<string>()
  let faults = 0
  let first: string | null = null

  function fault(text: string): void {
    faults += 1
    first ??= text
    if (logged.has(text) || logged.size >= 100) return
    logged.add(text)
    logger.warn('Something a registry or node sent cannot be used', { fault: text })
  }

  function read(kind: ResourceKind, json: unknown, keeper: RawKeeper, place: number): Resource | null {
    const result = readKept(kind, json, keeper, place)
    if (result.ok) return result.resource
    fault(result.fault)
    return null
  }

  return {
    page(kind, page, keeper) {
      const resources: Resource[] = []
      for (let place = 0; place < page.length; place += 1) {
        const resource = read(kind, page[place], keeper, place)
        if (resource !== null) resources.push(resource)
      }
      return resources
    },
    grain(kind, { path, pre, post }) {
      const held = versionHeld(plant, witness, path)
      const before = versionOf(pre)
      if (post === undefined || post === null) {
        const isOutdated = held !== null && before !== null && compareVersions(held, before) > 0
        return { type: isOutdated ? 'doubt' : 'remove', id: path }
      }
      const after = versionOf(post)
      if (held !== null && after !== null) {
        // The first messages of a subscription repeat all that is there, as it was when it began.
        if (held === after && before === after && isSameJson(pre, post)) return null
        if (before !== held && compareVersions(after, held) < 0) return null
      }
      const resource = read(kind, post, [post], 0)
      return resource === null ? null : { type: 'put', resource }
    },
    fault,
    problem: () =>
      faults === 0 ? null : `${faults === 1 ? 'One thing' : `${faults} things`} it sent cannot be used: ${first ?? ''}`,
    reset() {
      faults = 0
      first = null
    },
  }
}

function versionHeld(plant: PlantView, witness: WitnessId, id: Id): string | null {
  return plant.get(id)?.witnesses.get(witness)?.version ?? null
}

function versionOf(json: unknown): string | null {
  return typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'string'
    ? json.version
    : null
}

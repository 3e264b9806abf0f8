import type { EventValue, Id, Tally } from '../../contract'
import type { StoredTallyMapping } from '../store/repositories'
import { timestamp } from '../telemetry/clock'
import { meets } from './valueTest'

/** What a mapping says now. `active` null: its source has said nothing yet, or nothing that the test asks for. */
export type MappingState = {
  readonly active: boolean | null
  readonly stale: boolean
  /** When it began to say so, epoch ms; null while it says nothing. */
  readonly since: number | null
  /** Since when its source is stale, epoch ms; null while it is heard. */
  readonly staleSince: number | null
}

/** What a source says to a mapping. */
export type SourceWord = { readonly value: EventValue | null; readonly stale: boolean }

/** What all mappings say, worked out only where something changed. */
export type MappingStates = {
  /** Another set of mappings; what those that stay said before is kept. */
  readonly set: (mappings: readonly StoredTallyMapping[]) => void
  /** A source said something, fell silent or came back. */
  readonly hear: (sourceId: string) => void
  readonly state: (id: Id) => MappingState
  /** Those that say something of their targets now, with what they say. */
  readonly lit: () => Iterable<LitMapping>
  readonly hasSource: (sourceId: string) => boolean
  /** Every source that a mapping which is switched on speaks by. */
  readonly sourceIds: () => Iterable<string>
}

/** A mapping with what it makes of its targets; null: nothing. */
export type LitMapping = { readonly mapping: StoredTallyMapping; readonly tally: Tally | null }

/** Changed in place, event by event. */
type Judged = { readonly mapping: StoredTallyMapping; state: MappingState; tally: Tally | null; isShown: boolean }

const SILENT: MappingState = { active: null, stale: false, since: null, staleSince: null }

export function createMappingStates(parts: {
  readonly now: () => number
  readonly wordOf: (sourceId: string) => SourceWord
  readonly labelOf: (sourceId: string) => string
}): MappingStates {
  const bySource = new Map<string, Judged[]>()
  const byId = new Map<Id, Judged>()
  const lit = new Set<Judged>()
  const written = createWriting()

  function judge(judged: Judged, word: SourceWord): void {
    const next = nextState(judged.mapping, judged.state, word, parts.now())
    if (next === judged.state && judged.isShown) return
    judged.state = next
    judged.isShown = true
    judged.tally = tallyOf(judged.mapping, next, parts.labelOf, written)
    if (judged.tally === null) lit.delete(judged)
    else lit.add(judged)
  }

  return {
    set(mappings) {
      const before = new Map(byId)
      bySource.clear()
      byId.clear()
      lit.clear()
      for (const mapping of mappings) {
        if (!mapping.enabled) continue
        const state = before.get(mapping.id)?.state ?? SILENT
        const judged: Judged = { mapping, state, tally: null, isShown: false }
        byId.set(mapping.id, judged)
        const others = bySource.get(mapping.source)
        if (others === undefined) bySource.set(mapping.source, [judged])
        else others.push(judged)
      }
      for (const [sourceId, own] of bySource) {
        const word = parts.wordOf(sourceId)
        for (const judged of own) judge(judged, word)
      }
    },
    hear(sourceId) {
      const own = bySource.get(sourceId)
      if (own === undefined) return
      const word = parts.wordOf(sourceId)
      for (const judged of own) judge(judged, word)
    },
    state: (id) => byId.get(id)?.state ?? SILENT,
    lit: () => lit,
    hasSource: (sourceId) => bySource.has(sourceId),
    sourceIds: () => bySource.keys(),
  }
}

function nextState(
  { when }: StoredTallyMapping,
  before: MappingState,
  { value, stale }: SourceWord,
  now: number,
): MappingState {
  if (value === null) return before.active === null ? before : SILENT
  // What a value does not speak of is as it was: a field that is missing for once takes nothing off air.
  const active = meets(when, value) ?? before.active
  const isStale = stale && active !== null
  if (active === before.active && isStale === before.stale) return before
  const since = active === null ? null : active === before.active ? before.since : now
  return { active, stale: isStale, since, staleSince: isStale ? (before.staleSince ?? now) : null }
}

/**
 * What a mapping makes of its targets: errs on the side of staying on air. What means on air and has gone stale counts
 * as on air whatever it said last, since nobody can say that it is not; one that never said anything counts as nothing.
 */
function tallyOf(
  { means, label, source }: StoredTallyMapping,
  { active, stale, since, staleSince }: MappingState,
  labelOf: (sourceId: string) => string,
  written: (ms: number) => string,
): Tally | null {
  const counts = active === true || (stale && means === 'on-air')
  if (!counts || since === null) return null
  return { state: means, since: written(staleSince ?? since), stale, by: label === '' ? labelOf(source) : label }
}

/** Moments as text; many in a burst are the same. */
function createWriting(): (ms: number) => string {
  let last = 0
  let text = timestamp(last)
  return (ms) => {
    if (ms !== last) {
      last = ms
      text = timestamp(ms)
    }
    return text
  }
}

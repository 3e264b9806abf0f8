import type { Match } from '../../contract'
import type { PlantView } from '../plant/plant'
import { type Bits, addBits, createBitsMaker, noBits } from './bits'
import { type EndEntry, type EndFacts, type EndParts, areSameParts, createEndReader, partsOf } from './endFacts'
import type { PathRequirement } from './paths'
import type { SideIndex } from './sideIndex'

/** What is known of an end under one set of rules, until the end or something it hangs together with changes. */
export type EndState = {
  readonly facts: EndFacts
  /** Rules that it fits. */
  readonly fits: Bits
  /** Path rules of which it does not fulfil what is required. */
  readonly faulty: Bits
  /** Why, by the place of the requirement; null: it fulfils it. */
  readonly faults: readonly (string | null)[]
  /** Matches that depend on this end alone, by the place of the rule. */
  readonly matches: Map<number, Match>
}

export type EndStates = { readonly of: (entry: EndEntry) => EndState }

/** A requirement on paths, and the rules that have it. */
export type SharedRequirement = { readonly requirement: PathRequirement; readonly rules: Bits }

type Kept = { seq: number; readonly parts: EndParts; readonly state: EndState }

/** What is remembered of ends may take so much, bytes. */
const MOST_BYTES = 32 * 1024 * 1024
const FEWEST_ENDS = 512

/** Finds out about ends, and remembers it by the identity of their entries. */
export function createEndStates(
  plant: PlantView,
  index: SideIndex,
  requirements: readonly SharedRequirement[],
  rules: number,
): EndStates {
  const most = Math.max(FEWEST_ENDS, Math.floor(MOST_BYTES / (rules / 4 + 500)))
  const read = createEndReader(plant)
  const maker = createBitsMaker(rules)
  const none = noBits(rules)
  let kept = new Map<EndEntry, Kept>()
  let older = new Map<EndEntry, Kept>()

  function newState(entry: EndEntry, parts: EndParts): EndState {
    const facts = read(entry, parts)
    const fits = index.fitting(facts)
    let faulty = none
    const faults = requirements.map(({ requirement, rules: concerned }) => {
      if (!haveCommon(fits, concerned)) return null
      const fault = requirement(facts)
      if (fault !== null) {
        if (faulty === none) faulty = maker.empty()
        addBits(faulty, concerned)
      }
      return fault
    })
    return { facts, fits, faulty, faults, matches: new Map() }
  }

  function keep(entry: EndEntry, one: Kept): void {
    if (kept.size >= most) {
      older = kept
      kept = new Map()
    }
    kept.set(entry, one)
  }

  return {
    of(entry) {
      const seq = plant.seq()
      let known = kept.get(entry)
      if (known === undefined) {
        known = older.get(entry)
        if (known !== undefined) keep(entry, known)
      }
      if (known?.seq === seq) return known.state
      const parts = partsOf(entry, plant)
      if (known !== undefined && areSameParts(known.parts, parts)) {
        known.seq = seq
        return known.state
      }
      const state = newState(entry, parts)
      keep(entry, { seq, parts, state })
      return state
    },
  }
}

function haveCommon(a: Bits, b: Bits): boolean {
  for (let word = 0; word < a.length; word += 1) if (((a[word] ?? 0) & (b[word] ?? 0)) !== 0) return true
  return false
}

import { type Bits, addBits, bitsOf, createBitsMaker, setBit } from './bits'
import type { EndFacts } from './endFacts'
import { type Atom, readerOf } from './sideAtoms'
import { type TextIndex, createTextIndex } from './textIndex'

/** What one rule asks of the ends of one side. Rules that ask for the same have the same `key`. */
export type SideWish = { readonly key: string; readonly atoms: readonly Atom[] }

/** Which rules an end fits, found through what it is called and where it is instead of asking each rule. */
export type SideIndex = {
  /** One bit for each rule, in the order of the wishes. */
  readonly fitting: (facts: EndFacts) => Bits
}

/** Rules that ask for the same; `rest`: what is to be asked of an end that was found by a key. */
type Condition = {
  readonly rules: number[]
  readonly rest: readonly Atom[]
  /** The rules as bits, where there are many. */
  bits: Bits | null
  /** The last end, by its number, that was asked: keys may find a condition again and again. */
  asked: number
}

type Space = {
  readonly index: TextIndex<Condition[]>
  readonly textsOf: (facts: EndFacts) => Iterable<string>
}

/** So many bits are added faster all at once. */
const MANY = 100

export function createSideIndex(wishes: readonly SideWish[]): SideIndex {
  const spaces = new Map<string, Space>()
  const known = new Map<string, Condition>()
  /** Those that no key leads to. */
  const asked: Condition[] = []
  /** What asks for nothing. */
  const everywhere: Condition = { rules: [], rest: [], bits: null, asked: 0 }

  function filedIn(space: string): TextIndex<Condition[]> {
    const known = spaces.get(space)
    if (known !== undefined) return known.index
    const index = createTextIndex<Condition[]>()
    spaces.set(space, { index, textsOf: readerOf(space) })
    return index
  }

  function conditionOf(atoms: readonly Atom[]): Condition {
    const [first, ...others] = atoms.toSorted((a, b) => rankOf(a) - rankOf(b))
    if (first === undefined) return everywhere
    const rest = first.keys !== null && first.isSure ? others : atoms
    const condition: Condition = { rules: [], rest, bits: null, asked: 0 }
    if (first.keys === null) asked.push(condition)
    else for (const { space, key } of first.keys) filedIn(space).at(key, newList).push(condition)
    return condition
  }

  wishes.forEach(({ key, atoms }, rule) => {
    const condition = known.get(key) ?? conditionOf(atoms)
    known.set(key, condition)
    condition.rules.push(rule)
  })
  for (const condition of known.values()) {
    if (condition.rules.length > MANY) condition.bits = bitsOf(wishes.length, condition.rules)
  }
  const base = bitsOf(wishes.length, everywhere.rules)
  const maker = createBitsMaker(wishes.length)
  let ends = 0

  return {
    fitting(facts) {
      const bits = maker.copy(base)
      ends += 1
      const add = (condition: Condition): void => {
        if (condition.asked === ends) return
        condition.asked = ends
        for (const atom of condition.rest) if (!atom.holds(facts)) return
        if (condition.bits !== null) addBits(bits, condition.bits)
        else for (const rule of condition.rules) setBit(bits, rule)
      }
      asked.forEach(add)
      const addAll = (conditions: readonly Condition[]): void => {
        for (const condition of conditions) add(condition)
      }
      for (const { index, textsOf } of spaces.values()) for (const text of textsOf(facts)) index.find(text, addAll)
      return bits
    },
  }
}

function newList(): Condition[] {
  return []
}

/** What has no key comes last. */
function rankOf({ rank, keys }: Atom): number {
  return keys === null ? 100 : keys.some(({ key }) => key.shape === 'any') ? 50 + rank : rank
}

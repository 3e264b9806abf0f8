import type { Rule, Selector } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'
import { type Bits, addBits, bitsOf, visitWord } from './bits'
import { type EndFacts, createEndReader, partsOf } from './endFacts'
import { globOf } from './glob'
import type { RuleSet } from './ruleSet'
import { effectOf } from './ruleOrder'
import { ruleDoubts } from './ruleFaults'
import { readerOf } from './sideAtoms'
import { type TextIndex, createTextIndex } from './textIndex'

/** So many ends of a rule are looked at when others that contradict it are looked for; fewer when there are many rules. */
const LOOKED_AT = 100
const FEWEST_LOOKED_AT = 8
const LOOKS = 100_000
/** So many contradictions are named. */
const NAMED = 3

/**
 * What an engineer should look at, as sentences, by the id of the rule: globs that fit nothing in the plant now, an effect
 * that does not go with the kind, and rules of the same priority that say the opposite of the same pairs.
 */
export function ruleWarnings(plant: PlantView, set: RuleSet): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const say = (rule: Rule, text: string): void => {
    const said = found.get(rule.id)
    if (said === undefined) found.set(rule.id, [text])
    else said.push(text)
  }
  for (const rule of set.rules) for (const text of ruleDoubts(rule)) say(rule, text)
  warnOfGlobs(plant, set.rules, say)
  warnOfContradictions(plant, set, say)
  return found
}

type Say = (rule: Rule, text: string) => void
type Side = 'sender' | 'receiver'
type Wanted = { readonly fits: (text: string) => boolean; isFound: boolean }
type Space = {
  readonly index: TextIndex<Wanted[]>
  readonly textsOf: (facts: EndFacts) => Iterable<string>
}

/** Each glob is looked for once, whoever has it. */
function warnOfGlobs(plant: PlantView, rules: readonly Rule[], say: Say): void {
  const wanted = new Map<string, Wanted>()
  const spaces = { sender: new Map<string, Space>(), receiver: new Map<string, Space>() }
  const users: { readonly rule: Rule; readonly word: string; readonly glob: Wanted }[] = []

  function want(side: Side, space: string, pattern: string): Wanted {
    const id = `${side} ${space} ${pattern}`
    const known = wanted.get(id)
    if (known !== undefined) return known
    const { key, fits } = globOf(pattern)
    const glob: Wanted = { fits, isFound: false }
    wanted.set(id, glob)
    const filed = spaces[side].get(space) ?? { index: createTextIndex<Wanted[]>(), textsOf: readerOf(space) }
    spaces[side].set(space, filed)
    filed.index.at(key, () => []).push(glob)
    return glob
  }

  for (const rule of rules) {
    for (const [side, selector] of [
      ['sender', rule.from],
      ['receiver', rule.to],
    ] as const) {
      for (const { word, space, pattern } of globsOf(selector)) {
        users.push({ rule, word: `${side} with ${word} “${pattern}”`, glob: want(side, space, pattern) })
      }
    }
  }
  if (users.length === 0) return
  const read = createEndReader(plant)
  for (const entry of plant.all('sender')) lookAt(spaces.sender, read(entry, partsOf(entry, plant)))
  for (const entry of plant.all('receiver')) lookAt(spaces.receiver, read(entry, partsOf(entry, plant)))
  for (const { rule, word, glob } of users) if (!glob.isFound) say(rule, `No ${word} is there now.`)
}

function lookAt(spaces: ReadonlyMap<string, Space>, facts: EndFacts): void {
  for (const { index, textsOf } of spaces.values()) {
    for (const text of textsOf(facts)) {
      const found = new Set<readonly Wanted[]>()
      index.find(text, (globs) => found.add(globs))
      for (const globs of found) for (const glob of globs) glob.isFound ||= glob.fits(text)
    }
  }
}

function globsOf({ label, tag, group, device, node }: Selector) {
  const each = (word: string, space: string, patterns: readonly string[] | undefined) =>
    (patterns ?? []).map((pattern) => ({ word, space, pattern }))
  return [
    ...each('a label or alias like', 'name', label),
    ...(tag === undefined ? [] : each(`a tag ${tag.name} like`, `tag ${tag.name}`, [tag.value])),
    ...each('a group like', 'group', group),
    ...each('a device like', 'device', device),
    ...each('a node like', 'node', node),
  ]
}

/**
 * Rules that allow and rules that deny (or want an approval) at the same priority, for pairs that are in the plant now or
 * because they name the same. Rules whose match depends on more than the two ends (paths, tally, caps) are not compared:
 * they are meant to be exceptions.
 */
function warnOfContradictions(plant: PlantView, set: RuleSet, say: Say): void {
  const { rules } = set
  const placed = rules.map((rule, place) => ({ rule, place })).filter(({ rule }) => rule.enabled && isPlain(rule))
  const allowing = placed.filter(({ rule }) => effectOf(rule) === 'allow')
  const against = placed.filter(({ rule }) => isAgainst(rule))
  if (allowing.length === 0 || against.length === 0) return
  const allowBits = bitsOf(rules.length, placesOf(allowing))
  const againstBits = bitsOf(rules.length, placesOf(against))
  const lookedAt = Math.max(FEWEST_LOOKED_AT, Math.min(LOOKED_AT, Math.floor(LOOKS / allowing.length)))
  const senders = togetherWith(plant.all('sender'), set, allowBits, lookedAt)
  const receivers = togetherWith(plant.all('receiver'), set, allowBits, lookedAt)
  const alike = new Map<string, number[]>()
  for (const { rule, place } of against) {
    const key = namedBy(rule)
    alike.set(key, [...(alike.get(key) ?? []), place])
  }
  for (const { rule, place } of allowing) {
    const others = new Set(alike.get(namedBy(rule)) ?? [])
    const from = senders.get(place)
    const to = receivers.get(place)
    if (from !== undefined && to !== undefined) {
      for (let word = 0; word < againstBits.length; word += 1) {
        visitWord(word, (from[word] ?? 0) & (to[word] ?? 0) & (againstBits[word] ?? 0), (at) => others.add(at))
      }
    }
    const opposite = [...others].flatMap((at) => (rules[at]?.priority === rule.priority ? [rules[at]] : []))
    for (const other of opposite.slice(0, NAMED)) {
      const verb = effectOf(other) === 'deny' ? 'deny' : 'approval'
      say(rule, `It contradicts “${other.label}” (${other.id}) at the same priority ${rule.priority}; ${verb} wins.`)
      say(other, `It contradicts “${rule.label}” (${rule.id}) at the same priority ${rule.priority}; ${verb} wins.`)
    }
    if (opposite.length > NAMED) {
      say(rule, `It contradicts ${opposite.length - NAMED} more rules at the same priority ${rule.priority}.`)
    }
  }
}

function isPlain({ kind }: Rule): boolean {
  return kind === 'allowed_pair' || kind === 'forbidden_pair' || kind === 'constraint'
}

function isAgainst(rule: Rule): boolean {
  const effect = effectOf(rule)
  return effect === 'deny' || effect === 'require-approval'
}

function placesOf(placed: readonly { readonly place: number }[]): readonly number[] {
  return placed.map(({ place }) => place)
}

/** All that a rule names, in writing. */
function namedBy(rule: Rule): string {
  return JSON.stringify([rule.priority, rule.scope, rule.from, rule.to, rule.kind === 'constraint' ? rule.tests : null])
}

/** For each of these rules: all rules that an end of it fits as well, of its first `lookedAt` ends. */
function togetherWith(
  entries: Iterable<EntryOf<'sender'> | EntryOf<'receiver'>>,
  set: RuleSet,
  of: Bits,
  lookedAt: number,
): ReadonlyMap<number, Bits> {
  const counts = new Map<number, number>()
  const together = new Map<number, Bits>()
  for (const entry of entries) {
    const fits = set.fitting(entry)
    for (let word = 0; word < of.length; word += 1) {
      visitWord(word, (fits[word] ?? 0) & (of[word] ?? 0), (place) => {
        const count = counts.get(place) ?? 0
        if (count >= lookedAt) return
        counts.set(place, count + 1)
        const bits = together.get(place)
        if (bits === undefined) together.set(place, fits.slice())
        else addBits(bits, fits)
      })
    }
  }
  return together
}

import type { Id, Match, Rule } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'
import { type Bits, bitsOf, clearBit, setBit, visitWord } from './bits'
import type { Compatibility, Judgement } from './compatibility'
import { type EndState, type SharedRequirement, createEndStates } from './endStates'
import { matchOf, pairReason, tallyReason, testsReason } from './matchReasons'
import { pathRequirement } from './paths'
import type { Suspensions } from './policyBook'
import { compareRules } from './ruleOrder'
import { atomsOf, isOfSender } from './sideAtoms'
import { createSideIndex } from './sideIndex'

/** Rules made ready to be asked of thousands of pairs. */
export type RuleSet = {
  /** In the order in which they are asked. */
  readonly rules: readonly Rule[]
  /** All rules that match, in their order. */
  readonly matches: (sender: EntryOf<'sender'>, receiver: EntryOf<'receiver'>, windows: Suspensions) => Match[]
  /** Of the rules that make sense without a sender. */
  readonly matchesAlone: (receiver: EntryOf<'receiver'>, windows: Suspensions) => Match[]
  /** The rules that an end fits, by their places; conditions on both ends are not looked at. */
  readonly fitting: (entry: EntryOf<'sender'> | EntryOf<'receiver'>) => Bits
}

/** Codes of a judgement that say that the ends do not fit by what they say of themselves. */
const MISFITS: ReadonlySet<string> = new Set(['CAPS_MISMATCH', 'FORMAT_MISMATCH', 'TRANSPORT_MISMATCH'])

/**
 * Each side of each rule is filed by what it names, so that an end finds its rules instead of being held against each;
 * the rules of a pair are those that both ends fit, found a word of bits at a time. What is known of an end is kept until
 * the plant changes it. Rules have to be in order (`ruleFault`).
 */
export function createRuleSet(
  parts: { readonly plant: PlantView; readonly compatibility: Pick<Compatibility, 'between'> },
  unordered: readonly Rule[],
): RuleSet {
  const { plant, compatibility } = parts
  const rules = unordered.toSorted(compareRules)
  const count = rules.length
  const places = new Map<Id, number>(rules.map(({ id }, place) => [id, place]))
  const sides = rules.map((rule) => ({ rule, ...atomsOf(rule) }))
  const { requirements, requirementOf } = sharedRequirements(rules)
  const senders = createEndStates(
    plant,
    createSideIndex(sides.map(({ rule, from }) => ({ key: senderKey(rule), atoms: from }))),
    requirements,
    count,
  )
  const receivers = createEndStates(
    plant,
    createSideIndex(sides.map(({ rule, to }) => ({ key: receiverKey(rule), atoms: to }))),
    requirements,
    count,
  )
  const inForce = bitsOf(
    count,
    placesOf(rules, ({ enabled }) => enabled),
  )
  const onPath = bitsOf(
    count,
    placesOf(rules, ({ kind }) => kind === 'path_requirement'),
  )
  const alone = bitsOf(count, placesOf(rules, isAboutDestination))
  const said = rules.map((rule) => (isPair(rule) ? matchOf(rule, pairReason(rule)) : null))
  const testSides = rules.map(testSidesOf)

  /** Rules that are in force at a destination: as they are kept, and as windows say. */
  function inForceAt({ on, off }: Suspensions): Bits {
    if (on.size === 0 && off.size === 0) return inForce
    const bits = inForce.slice()
    for (const id of on.keys()) {
      const place = places.get(id)
      if (place !== undefined) setBit(bits, place)
    }
    for (const id of off.keys()) {
      const place = places.get(id)
      if (place !== undefined) clearBit(bits, place)
    }
    return bits
  }

  /** A match that depends on one end is said once for all its pairs. */
  function remembered(state: EndState, place: number, rule: Rule, reason: () => string): Match {
    const known = state.matches.get(place)
    if (known !== undefined) return known
    const match = matchOf(rule, reason())
    state.matches.set(place, match)
    return match
  }

  function pathMatch(rule: Rule, place: number, from: EndState, to: EndState): Match {
    const at = requirementOf[place] ?? 0
    const fromFault = from.faults[at] ?? null
    const toFault = to.faults[at] ?? null
    if (fromFault === null) return remembered(to, place, rule, () => toFault ?? '')
    if (toFault === null) return remembered(from, place, rule, () => fromFault)
    return matchOf(rule, `${fromFault} ${toFault}`)
  }

  function testsMatch(rule: Rule, place: number, from: EndState | null, to: EndState): Match {
    const { ofSender, ofDestination } = testSides[place] ?? { ofSender: [], ofDestination: [] }
    if (ofSender.length === 0 || from === null)
      return remembered(to, place, rule, () => testsReason(ofDestination, to.facts))
    if (ofDestination.length === 0) return remembered(from, place, rule, () => testsReason(ofSender, from.facts))
    return matchOf(rule, `${testsReason(ofSender, from.facts)} ${testsReason(ofDestination, to.facts)}`)
  }

  return {
    rules,
    matches(sender, receiver, windows) {
      const from = senders.of(sender)
      const to = receivers.of(receiver)
      const open = inForceAt(windows)
      const found: Match[] = []
      let judgement: Judgement | null = null
      const add = (place: number): void => {
        const pair = said[place] ?? null
        if (pair !== null) {
          found.push(pair)
          return
        }
        const rule = rules[place]
        switch (rule?.kind) {
          case undefined:
          case 'allowed_pair':
          case 'forbidden_pair':
            return
          case 'path_requirement':
            found.push(pathMatch(rule, place, from, to))
            return
          case 'constraint':
            found.push(testsMatch(rule, place, from, to))
            return
          case 'on_air_protection':
            found.push(remembered(to, place, rule, () => tallyReason(to.facts)))
            return
          case 'compatibility':
            judgement ??= compatibility.between(sender, receiver)
            if (MISFITS.has(judgement.code ?? '')) found.push(matchOf(rule, judgement.reasons.join(' ')))
        }
      }
      for (let word = 0; word < open.length; word += 1) {
        const both = (from.fits[word] ?? 0) & (to.fits[word] ?? 0) & (open[word] ?? 0)
        if (both === 0) continue
        const broken = ~(onPath[word] ?? 0) | (from.faulty[word] ?? 0) | (to.faulty[word] ?? 0)
        visitWord(word, both & broken, add)
      }
      return found
    },
    matchesAlone(receiver, windows) {
      const to = receivers.of(receiver)
      const open = inForceAt(windows)
      const found: Match[] = []
      for (let word = 0; word < open.length; word += 1) {
        visitWord(word, (to.fits[word] ?? 0) & (open[word] ?? 0) & (alone[word] ?? 0), (place) => {
          const rule = rules[place]
          if (rule?.kind === 'constraint') found.push(testsMatch(rule, place, null, to))
          else if (rule !== undefined) found.push(remembered(to, place, rule, () => tallyReason(to.facts)))
        })
      }
      return found
    },
    fitting: (entry) => (entry.kind === 'sender' ? senders : receivers).of(entry).fits,
  }
}

function placesOf(rules: readonly Rule[], is: (rule: Rule) => boolean): readonly number[] {
  return rules.flatMap((rule, place) => (is(rule) ? [place] : []))
}

function isPair({ kind }: Rule): boolean {
  return kind === 'allowed_pair' || kind === 'forbidden_pair'
}

/** Rules that can be asked when a destination is disconnected. */
function isAboutDestination(rule: Rule): boolean {
  if (Object.keys(rule.from).length > 0) return false
  if (rule.kind === 'on_air_protection') return true
  return rule.kind === 'constraint' && rule.tests.every(({ of }) => !isOfSender(of))
}

function testSidesOf(rule: Rule) {
  const tests = rule.kind === 'constraint' ? rule.tests : []
  return {
    ofSender: tests.filter(({ of }) => isOfSender(of)),
    ofDestination: tests.filter(({ of }) => !isOfSender(of)),
  }
}

/** What a rule asks of senders, in writing: rules that ask for the same are asked once. */
function senderKey(rule: Rule): string {
  return JSON.stringify([rule.from, testSidesOf(rule).ofSender])
}

function receiverKey(rule: Rule): string {
  const states = rule.kind === 'on_air_protection' ? rule.states : null
  return JSON.stringify([rule.to, rule.scope, testSidesOf(rule).ofDestination, states])
}

/** Each requirement on paths once, and which of them a rule has. */
function sharedRequirements(rules: readonly Rule[]) {
  const byKey = new Map<string, number>()
  const requirements: SharedRequirement[] = []
  const requirementOf = rules.map((rule, place) => {
    if (rule.kind !== 'path_requirement') return null
    const key = JSON.stringify(rule.legs)
    const known = byKey.get(key)
    const at = known ?? requirements.length
    if (known === undefined) {
      byKey.set(key, at)
      requirements.push({ requirement: pathRequirement(rule.legs), rules: bitsOf(rules.length, []) })
    }
    const shared = requirements[at]
    if (shared !== undefined) setBit(shared.rules, place)
    return at
  })
  return { requirements, requirementOf }
}

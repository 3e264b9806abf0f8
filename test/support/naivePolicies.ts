import { RE2JS } from 're2js'
import type { FieldTest, Match, PolicyDecision, PolicyDefault, Rule, Selector } from '../../src/contract'
import { inScope } from '../../src/main/plant/scope'
import type { EntryOf, PlantEntry, PlantView } from '../../src/main/plant/plant'
import { formatOfEntry } from '../../src/main/plant/plantIndexes'
import type { Compatibility } from '../../src/main/policy/compatibility'
import { decisionOf, defaultFor, orderedDefaults } from '../../src/main/policy/decision'
import { type EndEntry, type EndFacts, createEndReader, partsOf } from '../../src/main/policy/endFacts'
import type { FieldValue } from '../../src/main/policy/fieldValues'
import { matchOf, pairReason, tallyReason, testsReason } from '../../src/main/policy/matchReasons'
import { pathRequirement } from '../../src/main/policy/paths'
import { NO_SUSPENSIONS, type Suspensions } from '../../src/main/policy/policyBook'
import { compareRules } from '../../src/main/policy/ruleOrder'

type Ends = { readonly sender: EntryOf<'sender'>; readonly receiver: EntryOf<'receiver'> }
type Prepared = { readonly rule: Rule; readonly reason: (ends: Ends) => string | null }

/** Each rule is held against each pair, one after another; globs and expressions are made ready once. */
export type NaivePolicies = {
  readonly decide: (sender: EntryOf<'sender'>, receiver: EntryOf<'receiver'>) => PolicyDecision
}

export function naivePolicies(parts: {
  readonly plant: PlantView
  readonly compatibility: Pick<Compatibility, 'between'>
  readonly rules: readonly Rule[]
  readonly defaults: readonly PolicyDefault[]
  readonly suspensions: (receiver: EntryOf<'receiver'>) => Suspensions
}): NaivePolicies {
  const { plant, compatibility, rules, defaults, suspensions } = parts
  const read = createEndReader(plant)
  let known = { seq: plant.seq(), facts: new Map<EndEntry, EndFacts>() }
  /** What a path and the reasons are made from, once for each end. */
  function facts(entry: EndEntry): EndFacts {
    if (known.seq !== plant.seq()) known = { seq: plant.seq(), facts: new Map() }
    const found = known.facts.get(entry) ?? read(entry, partsOf(entry, plant))
    known.facts.set(entry, found)
    return found
  }
  const prepared = rules.toSorted(compareRules).map((rule) => prepare(rule, plant, compatibility, facts))
  return {
    decide(sender, receiver) {
      const windows = suspensions(receiver)
      const matches: Match[] = []
      for (const { rule, reason } of prepared) {
        const isOn = windows.off.has(rule.id) ? false : rule.enabled || windows.on.has(rule.id)
        if (!isOn) continue
        const why = reason({ sender, receiver })
        if (why !== null) matches.push(matchOf(rule, why))
      }
      const fallback = matches.length === 0 ? defaultFor(orderedDefaults(defaults), receiver) : null
      return decisionOf(matches, fallback, windows.windows)
    },
  }
}

export const noWindows = (): Suspensions => NO_SUSPENSIONS

function prepare(
  rule: Rule,
  plant: PlantView,
  compatibility: Pick<Compatibility, 'between'>,
  facts: (entry: EndEntry) => EndFacts,
): Prepared {
  const from = selects(rule.from, plant)
  const to = selects(rule.to, plant)
  const holds = condition(rule, compatibility, facts)
  return {
    rule,
    reason(ends) {
      if (!inScope(rule.scope, ends.receiver) || !from(ends.sender) || !to(ends.receiver)) return null
      return holds(ends)
    },
  }
}

/** Why the condition of a rule holds; null when it does not. */
function condition(
  rule: Rule,
  compatibility: Pick<Compatibility, 'between'>,
  facts: (entry: EndEntry) => EndFacts,
): (ends: Ends) => string | null {
  switch (rule.kind) {
    case 'allowed_pair':
    case 'forbidden_pair':
      return () => pairReason(rule)
    case 'path_requirement': {
      const fault = pathRequirement(rule.legs)
      return ({ sender, receiver }) => {
        const faults = [fault(facts(sender)), fault(facts(receiver))].filter((one) => one !== null)
        return faults.length === 0 ? null : faults.join(' ')
      }
    }
    case 'constraint': {
      const tests = rule.tests.map((test) => {
        const isOfSender = ['sender', 'flow', 'source'].includes(test.of)
        return { test, end: isOfSender ? ('sender' as const) : ('receiver' as const), holds: testOf(test) }
      })
      const ofSender = rule.tests.filter(({ of }) => ['sender', 'flow', 'source'].includes(of))
      const ofReceiver = rule.tests.filter(({ of }) => ['receiver', 'device', 'node'].includes(of))
      return (ends) => {
        for (const { test, end, holds } of tests) {
          if (!holds(facts(ends[end]).values(test.of, test.field))) return null
        }
        return [
          ...(ofSender.length === 0 ? [] : [testsReason(ofSender, facts(ends.sender))]),
          ...(ofReceiver.length === 0 ? [] : [testsReason(ofReceiver, facts(ends.receiver))]),
        ].join(' ')
      }
    }
    case 'on_air_protection':
      return ({ receiver }) => {
        const { tally } = receiver.marks
        if (tally === null || !(tally.stale || rule.states.includes(tally.state))) return null
        return tallyReason(facts(receiver))
      }
    case 'compatibility':
      return ({ sender, receiver }) => {
        const { code, reasons } = compatibility.between(sender, receiver)
        return code !== null && /^(CAPS|FORMAT|TRANSPORT)_MISMATCH$/.test(code) ? reasons.join(' ') : null
      }
  }
}

function globs(patterns: readonly string[]): (text: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const body = [...pattern].map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(/\W/, '\\$&')))
    return new RegExp(`^${body.join('')}$`, 'is')
  })
  return (text) => expressions.some((one) => one.test(text))
}

function named(entry: PlantEntry | undefined): readonly string[] {
  if (entry === undefined) return []
  return entry.alias === null ? [entry.resource.label] : [entry.resource.label, entry.alias]
}

function selects(selector: Selector, plant: PlantView): (entry: EndEntry) => boolean {
  const label = globs(selector.label ?? [])
  const group = globs(selector.group ?? [])
  const device = globs(selector.device ?? [])
  const node = globs(selector.node ?? [])
  const tag = globs(selector.tag === undefined ? [] : [selector.tag.value])
  return (entry) => {
    const { id, site, room, witnesses } = entry
    if (selector.id?.includes(id) === false) return false
    if (selector.label !== undefined && !named(entry).some(label)) return false
    if (selector.site !== undefined && (site === null || !selector.site.includes(site))) return false
    if (selector.room !== undefined && (room === null || !selector.room.includes(room))) return false
    if (selector.registry?.some((one) => witnesses.has(one)) === false) return false
    if (selector.format?.includes(formatOfEntry(entry, plant.entry)) === false) return false
    if (selector.group !== undefined && !hintsOf(entry).some((hint) => group(hint.split(':')[0] ?? ''))) return false
    if (selector.device === undefined && selector.node === undefined && selector.tag === undefined) return true
    const { device: on, node: at } = partsOf(entry, plant)
    if (selector.device !== undefined && !(on !== undefined && [...named(on), on.id].some(device))) return false
    if (selector.node !== undefined && !(at !== undefined && [...named(at), at.id].some(node))) return false
    const wanted = selector.tag?.name
    if (wanted === undefined) return true
    return [entry, on, at].some((one) => one?.resource.tags[wanted]?.some(tag) === true)
  }
}

function hintsOf({ resource }: EndEntry): readonly string[] {
  return Object.entries(resource.tags).flatMap(([name, values]) =>
    name.startsWith('urn:x-nmos:tag:grouphint/') ? values : [],
  )
}

function testOf(test: FieldTest): (values: readonly FieldValue[]) => boolean {
  const { operator, value, not } = test
  const one = String(value)
  const list = (Array.isArray(value) ? value : [value]).map(String)
  const expression = operator === 'matches' ? RE2JS.compile(one) : null
  const holds = (found: FieldValue): boolean => {
    const text = String(found)
    switch (operator) {
      case 'equals':
        return text === one
      case 'contains':
        return text.includes(one)
      case 'starts_with':
        return text.startsWith(one)
      case 'ends_with':
        return text.endsWith(one)
      case 'matches':
        return expression?.test(text) === true
      case 'in':
        return list.includes(text)
      case 'less_than':
        return typeof found !== 'boolean' && text.trim() !== '' && Number(text) < Number(one)
      case 'greater_than':
        return typeof found !== 'boolean' && text.trim() !== '' && Number(text) > Number(one)
    }
  }
  return (values) => values.some(holds) !== not
}

import type { FieldTest, Match, Rule, Tally } from '../../contract'
import type { EndFacts } from './endFacts'
import { entryName } from './entryName'
import { testInWords } from './fieldTest'
import { effectOf } from './ruleOrder'
import { pairInWords } from './ruleWords'

/** A match of a rule, with why. */
export function matchOf(rule: Rule, reason: string): Match {
  const { id, label, kind, priority, override } = rule
  return { ruleId: id, label, kind, effect: effectOf(rule), priority, reason, override }
}

/** Of an `allowed_pair` or `forbidden_pair`. */
export function pairReason(rule: Rule): string {
  const verb = rule.kind === 'forbidden_pair' ? 'is a forbidden pair' : 'is an allowed pair'
  return `${pairInWords(rule)} ${verb}.`
}

/** Of the tests of a `constraint` that look at this end: `CAM 1: flow frame_width is less than 1920 (1280).` */
export function testsReason(tests: readonly FieldTest[], facts: EndFacts): string {
  const said = tests.map((test) => {
    const values = facts.values(test.of, test.field)
    const found = values.length === 0 ? 'it has none' : values.slice(0, 4).map(String).join(', ')
    return `${test.of} ${testInWords(test)} (${found.length > 120 ? `${found.slice(0, 120)}…` : found})`
  })
  return `${entryName(facts.entry)}: ${said.join('; ')}.`
}

const STATES: Readonly<Record<Tally['state'], string>> = {
  'on-air': 'on air',
  preset: 'on preset',
  recording: 'recording',
}

/** Of `on_air_protection`. A stale tally says so. */
export function tallyReason(facts: EndFacts): string {
  const { tally } = facts.entry.marks
  const name = entryName(facts.entry)
  if (tally === null) return `${name} counts as on air.`
  const by = tally.by === '' ? '' : `, says ${tally.by}`
  if (!tally.stale) return `${name} is ${STATES[tally.state]} since ${tally.since}${by}.`
  const last = `The last word, of ${tally.since}${tally.by === '' ? '' : ` by ${tally.by}`}, was ${STATES[tally.state]}.`
  return `${name} counts as on air: its tally is stale, nobody hears it any more. ${last}`
}

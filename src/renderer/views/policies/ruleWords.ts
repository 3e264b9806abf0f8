import type { Effect, FieldTest, PolicyDecision, Rule, RuleKind, Selector, TallyState } from '../../../contract'

/** The kinds of rules: what they are called, and when one matches. */
export const kindWords: Readonly<Record<RuleKind, { readonly name: string; readonly matches: string }>> = {
  allowed_pair: { name: 'allowed pair', matches: 'It matches each pair of such a source and such a destination.' },
  forbidden_pair: { name: 'forbidden pair', matches: 'It matches each pair of such a source and such a destination.' },
  path_requirement: { name: 'path requirement', matches: 'It matches where a path lacks what is required here.' },
  constraint: { name: 'constraint', matches: 'It matches where all tests hold.' },
  on_air_protection: {
    name: 'on-air protection',
    matches: 'It matches where the destination has such a tally, or a stale one.',
  },
  compatibility: {
    name: 'compatibility',
    matches: 'It matches where the two ends say that they do not fit (BCP-004-01).',
  },
}

export const ruleKinds = Object.keys(kindWords) as readonly RuleKind[]

/** What a match means, as a word for lists and as a whole. */
export const effectWords: Readonly<Record<Effect, { readonly word: string; readonly long: string }>> = {
  allow: { word: 'allow', long: 'Allow' },
  deny: { word: 'deny', long: 'Deny' },
  warn: { word: 'warn', long: 'Warn' },
  'require-approval': { word: 'approval', long: 'Approval' },
}

export const effects = Object.keys(effectWords) as readonly Effect[]

/** The effect that goes with a kind, for a rule that is begun. */
export const usualEffect: Readonly<Record<RuleKind, Effect>> = {
  allowed_pair: 'allow',
  forbidden_pair: 'deny',
  path_requirement: 'warn',
  constraint: 'deny',
  on_air_protection: 'deny',
  compatibility: 'warn',
}

export const verdictWords: Readonly<Record<PolicyDecision['verdict'], string>> = {
  allowed: 'Allowed',
  denied: 'Denied',
  warned: 'Allowed, with a warning',
  approval: 'Wants a second person’s approval',
}

export const stateWords: Readonly<Record<TallyState, string>> = {
  'on-air': 'on air',
  preset: 'preset',
  recording: 'recording',
}

export const operatorWords: Readonly<Record<FieldTest['operator'], string>> = {
  equals: 'is',
  contains: 'contains',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  in: 'is one of',
  less_than: 'is less than',
  greater_than: 'is greater than',
}

/** `a`, `a or b`, `a, b or c`, `a, b or 4 more`. */
export function orWords(values: readonly string[]): string {
  if (values.length <= 1) return values.join('')
  const shown = values.length > 4 ? values.slice(0, 2) : values.slice(0, -1)
  const last = values.length > 4 ? `${String(values.length - 2)} more` : (values.at(-1) ?? '')
  return `${shown.join(', ')} or ${last}`
}

/** Which things a selector names, for people: `CAM * in room MCR`; `anything` when it names nothing. `one`: `source`. */
export function selectorWords(selector: Selector, one: string): string {
  const { id, label, tag, group, site, room, device, node, format, registry } = selector
  const quoted = (values: readonly string[]): string => orWords(values.map((value) => `“${value}”`))
  const name = label === undefined ? `any ${one}` : `${one} ${quoted(label)}`
  const parts = [
    id === undefined ? null : id.length === 1 ? 'that is the one chosen' : `that is one of ${String(id.length)} chosen`,
    format === undefined ? null : `with ${orWords(format)}`,
    tag === undefined ? null : `tagged ${tag.name}${tag.value === '*' ? '' : ` “${tag.value}”`}`,
    group === undefined ? null : `of group ${quoted(group)}`,
    device === undefined ? null : `of device ${quoted(device)}`,
    node === undefined ? null : `of node ${quoted(node)}`,
    room === undefined ? null : `in room ${orWords(room)}`,
    site === undefined ? null : `at site ${orWords(site)}`,
    registry === undefined ? null : `witnessed by registry ${orWords(registry)}`,
  ].filter((part) => part !== null)
  return [name, ...parts].join(' ')
}

function valueWords(value: FieldTest['value']): string {
  return Array.isArray(value) ? orWords(value.map(String)) : `“${String(value)}”`
}

const testWords = ({ of, field, operator, value, not }: FieldTest): string =>
  `${of} ${field} ${not ? 'not: ' : ''}${operatorWords[operator]} ${valueWords(value)}`

function condition(rule: Rule): string | null {
  switch (rule.kind) {
    case 'allowed_pair':
    case 'forbidden_pair':
      return null
    case 'path_requirement':
      return `without ${rule.legs
        .map(({ leg, network }) => `leg ${leg}${network === '*' ? '' : ` on network “${network}”`}`)
        .join(' and ')} at both ends`
    case 'constraint':
      return `where ${rule.tests.map(testWords).join(' and ')}`
    case 'on_air_protection':
      return `while the destination is ${orWords(rule.states.map((state) => stateWords[state]))}`
    case 'compatibility':
      return 'where the ends do not fit'
  }
}

const meaning: Readonly<Record<Effect, string>> = {
  allow: 'allowed',
  deny: 'denied',
  warn: 'allowed with a warning',
  'require-approval': 'for a second person to approve',
}

/** What a match of a rule means: a compatibility rule that is not strict warns, whatever its effect. */
export const effectOf = (rule: Rule): Effect =>
  rule.kind === 'compatibility' && rule.mode === 'warn' ? 'warn' : rule.effect

/** The rule in one sentence. */
export function ruleSentence(rule: Rule): string {
  const pair = `From ${selectorWords(rule.from, 'source')} to ${selectorWords(rule.to, 'destination')}`
  const when = condition(rule)
  return `${pair}${when === null ? '' : `, ${when}`}: ${meaning[effectOf(rule)]}.`
}

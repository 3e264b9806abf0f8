import type { Effect, FieldTest, Role, Rule, RuleKind, Scope, Selector, TallyState } from '../../../contract'

/** A test as the inputs show it; `values` are what `in` takes, `value` what all others take. */
export type TestDraft = {
  readonly key: number
  readonly of: FieldTest['of']
  readonly field: string
  readonly operator: FieldTest['operator']
  readonly value: string
  readonly values: readonly string[]
  readonly not: boolean
}

/** A leg that is required, on a network whose name fits. */
export type LegDraft = { readonly wanted: boolean; readonly network: string }

/** A rule that is being edited, with the parts of all kinds, so that a change of the kind loses nothing. */
export type RuleDraft = {
  readonly kind: RuleKind
  readonly id: string
  readonly label: string
  readonly description: string
  readonly owner: string
  readonly enabled: boolean
  readonly priority: string
  readonly effect: Effect
  readonly scope: Scope
  readonly from: Selector
  readonly to: Selector
  readonly override: Exclude<Role, 'viewer'> | null
  readonly tests: readonly TestDraft[]
  readonly legs: Readonly<Record<'A' | 'B', LegDraft>>
  readonly states: readonly TallyState[]
  readonly mode: 'strict' | 'warn'
}

export const noTest = (key: number): TestDraft => ({
  key,
  of: 'sender',
  field: '',
  operator: 'equals',
  value: '',
  values: [],
  not: false,
})

export const emptyRule: RuleDraft = {
  kind: 'forbidden_pair',
  id: '',
  label: '',
  description: '',
  owner: '',
  enabled: true,
  priority: '100',
  effect: 'deny',
  scope: { kind: 'all' },
  from: {},
  to: {},
  override: null,
  tests: [noTest(0)],
  legs: { A: { wanted: true, network: '' }, B: { wanted: true, network: '' } },
  states: ['on-air'],
  mode: 'warn',
}

function testDraft({ of, field, operator, value, not }: FieldTest, key: number): TestDraft {
  const several = Array.isArray(value)
  return {
    key,
    of,
    field,
    operator,
    value: several ? '' : String(value),
    values: several ? value.map(String) : [],
    not,
  }
}

export function draftOfRule(rule: Rule): RuleDraft {
  const { id, label, description, owner, enabled, priority, effect, scope, from, to, override, kind } = rule
  const common: RuleDraft = {
    ...emptyRule,
    ...{ kind, id, label, description, owner, enabled, effect, scope, from, to, override },
    priority: String(priority),
  }
  switch (rule.kind) {
    case 'allowed_pair':
    case 'forbidden_pair':
      return common
    case 'path_requirement': {
      const of = (leg: 'A' | 'B'): LegDraft => {
        const known = rule.legs.find((each) => each.leg === leg)
        return {
          wanted: known !== undefined,
          network: known === undefined || known.network === '*' ? '' : known.network,
        }
      }
      return { ...common, legs: { A: of('A'), B: of('B') } }
    }
    case 'constraint':
      return { ...common, tests: rule.tests.map(testDraft) }
    case 'on_air_protection':
      return { ...common, states: rule.states }
    case 'compatibility':
      return { ...common, mode: rule.mode }
  }
}

/** An id out of a name: `No Studio B on TX` is `no-studio-b-on-tx`. `taken` ones get a number. */
export function idFrom(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
  const base = plain === '' ? 'rule' : plain
  if (!taken.has(base)) return base
  let n = 2
  while (taken.has(`${base}-${String(n)}`)) n += 1
  return `${base}-${String(n)}`
}

/** What is wrong, by the path of the field as the engine would write it. */
export type Faults = Readonly<Record<string, string>>

/** What is missing before the engine is asked; empty when it can be sent. */
export function ruleFaults(draft: RuleDraft): Faults {
  const faults: Record<string, string> = {}
  const priority = Number(draft.priority)
  if (draft.label.trim() === '') faults.label = 'Give it a name that people know it by.'
  if (draft.priority.trim() === '' || !Number.isInteger(priority) || priority < 0 || priority > 10_000)
    faults.priority = 'A whole number from 0 to 10000; 0 is asked first.'
  if (draft.kind === 'constraint') {
    draft.tests.forEach((test, i) => {
      if (test.field.trim() === '') faults[`tests[${String(i)}].field`] = 'Name the field.'
      if (test.operator === 'in' && test.values.length === 0)
        faults[`tests[${String(i)}].value`] = 'Give at least one value.'
    })
    if (draft.tests.length === 0) faults.tests = 'A constraint needs at least one test.'
  }
  if (draft.kind === 'path_requirement' && !draft.legs.A.wanted && !draft.legs.B.wanted)
    faults.legs = 'Require at least one leg.'
  if (draft.kind === 'on_air_protection' && draft.states.length === 0) faults.states = 'Choose at least one state.'
  return faults
}

function testOf({ of, field, operator, value, values, not }: TestDraft): FieldTest {
  const isNumber = (operator === 'less_than' || operator === 'greater_than') && Number.isFinite(Number(value || 'x'))
  return {
    of,
    field: field.trim(),
    operator,
    value: operator === 'in' ? [...values] : isNumber ? Number(value) : value,
    not,
  }
}

/** What is sent, or tried. `id`: the one that counts where the draft has none. */
export function ruleOf(draft: RuleDraft, id: string): Rule {
  const { enabled, effect, scope, from, to, override } = draft
  const common = {
    ...{ enabled, effect, scope, from, to, override },
    id: draft.id.trim() === '' ? id : draft.id.trim(),
    label: draft.label.trim(),
    description: draft.description.trim(),
    owner: draft.owner.trim(),
    priority: Number(draft.priority),
  }
  switch (draft.kind) {
    case 'allowed_pair':
    case 'forbidden_pair':
      return { ...common, kind: draft.kind }
    case 'path_requirement':
      return {
        ...common,
        kind: draft.kind,
        legs: (['A', 'B'] as const).flatMap((leg) => {
          const { wanted, network } = draft.legs[leg]
          return wanted ? [{ leg, network: network.trim() === '' ? '*' : network.trim() }] : []
        }),
      }
    case 'constraint':
      return { ...common, kind: draft.kind, tests: draft.tests.map(testOf) }
    case 'on_air_protection':
      return { ...common, kind: draft.kind, states: [...draft.states] }
    case 'compatibility':
      return { ...common, kind: draft.kind, mode: draft.mode }
  }
}

/** Whether anything was changed since it was opened. */
export const isChangedRule = (draft: RuleDraft, opened: RuleDraft): boolean =>
  JSON.stringify(ruleOf(draft, '')) !== JSON.stringify(ruleOf(opened, ''))

/**
 * The rules that are tried: those in force with the edited one in the place of the saved one. Null where that is more
 * than can be tried at once; then the edited one is tried alone.
 */
export function rulesOnTrial(rules: readonly Rule[], savedId: string | null, edited: Rule): readonly Rule[] | null {
  const others = rules.filter(({ id }) => id !== savedId && id !== edited.id)
  return others.length + 1 > MOST_ON_TRIAL ? null : [...others, edited]
}

/** So many rules a check takes. */
const MOST_ON_TRIAL = 1000

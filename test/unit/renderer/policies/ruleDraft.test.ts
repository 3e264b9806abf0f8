import { expect, test } from 'vitest'
import { Rule } from '../../../../src/contract'
import {
  draftOfRule,
  emptyRule,
  idFrom,
  isChangedRule,
  ruleFaults,
  ruleOf,
  rulesOnTrial,
} from '../../../../src/renderer/views/policies/ruleDraft'

const common = { id: 'a-rule', label: 'A rule', effect: 'deny', priority: 7, owner: 'MCR' } as const

const rules: readonly Rule[] = [
  Rule.parse({ ...common, kind: 'allowed_pair', from: { label: ['CAM *'] }, to: { room: ['MCR'] }, override: 'admin' }),
  Rule.parse({ ...common, kind: 'forbidden_pair', scope: { kind: 'site', site: 'North' }, enabled: false }),
  Rule.parse({ ...common, kind: 'path_requirement', legs: [{ leg: 'B', network: 'blue*' }] }),
  Rule.parse({
    ...common,
    kind: 'constraint',
    tests: [
      { of: 'flow', field: 'frame_width', operator: 'less_than', value: 1920 },
      { of: 'sender', field: 'tags.department', operator: 'in', value: ['news', 'sport'], not: true },
    ],
  }),
  Rule.parse({ ...common, kind: 'on_air_protection', states: ['on-air', 'recording'] }),
  Rule.parse({ ...common, kind: 'compatibility', mode: 'strict' }),
]

test.each(rules)('A rule of kind $kind that nobody has touched is sent as it was', (rule) => {
  const draft = draftOfRule(rule)
  expect(ruleOf(draft, 'unused')).toEqual(rule)
  expect(ruleFaults(draft)).toEqual({})
  expect(isChangedRule(draft, draftOfRule(rule))).toBe(false)
})

test('Another kind and back loses nothing that was entered', () => {
  const [, , , constraint] = rules
  if (constraint === undefined) throw new Error('There is a constraint above')
  const draft = { ...draftOfRule(constraint), kind: 'forbidden_pair' as const }
  expect(ruleOf(draft, '')).not.toHaveProperty('tests')
  expect(ruleOf({ ...draft, kind: 'constraint' }, '')).toEqual(constraint)
})

test.each([
  [{ label: ' ' }, 'label'],
  [{ priority: '' }, 'priority'],
  [{ priority: '10001' }, 'priority'],
  [{ priority: '1.5' }, 'priority'],
  [{ kind: 'constraint' }, 'tests[0].field'],
  [{ kind: 'constraint', tests: [] }, 'tests'],
  [{ kind: 'on_air_protection', states: [] }, 'states'],
  [
    { kind: 'path_requirement', legs: { A: { wanted: false, network: '' }, B: { wanted: false, network: '' } } },
    'legs',
  ],
] as const)('What is missing is said at its field: %o', (over, field) => {
  expect(Object.keys(ruleFaults({ ...emptyRule, label: 'A', ...over }))).toEqual([field])
})

test('An id is made of the name, and is one that no other rule has', () => {
  expect(idFrom('No Studio B → TX (Café)', new Set())).toBe('no-studio-b-tx-cafe')
  expect(idFrom('A', new Set(['a', 'a-2']))).toBe('a-3')
  expect(idFrom('***', new Set())).toBe('rule')
  expect(Rule.safeParse(ruleOf({ ...emptyRule, label: 'Ä' }, idFrom('Ä', new Set()))).success).toBe(true)
})

test('What is tried are all rules with the edited one in its place, as many as can be tried', () => {
  const [first, second] = rules
  if (first === undefined || second === undefined) throw new Error('There are rules above')
  const other = { ...second, id: 'other' }
  const edited = { ...first, id: 'renamed' }
  expect(rulesOnTrial([first, other], 'a-rule', edited)).toEqual([other, edited])
  const many = Array.from({ length: 1000 }, (_, i) => ({ ...second, id: `r${String(i)}` }))
  expect(rulesOnTrial(many, 'r1', { ...edited, id: 'r1' })).toHaveLength(1000)
  expect(rulesOnTrial(many, null, edited)).toBeNull()
})

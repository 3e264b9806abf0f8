import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { Rule, type Policy } from '../../../../src/contract'
import { engineFaults, faultAt } from '../../../../src/renderer/views/policies/engineFaults'
import { filesLine } from '../../../../src/renderer/views/policies/filesLine'
import { findRules } from '../../../../src/renderer/views/policies/findRules'
import { policyPlaceOf, policyWhat } from '../../../../src/renderer/app/policyPlace'
import { emptyRule, noTest } from '../../../../src/renderer/views/policies/ruleDraft'
import { orWords, ruleSentence } from '../../../../src/renderer/views/policies/ruleWords'

test.each([
  [
    { kind: 'forbidden_pair', from: { room: ['Studio B'] }, to: { label: ['TX *', 'PGM'] } },
    'From any source in room Studio B to destination “TX *” or “PGM”: denied.',
  ],
  [
    { kind: 'compatibility', mode: 'warn' },
    'From any source to any destination, where the ends do not fit: allowed with a warning.',
  ],
  [{ kind: 'compatibility', mode: 'strict' }, 'From any source to any destination, where the ends do not fit: denied.'],
  [{ kind: 'on_air_protection' }, 'From any source to any destination, while the destination is on air: denied.'],
  [
    { kind: 'path_requirement', legs: [{ leg: 'A' }, { leg: 'B', network: 'blue' }] },
    'From any source to any destination, without leg A and leg B on network “blue” at both ends: denied.',
  ],
  [
    {
      kind: 'constraint',
      tests: [{ of: 'flow', field: 'frame_width', operator: 'less_than', value: 1920, not: true }],
    },
    'From any source to any destination, where flow frame_width not: is less than “1920”: denied.',
  ],
])('A rule is one sentence: %o', (over, sentence) => {
  expect(ruleSentence(Rule.parse({ id: 'a', label: 'A', effect: 'deny', ...over }))).toBe(sentence)
})

test('Many values are a few and a number', () => {
  expect(orWords(['a', 'b', 'c'])).toBe('a, b or c')
  expect(orWords(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b or 4 more')
})

test('The engine’s sentences stand at their fields', () => {
  const issues = [
    { path: 'rule.to.label[0]', message: 'Too long' },
    { path: 'priority', message: 'Too big' },
  ]
  const { faults, problem } = engineFaults(new ORPCError('BAD_REQUEST', { data: { issues } }), emptyRule)
  expect(faultAt(faults, 'to.label')).toBe('Too long')
  expect(faultAt(faults, 'priority')).toBe('Too big')
  expect(faultAt(faults, 'to.lab')).toBeUndefined()
  expect(problem).toBeNull()
})

test('A sentence about a test stands at the test, any other one above the form', () => {
  const draft = { kind: 'constraint' as const, tests: [noTest(0), { ...noTest(1), field: 'alias' }] }
  const text = 'Rule “a”: “alias”: the regular expression “(” cannot be used.'
  expect(engineFaults(new Error(text), draft)).toEqual({ faults: { 'tests[1].value': text }, problem: null })
  expect(engineFaults(new Error('There is a rule “a” already.'), draft).problem).toMatch(/already/)
})

const policy = (id: string, over: object): Policy => ({
  rule: Rule.parse({ id, label: id, effect: 'deny', kind: 'forbidden_pair', ...over }),
  from: { kind: 'store' },
  editedBy: null,
  editedAt: null,
  warnings: [],
  suspendedBy: null,
})

test('Rules are found by words of any kind, and keep their order', () => {
  const list = [policy('b', { scope: { kind: 'room', room: 'MCR' } }), policy('a', { owner: 'Anna' })]
  expect(findRules(list, '', new Map())).toBe(list)
  expect(findRules(list, 'forbidden', new Map()).map(({ rule }) => rule.id)).toEqual(['b', 'a'])
  expect(findRules(list, 'mcr deny', new Map()).map(({ rule }) => rule.id)).toEqual(['b'])
  expect(findRules(list, 'anna mcr', new Map())).toEqual([])
})

test('Places of the page are read as they are written; ids may be called anything', () => {
  const places = [
    { kind: 'first' },
    { kind: 'new' },
    { kind: 'files' },
    { kind: 'defaults' },
    { kind: 'rule', id: 'new' },
    { kind: 'copy', id: 'files' },
  ] as const
  for (const place of places) expect(policyPlaceOf(policyWhat(place))).toEqual(place)
  expect(policyPlaceOf('nonsense')).toEqual({ kind: 'first' })
})

test('The line about the files says first what wants a person', () => {
  const good = { folder: '/p', readAt: null, rules: 3, problems: [], pending: null }
  expect(filesLine(good)).toBe('3 rules from files')
  expect(filesLine({ ...good, pending: { added: [], changed: [], removed: ['a'] } })).toMatch(/waits to be applied/)
  expect(filesLine({ ...good, problems: [{ path: 'a', line: 1, text: '' }] })).toMatch(/1 fault; the last good set/)
  expect(filesLine({ ...good, folder: null, rules: 0 })).toBe('no folder is named')
})

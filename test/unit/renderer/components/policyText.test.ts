import { expect, test } from 'vitest'
import type { Decision, PolicyDecision } from '../../../../src/contract'
import { defaultWords, distinctPolicies, windowWords } from '../../../../src/renderer/components/policyText'

const policy = (part: Partial<PolicyDecision>): PolicyDecision => ({
  verdict: 'allowed',
  text: 'Allowed.',
  matches: [],
  default: null,
  windows: [],
  override: null,
  ...part,
})
const decision = (of: PolicyDecision | undefined): Decision => ({
  effect: 'allow',
  code: 'ALLOWED',
  text: '',
  action: 0,
  target: null,
  ...(of === undefined ? {} : { policy: of }),
})

test('the default and the windows are told where there are any', () => {
  const scope = { kind: 'room', room: 'MCR', site: null } as const
  expect(defaultWords(policy({ default: { scope, effect: 'deny' } }), new Map())).toBe(
    'No rule decides; the default of room MCR is to deny.',
  )
  expect(windowWords(policy({ windows: [{ id: 'w', label: 'Rehearsal' }] }))).toBe('Window in force: “Rehearsal”.')
  expect([defaultWords(policy({}), new Map()), windowWords(policy({}))]).toEqual([null, null])
})

test('decisions that came about in the same way are told once, those with nothing behind them not at all', () => {
  const match = {
    ruleId: 'r',
    label: 'R',
    kind: 'allowed_pair',
    effect: 'allow',
    priority: 1,
    reason: 'So.',
    override: null,
  } as const
  const one = policy({ matches: [match] })
  const other = policy({ matches: [{ ...match, reason: 'Otherwise.' }] })
  expect(distinctPolicies([one, { ...one }, other, policy({}), undefined].map(decision))).toEqual([one, other])
})

import { describe, expect, it } from 'vitest'
import type { Change, Decision, PolicyDecision, Run } from '../../../src/contract'
import { changeRow, notedRow, refusedRow } from '../../../src/main/execution/auditRows'
import { PLAIN } from './plain'

const actor = { id: 'ada', name: 'Ada', role: 'operator' as const }

function said(verdict: PolicyDecision['verdict'], rules: readonly string[]): PolicyDecision {
  return {
    verdict,
    text: `It is ${verdict}.`,
    matches: rules.map((ruleId) => ({
      ruleId,
      label: ruleId,
      kind: 'forbidden_pair',
      effect: 'deny',
      priority: 1,
      reason: 'It fits.',
      override: null,
    })),
    default: null,
    windows: rules.length === 0 ? [] : [{ id: 'w1', label: 'Night' }],
    override: null,
  }
}

const decision = (action: number, more: Partial<Decision>): Decision => ({
  effect: 'allow',
  code: 'POLICY',
  text: '',
  action,
  target: null,
  ...more,
})

const change = (action: number): Change => ({
  id: `c${action}`,
  driver: 'is05',
  action,
  target: { kind: 'receiver', id: `x${action}`, label: 'X' },
  node: null,
  summary: 'X: CAM 1',
  before: {},
  after: {},
  state: 'verified',
  needs: [],
  startedAt: null,
  finishedAt: null,
})

function run(decisions: readonly Decision[]): Run {
  return {
    ...PLAIN,
    disturbs: [],
    id: 'r1',
    number: 1,
    actor,
    origin: 'api',
    state: 'succeeded',
    actions: [0, 1, 2].map((at) => ({ type: 'route.connect', senderId: 's', receiverId: `x${at}` })),
    changes: [0, 1, 2].map(change),
    decisions: [...decisions],
    warnings: [],
    createdAt: '',
    startedAt: null,
    finishedAt: null,
  }
}

describe('a row of the audit about a change', () => {
  const done = run([
    decision(0, { policy: said('warned', ['b', 'a']) }),
    decision(1, { code: 'LOCKED' }),
    decision(1, { policy: said('denied', ['c']), overridden: 'The producer asked for it.' }),
  ])

  it('carries what the policies said of its action, and the rules that matched', () => {
    const row = changeRow(done, change(0), { tries: 1 })
    expect([row.policy, row.override]).toEqual(['warned', false])
    expect(row.detail).toMatchObject({ policy: 'It is warned.', rules: ['b', 'a'], windows: ['w1'], tries: 1 })
    expect(row.detail).not.toHaveProperty('override')
  })

  it('carries that a policy was overruled, and why', () => {
    const row = changeRow(done, change(1), {})
    expect([row.policy, row.override]).toEqual(['denied', true])
    expect(row.detail).toMatchObject({ rules: ['c'], override: 'The producer asked for it.' })
  })

  it('says nothing where no policy was asked', () => {
    const row = changeRow(done, change(2), {})
    expect([row.policy, row.override]).toEqual([null, false])
    expect(Object.keys(row.detail)).toEqual(['change', 'before', 'after'])
  })
})

describe('a row about several', () => {
  it.each<[string, Decision[], string | null]>([
    ['nothing', [decision(0, {})], null],
    ['allowed', [decision(0, { policy: said('allowed', []) })], 'allowed'],
    ['warned', ['allowed', 'warned'].map((v, at) => decision(at, { policy: said(v as 'warned', []) })), 'warned'],
    ['approval', ['approval', 'warned'].map((v, at) => decision(at, { policy: said(v as 'warned', []) })), 'approval'],
    ['denied', ['denied', 'approval'].map((v, at) => decision(at, { policy: said(v as 'denied', []) })), 'denied'],
  ])('carries the hardest verdict: %s', (_, decisions, verdict) => {
    const asker = { actor, origin: 'api' as const }
    expect(notedRow(asker, run(decisions), 'A dry run').policy).toBe(verdict)
    expect(refusedRow(asker, [], decisions, null)).toMatchObject({ policy: verdict, override: false })
  })
})

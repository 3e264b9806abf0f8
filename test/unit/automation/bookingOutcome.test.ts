import { describe, expect, it } from 'vitest'
import type { Change, Decision, Run } from '../../../src/contract'
import { missed, outcomeOf, outcomeOfRefusal } from '../../../src/main/automation/bookingOutcome'
import { RefusedError } from '../../../src/main/execution/execution'

const AT = '2026-11-21T20:00:00.000Z'
const MOMENT = Date.parse(AT)

const change = (more: Partial<Change>): Change => ({
  id: 'c-1',
  action: 0,
  driver: 'is05',
  target: { kind: 'receiver', id: 'mon-1', label: 'MON 1' },
  node: null,
  summary: 'MON 1: CAM 1 → CAM 2',
  before: {},
  after: {},
  state: 'verified',
  needs: [],
  startedAt: null,
  finishedAt: null,
  ...more,
})
const run = (state: Run['state'], more: Partial<Run> = {}): Run => ({
  id: 'r-1',
  number: 12,
  actor: { id: 'ada', name: 'Ada', role: 'operator' },
  origin: 'schedule',
  state,
  actions: [],
  changes: [change({})],
  decisions: [],
  warnings: [],
  disturbs: [],
  onFailure: 'continue-on-error',
  activation: { mode: 'activate_immediate' },
  change: false,
  source: null,
  approval: null,
  question: null,
  compensation: null,
  spreadMs: null,
  createdAt: AT,
  startedAt: AT,
  finishedAt: null,
  ...more,
})
const error = { code: 'DEVICE_SILENT', text: 'SNP-04 did not answer.', device: null }
const question = { text: 'Staged; activate it?', changes: [], answers: [], at: AT }

describe('what a booking ended in', () => {
  it.each<[string, Run, 'done' | 'failed', string | null]>([
    ['verified', run('succeeded'), 'done', null],
    [
      'with one left out',
      run('succeeded', { changes: [change({ state: 'skipped', code: 'LOCKED', reason: 'MON 1: Locked by Bob.' })] }),
      'done',
      'Run 12 left out MON 1: MON 1: Locked by Bob.',
    ],
    [
      'being so already',
      run('succeeded', { changes: [change({ state: 'skipped', code: 'ALREADY_SO' })] }),
      'done',
      null,
    ],
    [
      'failed',
      run('failed', { changes: [change({ state: 'failed', error })] }),
      'failed',
      'Run 12 is failed: SNP-04 did not answer.',
    ],
    [
      'put back',
      run('compensated', { changes: [change({ state: 'reverted' }), change({ state: 'failed', error })] }),
      'failed',
      'Run 12 failed and was put back: SNP-04 did not answer.',
    ],
    ['cancelled', run('cancelled', { changes: [] }), 'failed', 'Run 12 is cancelled.'],
    [
      'staged, as asked',
      run('paused', { activation: { mode: 'stage' }, question: { ...question, code: 'STAGED' } }),
      'done',
      null,
    ],
    [
      'asking',
      run('paused', { question: { ...question, code: 'CHANGE_FAILED', text: 'MON 1 failed.' } }),
      'failed',
      'Run 12 waits for a decision: MON 1 failed.',
    ],
    [
      'wanting a second person',
      run('awaiting_approval', { approval: { needs: 'engineer', reasons: [], by: null, at: null } }),
      'failed',
      'Run 12 waits for a second person (engineer) to approve it.',
    ],
    ['a plan still', run('planned'), 'failed', 'Run 12 was not begun; it waits as a plan.'],
  ])('a run that is %s', (_, ended, state, problem) => {
    expect(outcomeOf(ended)).toEqual({ state, problem })
  })

  it.each(['running', 'compensating'] as const)('a run that is %s has not ended', (state) => {
    expect(outcomeOf(run(state))).toBeNull()
  })

  it('a refusal is told with its reasons, three at most', () => {
    const decision = (text: string, effect: Decision['effect'] = 'deny'): Decision => ({
      ...{ effect, code: 'LOCKED', text, action: 0, target: null },
    })
    const allowed = decision('Nothing is against it.', 'allow')
    expect(outcomeOfRefusal(new RefusedError([allowed, decision('A is locked.')]))).toEqual({
      state: 'failed',
      problem: 'Refused; nothing was sent. A is locked.',
    })
    const many = ['A.', 'B.', 'C.', 'D.', 'E.'].map((text) => decision(text))
    expect(outcomeOfRefusal(new RefusedError(many)).problem).toBe('Refused; nothing was sent. A. B. C. And 2 more.')
    expect(outcomeOfRefusal(new Error('There is no salvo 7.')).problem).toBe('There is no salvo 7.')
  })
})

describe('a booking whose time is over', () => {
  it.each([
    ['just now, while running', 'skip', 0, 9_000, true, null],
    ['while the machine slept', 'skip', 0, 11_000, true, 'The machine slept'],
    ['while the machine slept, within its grace', 'run', 60, 11_000, true, null],
    ['while nothing ran', 'skip', 60, 1, false, 'Signalbox was not running at'],
    ['while nothing ran, within its grace', 'run', 60, 60_000, false, null],
    ['while nothing ran, beyond its grace', 'run', 60, 61_000, false, '61 s later is more than the 60 s of grace'],
  ] as const)('%s', (_, misfire, graceS, lateMs, ran, text) => {
    const why = missed({ at: AT, misfire, graceS }, MOMENT + lateMs, ran)
    if (text === null) expect(why).toBeNull()
    else expect(why).toContain(text)
  })
})

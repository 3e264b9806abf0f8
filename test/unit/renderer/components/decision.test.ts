import { describe, expect, test } from 'vitest'
import type { Change, Question, Run } from '../../../../src/contract'
import {
  answersOf,
  askedText,
  questionTitle,
  sourceText,
  whyNotApprove,
} from '../../../../src/renderer/components/decision'
import { change, run } from '../state/runs'

const question = (over: Partial<Question> = {}): Question => ({
  code: 'CHANGE_FAILED',
  text: 'PROMPT failed.',
  changes: ['bad'],
  answers: ['continue', 'retry', 'compensate', 'cancel'],
  at: '2025-11-20T19:59:39.000Z',
  ...over,
})
const bad = (label: string, over: Partial<Change> = {}): Change =>
  change({
    id: 'bad',
    state: 'failed',
    target: { kind: 'receiver', id: label, label },
    error: { code: 'HELD', text: 'x', device: { status: 423, error: null, debug: null, url: null } },
    ...over,
  })
const good = (count: number): readonly Change[] =>
  Array.from({ length: count }, (_, i) => change({ id: `g${String(i)}`, state: 'verified' }))
const paused = (...changes: readonly Change[]): Run =>
  run({ state: 'paused', changes: [...changes], startedAt: '2025-11-20T19:59:38.000Z' })
const labels = (of: Run, asked: Question): readonly string[] => answersOf(of, asked).map(({ label }) => label)

describe('the answers to a failure', () => {
  test('keep what stands, put it back, or try once more; with nothing left to do there is nothing to stop', () => {
    expect(labels(paused(...good(9), bad('PROMPT')), question())).toEqual([
      'Keep the nine',
      'Put all back',
      'Try PROMPT again',
    ])
  })

  test('go on or stop while something has not begun', () => {
    const answers = answersOf(paused(...good(2), bad('PROMPT'), change({ id: 'p' })), question())
    expect(answers.map(({ label }) => label)).toEqual(['Go on', 'Put all back', 'Try PROMPT again', 'Stop here'])
    expect(answers[0]?.does).toBe('One that had not begun is done.')
    expect(answers[1]?.does).toBe('Restores what was there at 19:59:38.')
  })

  test('count where several failed, and name no long name', () => {
    const both = [bad('A'), bad('B', { id: 'bad2' })]
    expect(labels(paused(...both), question({ changes: ['bad', 'bad2'] }))).toContain('Try the two again')
    expect(labels(paused(bad('A very long destination')), question())).toContain('Try it again')
  })

  test('are only those that the engine takes', () => {
    expect(labels(paused(...good(1), bad('X')), question({ answers: ['continue'] }))).toEqual(['Keep the one'])
  })
})

test('what is staged is activated or discarded', () => {
  const staged = change({ id: 's', state: 'applying', stagedAt: '2025-11-20T19:59:38.000Z' })
  const asked = question({ code: 'STAGED', changes: ['s'], answers: ['continue', 'cancel'] })
  expect(labels(paused(staged), asked)).toEqual(['Activate', 'Discard'])
  expect(questionTitle(paused(staged), asked)).toBe('Staged, not active yet')
})

test('what stages nothing is done when it is activated', () => {
  const asked = question({ code: 'STAGED', changes: ['s'], answers: ['continue', 'cancel'] })
  const [first] = answersOf(paused(change({ id: 's', state: 'pending' })), asked)
  expect(first?.does).toBe('It becomes active at once.')
})

test('what failed while the others were only staged leaves those to be activated or discarded', () => {
  const staged = change({ id: 's', state: 'applying', stagedAt: '2025-11-20T19:59:38.000Z' })
  const does = answersOf(paused(staged, bad('PROMPT')), question()).map((answer) => `${answer.label}: ${answer.does}`)
  expect(does).toEqual([
    'Go on: The one staged becomes active.',
    'Put back: What is staged is discarded; nothing changes.',
    'Try PROMPT again: What failed is sent once more.',
    'Stop here: What is staged is discarded; what stands stays.',
  ])
})

test.each<[string, readonly Change[], Partial<Question>, string]>([
  ['a device that refused', [bad('PROMPT')], {}, 'PROMPT was refused: what now?'],
  [
    'a silent one',
    [bad('PROMPT', { error: { code: 'DEVICE_SILENT', text: 'x', device: null } })],
    {},
    'PROMPT is silent: what now?',
  ],
  [
    'several',
    [bad('A'), bad('B', { id: 'bad2' }), ...good(1)],
    { changes: ['bad', 'bad2'] },
    '2 of 3 failed: what now?',
  ],
])('the title of %s', (_, changes, over, title) => {
  expect(questionTitle(paused(...changes), question(over))).toBe(title)
})

describe('the second yes', () => {
  const wanted = run({
    state: 'awaiting_approval',
    approval: { needs: 'engineer', reasons: [], by: null, at: null },
  })
  test.each([
    ['who asked for it', { id: 'a', name: 'mcr-1', role: 'admin' as const }, /somebody else/],
    ['an operator', { id: 'b', name: 'Ben', role: 'operator' as const }, /an engineer; you are operator/],
  ])('cannot be given by %s', (_, actor, why) => {
    expect(whyNotApprove(wanted, actor)).toMatch(why)
  })
  test.each(['engineer', 'admin'] as const)('can be given by another %s', (role) => {
    expect(whyNotApprove(wanted, { id: 'b', name: 'Ben', role })).toBeNull()
  })
})

test.each<[Run['source'], string | null]>([
  [null, null],
  [{ kind: 'salvo', id: 'x', label: 'Line-up A' }, 'salvo “Line-up A”'],
  [{ kind: 'undo', id: 'x', label: 'Run 41' }, 'takes back run #41'],
])('where a run comes from: %j', (source, text) => {
  expect(sourceText(run({ source }))).toBe(text)
})

test('what was asked for, in short', () => {
  expect(askedText(run())).toBe('MON 3: CAM 1 → CAM 4')
  const two = run({ actions: [...run().actions, ...run().actions], changes: [change(), change({ id: 'c2' })] })
  expect(askedText(two)).toBe('2 routes')
})

import { expect, test } from 'vitest'
import type { Change, Run } from '../../../../src/contract'
import {
  decisionWord,
  mayPutBack,
  mayTakeBack,
  overruledFor,
  stateText,
  tellingDecisions,
} from '../../../../src/renderer/views/history/runWords'
import { change, run } from '../state/runs'

const done = change({ state: 'verified' })
const failed = change({ id: 'c2', state: 'failed' })

test.each<[Run['state'], readonly Change[], string]>([
  ['succeeded', [done], 'verified'],
  ['succeeded', [done, change({ id: 'c3', state: 'skipped', code: 'LOCKED' })], 'verified, 1 skipped'],
  ['succeeded', [change({ state: 'skipped', code: 'ALREADY_SO' })], 'nothing to do'],
  ['failed', [done, failed], 'failed, 1 of 2 verified'],
  ['failed', [failed], 'failed'],
  ['compensated', [change({ state: 'reverted' }), change({ id: 'c3', state: 'left' })], 'put back 1, left 1'],
  ['cancelled', [done], 'cancelled, 1 stand'],
  ['awaiting_approval', [change()], 'waits for approval'],
])('a run that is %s', (state, changes, text) => {
  expect(stateText(run({ state, changes: [...changes] }))).toBe(text)
})

test.each<[Run['state'], Change, boolean, boolean]>([
  ['succeeded', done, true, false],
  ['failed', done, true, true],
  ['failed', failed, false, false],
  ['paused', done, false, true],
  ['running', done, false, false],
  ['compensated', change({ state: 'reverted' }), false, false],
])('%s: taken back, put back', (state, one, taken, put) => {
  const of = run({ state, changes: [one] })
  expect([mayTakeBack(of), mayPutBack(of)]).toEqual([taken, put])
})

test('what a paused run asks itself is not offered beside it', () => {
  const question = { code: 'CHANGE_FAILED', text: '', changes: [], answers: ['compensate'], at: '' } as const
  const asked = run({
    state: 'paused',
    changes: [done],
    question: { ...question, changes: [], answers: ['compensate'] },
  })
  expect(mayPutBack(asked)).toBe(false)
})

test('an overruling is said once with its reason, and decisions that say the same once', () => {
  const overruled = {
    effect: 'allow',
    code: 'OVERRIDDEN',
    text: 'Overruled.',
    action: 0,
    target: 'R',
    overridden: 'Why',
  }
  const plain = { effect: 'allow', code: 'ALLOWED', text: 'Nothing is against it.', action: 1, target: 'S' }
  const decisions = [overruled, { ...overruled, action: 2 }, plain] as Run['decisions']
  expect(overruledFor({ decisions })).toEqual(['Why'])
  expect(tellingDecisions({ decisions }).map(decisionWord)).toEqual(['overruled'])
  expect(overruledFor({ decisions: [] })).toEqual([])
})

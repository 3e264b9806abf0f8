import { expect, test } from 'vitest'
import type { Action } from '../../../../src/contract'
import { failureText, outcomesOf } from '../../../../src/renderer/state/outcomes'
import { change, run } from './runs'

const refused = {
  code: 'REFUSED_BY_DEVICE',
  text: 'SNP-04 refused it with 423.',
  device: { status: 423, error: 'locked', debug: null, url: null },
}

test('a verified change is a good ending of its receiver', () => {
  const outcomes = outcomesOf(run({ changes: [change({ state: 'verified' })] }), 5)
  expect(outcomes.get('R')).toEqual({ ok: true, text: 'MON 3: CAM 1 → CAM 4', at: 5 })
})

test('a sender that could not be switched on spoils the route it was for', () => {
  const changes = [
    change({ id: 'c1', target: { kind: 'sender', id: 'S', label: 'CAM 4' }, state: 'failed', error: refused }),
    change({ id: 'c2', state: 'skipped', reason: 'CAM 4 could not be switched on.' }),
  ]
  expect(outcomesOf(run({ changes }), 5).get('R')).toEqual({
    ok: false,
    text: 'SNP-04 refused it with 423. It says: “locked”',
    at: 5,
  })
})

test('what never began has no ending', () => {
  expect(outcomesOf(run(), 5).size).toBe(0)
})

test.each([
  ['the device’s words are added', change({ error: refused }), 'SNP-04 refused it with 423. It says: “locked”'],
  [
    'they are not said twice',
    change({ error: { ...refused, text: 'SNP-04 answers 423, “locked”.' } }),
    'SNP-04 answers 423, “locked”.',
  ],
  ['a silent device has none', change({ error: { ...refused, device: null } }), 'SNP-04 refused it with 423.'],
  ['a skipped one has a reason', change({ reason: 'Cancelled.' }), 'Cancelled.'],
])('of a failure: %s', (_, failed, text) => {
  expect(failureText(failed)).toBe(text)
})

test('what there was nothing to do for is no failure', () => {
  expect(outcomesOf(run({ changes: [change({ state: 'skipped', code: 'ALREADY_SO' })] }), 5).size).toBe(0)
})

test('what was put back says so', () => {
  const { ok, text } = outcomesOf(run({ changes: [change({ state: 'reverted' })] }), 5).get('R') ?? {}
  expect([ok, text]).toEqual([false, 'Put back: MON 3: CAM 1 → CAM 4'])
})

test('a sender that was switched for itself has its ending at itself', () => {
  const target = { kind: 'sender', id: 'S', label: 'CAM 4' } as const
  const actions: Action[] = [{ type: 'sender.activate', senderId: 'S', legs: [{ multicast: '239.1.1.1' }] }]
  const failed = change({ target, state: 'failed', error: refused })
  expect(outcomesOf(run({ actions, changes: [failed] }), 5).get('S')?.ok).toBe(false)
})

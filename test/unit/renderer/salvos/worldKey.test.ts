import { expect, test } from 'vitest'
import { worldKey } from '../../../../src/renderer/views/salvos/worldKey'
import { off, on, receiver, sender } from '../state/records'
import { route } from './salvos'

const hold = {
  kind: 'lock',
  owner: { id: 'a', name: 'mcr-1' },
  reason: '',
  since: '2025-11-20T19:59:38.000Z',
  until: null,
} as const
const picture = (...receivers: readonly ReturnType<typeof receiver>[]) => ({
  senders: new Map([['S', sender('S')]]),
  receivers: new Map(receivers.map((each) => [each.id, each])),
})
const key = (...receivers: readonly ReturnType<typeof receiver>[]) => worldKey([route('S', 'R')], picture(...receivers))

test('A plan is asked for afresh when what it is about changes, and only then', () => {
  const before = key(receiver('R', off))
  expect(key(receiver('R', on('S')))).not.toBe(before)
  expect(key(receiver('R', off, { status: 'offline' }))).not.toBe(before)
  expect(key(receiver('R', off, { lock: hold }))).not.toBe(before)
  expect(key()).not.toBe(before)
  expect(key(receiver('R', off), receiver('Q', on('S')))).toBe(before)
  expect(key(receiver('R', off, { alias: 'Monitor' }))).toBe(before)
})

import { describe, expect, it } from 'vitest'
import type { SnapshotRoute } from '../../../src/contract'
import {
  differenceOf,
  restoring,
  snapshotRoute,
  unknownStream,
} from '../../../src/main/execution/snapshots/snapshotRoutes'
import { emptyPlant, idOf, receiver, sender } from '../plant/samples'

const { plant, pen } = emptyPlant()
pen.put([sender(1, 1), sender(2, 1), receiver(1, 2, 1), receiver(2, 2), receiver(3, 2, null)])

const then = (n: number, on: string | 'unknown' | null): SnapshotRoute => ({
  receiverId: idOf('receiver', n),
  receiverLabel: `receiver ${n}`,
  active: on !== null,
  senderId: on === 'unknown' ? null : on,
  senderLabel: on === null || on === 'unknown' ? null : `was ${on.slice(0, 2)}`,
  format: 'video',
})
const s = (n: number) => idOf('sender', n)
const connect = (n: number, to: string) => ({ type: 'route.connect', senderId: to, receiverId: idOf('receiver', n) })
const off = (n: number) => ({ type: 'route.disconnect', receiverId: idOf('receiver', n) })

describe('a route of a snapshot', () => {
  it.each([1, 2, 3])('is what receiver %i is on now, and then differs from nothing', (n) => {
    const entry = plant.entry('receiver', idOf('receiver', n))
    if (entry === undefined) throw new Error('the plant has it')
    const route = snapshotRoute(entry, plant)
    expect(route).toEqual({
      ...then(n, n === 1 ? s(1) : n === 2 ? null : 'unknown'),
      senderLabel: n === 1 ? 'sender 1' : null,
    })
    expect(differenceOf(route, plant)).toBeNull()
  })

  it.each([
    [
      then(1, s(2)),
      'changed',
      'receiver 1: sender 1 now, sender 2 then',
      { ...connect(1, s(2)), expected: { senderId: s(1) } },
    ],
    [then(1, null), 'changed', 'receiver 1: sender 1 now, nothing then', { ...off(1), expected: { senderId: s(1) } }],
    [
      then(2, s(1)),
      'changed',
      'receiver 2: nothing now, sender 1 then',
      { ...connect(2, s(1)), expected: { senderId: null } },
    ],
    [then(3, s(1)), 'changed', 'receiver 3: an unknown stream now, sender 1 then', connect(3, s(1))],
    [then(1, 'unknown'), 'changed', 'receiver 1: sender 1 now, an unknown stream then', null],
    [
      then(1, 'gone'),
      'gone',
      'receiver 1: sender 1 now, was go then, which is not in the plant any more',
      { ...connect(1, 'gone'), expected: { senderId: s(1) } },
    ],
    [then(9, s(1)), 'gone', 'receiver 9: not in the plant any more', connect(9, s(1))],
  ] as const)('differs: %#', (route, kind, text, action) => {
    const difference = differenceOf(route, plant)
    expect(difference).toMatchObject({ kind, text })
    if (difference === null) throw new Error('it differs')
    expect(restoring(difference)).toEqual(action)
  })

  it('of an unknown stream is named, not restored', () => {
    const difference = differenceOf(then(2, 'unknown'), plant)
    if (difference === null) throw new Error('it differs')
    expect(unknownStream(difference)).toEqual({
      code: 'UNKNOWN_STREAM',
      text: 'receiver 2 was on an unknown stream then, which cannot be restored; it stays as it is.',
      target: idOf('receiver', 2),
    })
  })
})

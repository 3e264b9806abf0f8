import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LightRecord, PictureMessage } from '../../../../src/contract'
import { applyPicture, emptyPicture, type Picture } from '../../../../src/renderer/state/picture'
import { device, off, on, receiver, sender } from './records'

const snapshot = (seq: number, part: number, parts: number, ...records: LightRecord[]): PictureMessage => ({
  type: 'snapshot',
  seq,
  part,
  parts,
  records,
})
const patch = (seq: number, put: LightRecord[], removed: string[] = []): PictureMessage => ({
  type: 'patch',
  seq,
  put,
  removed,
})

function after(...messages: PictureMessage[]): Picture {
  return messages.reduce<Picture>((picture, message) => {
    const next = applyPicture(picture, message)
    if (next === 'missed') throw new Error(`missed at ${JSON.stringify(message)}`)
    return next
  }, emptyPicture)
}

describe('a snapshot', () => {
  test('in parts shows only when it is whole', () => {
    const half = after(snapshot(7, 1, 2, device('D'), sender('S')))
    expect(half.ready).toBe(false)
    expect(half.senders.size).toBe(0)
    const whole = applyPicture(half, snapshot(7, 2, 2, receiver('R', on('S'))))
    expect(whole).toMatchObject({ ready: true, seq: 7, coming: null })
    expect(whole !== 'missed' && [...whole.receivers.keys(), ...whole.senders.keys()]).toEqual(['R', 'S'])
  })

  test('that comes later replaces what was there, and the old picture stays until then', () => {
    const before = after(snapshot(7, 1, 1, sender('old')))
    const between = applyPicture(before, snapshot(20, 1, 2, sender('new')))
    expect(between !== 'missed' && [...between.senders.keys()]).toEqual(['old'])
    expect(between !== 'missed' && between.seq).toBe(7)
    const behind = between === 'missed' ? between : applyPicture(between, snapshot(20, 2, 2))
    expect(behind !== 'missed' && [...behind.senders.keys()]).toEqual(['new'])
  })

  test.each([
    ['a part is missing', [snapshot(7, 1, 3)], snapshot(7, 3, 3)],
    ['it begins in the middle', [], snapshot(7, 2, 2)],
    ['parts of two snapshots are mixed', [snapshot(7, 1, 2)], snapshot(8, 2, 2)],
    ['a patch comes between its parts', [snapshot(7, 1, 2)], patch(8, [])],
    ['a patch comes before any', [], patch(1, [])],
  ])('is missed when %s', (_, before, message) => {
    expect(applyPicture(after(...before), message)).toBe('missed')
  })
})

describe('a patch', () => {
  const start = after(snapshot(7, 1, 1, device('D'), sender('S'), receiver('R', off), receiver('Q', off)))

  test('puts and removes, and leaves the maps of other kinds as they are', () => {
    const next = applyPicture(start, patch(8, [receiver('R', on('S'))], ['Q']))
    if (next === 'missed') throw new Error('missed')
    expect(next.seq).toBe(8)
    expect(next.receivers.get('R')?.route).toEqual(on('S'))
    expect(next.receivers.has('Q')).toBe(false)
    expect(next.senders).toBe(start.senders)
    expect(next.devices).toBe(start.devices)
    expect(next.receivers).not.toBe(start.receivers)
    expect(start.receivers.get('R')?.route).toEqual(off)
  })

  test('that skips or repeats a number is missed', () => {
    expect(applyPicture(start, patch(9, []))).toBe('missed')
    expect(applyPicture(start, patch(7, []))).toBe('missed')
  })
})

test('patches one after another give what a fresh snapshot gives', () => {
  const step = fc.record({
    put: fc.array(fc.tuple(fc.constantFrom('sender', 'receiver', 'device'), fc.nat(8), fc.boolean()), { maxLength: 5 }),
    removed: fc.array(fc.tuple(fc.constantFrom('sender', 'receiver', 'device'), fc.nat(8)), { maxLength: 3 }),
  })
  const record = (kind: string, n: number, live: boolean): LightRecord => {
    const id = `${kind}${String(n)}`
    if (kind === 'device') return device(id)
    return kind === 'sender' ? sender(id, { active: live }) : receiver(id, live ? on('sender1') : off)
  }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const truth = new Map<string, LightRecord>()
      let picture = after(snapshot(0, 1, 1))
      steps.forEach(({ put, removed }, i) => {
        const records = put.map(([kind, n, live]) => record(kind, n, live))
        const gone = removed.map(([kind, n]) => `${kind}${String(n)}`)
        for (const each of records) truth.set(each.id, each)
        for (const id of gone) truth.delete(id)
        const next = applyPicture(picture, patch(i + 1, records, gone))
        if (next === 'missed') throw new Error('missed')
        picture = next
      })
      const fresh = after(snapshot(steps.length, 1, 1, ...truth.values()))
      const plain = ({ devices, senders, receivers }: Picture): unknown =>
        [devices, senders, receivers].map((map) => [...map].sort(([a], [b]) => a.localeCompare(b)))
      expect(plain(picture)).toEqual(plain(fresh))
    }),
  )
})

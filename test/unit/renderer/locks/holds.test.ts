import { expect, test } from 'vitest'
import type { Lease, Lock } from '../../../../src/contract'
import { holdMeans, holdText } from '../../../../src/renderer/components/holdText'
import { heldOf } from '../../../../src/renderer/state/leases'
import { holdsFound, type HoldFilter } from '../../../../src/renderer/views/locks/findHolds'

const since = '2026-11-21T16:00:00.000Z'
const anna = { id: 'key-anna', name: 'Anna' }
const lock: Lock = {
  kind: 'lock',
  owner: anna,
  reason: 'rehearsal',
  since,
  until: null,
  receiverId: 'mon-10',
  label: 'MON 10',
}
const lease: Lease = {
  owner: { id: 'lab/app', name: 'lab/app' },
  reason: '',
  since,
  until: '2026-11-21T17:00:00.000Z',
  id: 'ndi:lab/rpi-01',
  module: 'ndi',
  deviceId: 'mqtt:lab/rpi-01',
  label: 'MON 9 decoder',
}

const all = heldOf([lock, { ...lease, kind: 'lease', receiverId: lease.id, label: lease.id }], [lease])
const found = (filter: Partial<HoldFilter>): readonly string[] =>
  holdsFound(all, { q: '', kind: null, mine: false, ...filter }, anna.id).map(({ id }) => id)

test('locks and leases are one list: a lease once, under the name of its device, in the order of names', () => {
  expect(all.map(({ kind, label, deviceId }) => [kind, label, deviceId])).toEqual([
    ['lease', 'MON 9 decoder', 'mqtt:lab/rpi-01'],
    ['lock', 'MON 10', null],
  ])
})

test('it is filtered by kind, by whose it is, and by words', () => {
  expect(found({})).toEqual(['ndi:lab/rpi-01', 'mon-10'])
  expect(found({ kind: 'protect' })).toEqual([])
  expect(found({ mine: true })).toEqual(['mon-10'])
  expect(found({ q: 'REHEARSAL' })).toEqual(['mon-10'])
  expect(found({ q: 'lab/app' })).toEqual(['ndi:lab/rpi-01'])
})

test('a lease says that it is reserved, and what that means', () => {
  const hold = { ...lease, kind: 'lease' } as const
  expect(holdText(hold, false, Date.parse(since))).toBe('Reserved by lab/app since 16:00:00 UTC, until 17:00:00')
  expect(holdMeans(hold, true)).toBe('You can use it, others cannot.')
  expect(holdMeans(hold, false)).toBe('Only who reserved it can use it.')
})

import { expect, test } from 'vitest'
import type { Hold } from '../../../../src/contract'
import { bookingText, holdMeans, holdText } from '../../../../src/renderer/components/holdText'

const now = Date.parse('2026-11-21T18:30:00.000Z')
const hold: Hold = {
  kind: 'lock',
  owner: { id: 'a', name: 'Anna' },
  reason: 'rehearsal',
  since: '2026-11-21T18:02:10.000Z',
  until: null,
}

test('a lock says by whom, since when and why', () => {
  expect(holdText(hold, false, now)).toBe('Locked by Anna since 18:02:10 UTC: rehearsal')
  expect(holdText({ ...hold, kind: 'protect', reason: '', until: '2026-11-21T20:00:00.000Z' }, true, now)).toBe(
    'Protected by you since 18:02:10 UTC, until 20:00:00',
  )
})

test('a lock holds its owner too, a protection does not', () => {
  expect(holdMeans(hold, true)).toMatch(/not even you/)
  expect(holdMeans({ ...hold, kind: 'protect' }, true)).toMatch(/You can/)
  expect(holdMeans({ ...hold, kind: 'protect' }, false)).toMatch(/Only its owner/)
})

test.each([
  ['2026-11-21T20:15:00.000Z', '20:15 → CAM 2'],
  ['2026-11-21T20:15:30.000Z', '20:15:30 → CAM 2'],
  ['2026-11-22T06:00:00.000Z', 'Sun 06:00 → CAM 2'],
])('a booking at %s', (at, text) => {
  expect(bookingText({ scheduleId: 'x', at, text: 'CAM 2' }, now)).toBe(text)
})

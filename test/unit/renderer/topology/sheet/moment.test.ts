import { expect, test } from 'vitest'
import { momentOf } from '../../../../../src/renderer/views/topology/sheet/moment'

const now = Date.parse('2026-11-21T13:30:00.000Z')

test.each([
  ['14:00', '2026-11-21T14:00:00.000Z'],
  ['1400', '2026-11-21T14:00:00.000Z'],
  [' 14:00:30 ', '2026-11-21T14:00:30.000Z'],
  ['9:05', '2026-11-22T09:05:00.000Z'],
  ['13:30', '2026-11-22T13:30:00.000Z'],
  ['+10', '2026-11-21T13:40:00.000Z'],
  ['+10m', '2026-11-21T13:40:00.000Z'],
  ['+ 90s', '2026-11-21T13:31:30.000Z'],
  ['+2h', '2026-11-21T15:30:00.000Z'],
])('%s is the next %s', (text, expected) => {
  expect(new Date(momentOf(text, now) ?? 0).toISOString()).toBe(expected)
})

test.each(['', 'soon', '24:00', '12:60', '14', '+0', '-5', '14:00:61'])('“%s” is no moment', (text) => {
  expect(momentOf(text, now)).toBeNull()
})

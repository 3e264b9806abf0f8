import { describe, expect, test } from 'vitest'
import { countdownText, momentOf, momentTexts, utcMoment } from '../../../src/renderer/components/momentText'

test.each([
  [-5, 'now'],
  [3200, 'in 4 s'],
  [134_000, 'in 02:14'],
  [3_600_000, 'in 1 h 00 min'],
  [11_100_000, 'in 3 h 05 min'],
  [90_000_000, 'in 1 day 1 h'],
  [187_200_000, 'in 2 days 4 h'],
])('%i ms from now is “%s”', (ms, text) => {
  expect(countdownText(ms)).toBe(text)
})

describe('A moment in two texts', () => {
  test('means the moment that it was made from', () => {
    const at = new Date(2026, 2, 8, 4, 5, 6).getTime()
    expect(momentTexts(at)).toEqual({ date: '2026-03-08', time: '04:05:06' })
    expect(momentOf(momentTexts(at))).toBe(at)
  })

  test('may leave the seconds out', () => {
    expect(momentOf({ date: '2026-11-21', time: '9:30' })).toBe(new Date(2026, 10, 21, 9, 30).getTime())
  })

  test.each([
    ['2026-02-30', '10:00'],
    ['2026-11-21', '24:00'],
    ['2026-11-21', '10:60'],
    ['21.11.2026', '10:00'],
    ['2026-11-21', ''],
  ])('means none when there is no such moment: %s %s', (date, time) => {
    expect(momentOf({ date, time })).toBeNull()
  })
})

test('UTC names the day where it is another', () => {
  const now = Date.UTC(2026, 10, 21, 23, 0)
  expect(utcMoment(now, now)).toBe('23:00:00')
  expect(utcMoment(now + 7_200_000, now)).toBe('22 Nov 01:00:00')
})

import { expect, test } from 'vitest'
import { cronTimes, cronWords } from '../../../../src/renderer/components/cronTimes'

const iso = (cron: string, zone: string, after: string) => {
  const next = cronTimes(cron, zone, Date.parse(after), 2)
  return next.ok ? next.times.map((time) => new Date(time).toISOString().slice(0, 16)) : next.problem
}

test('The next times are those of its own clock, through summer and winter', () => {
  expect(iso('0 6 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z')).toEqual(['2026-10-24T04:00', '2026-10-25T05:00'])
  expect(iso('0 22 * * FRI', 'UTC', '2026-11-21T00:00:00Z')).toEqual(['2026-11-27T22:00', '2026-12-04T22:00'])
})

test.each([
  ['', 'UTC', /Say when/],
  ['every day', 'UTC', /five parts/],
  ['0 0 6 * * *', 'UTC', /five parts/],
  ['0 6 * * *', 'Mars/Base', /There is no time zone “Mars\/Base”/],
  ['0 0 31 2 *', 'UTC', /never/],
])('“%s” in %s is refused in words', (cron, zone, words) => {
  expect(iso(cron, zone, '2026-11-21T00:00:00Z')).toMatch(words)
})

test.each([
  ['0 6 * * *', 'every day at 06:00'],
  ['30 22 * * MON-FRI', 'Monday to Friday at 22:30'],
  ['0 3 * * 0', 'every Sunday at 03:00'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['5 * * * *', 'every hour at :05'],
  ['0 1 1 * *', 'on day 1 of each month at 01:00'],
  ['0 6 1 1 *', '0 6 1 1 *'],
  ['0 6 * * MON,WED', '0 6 * * MON,WED'],
])('“%s” is said as “%s”', (cron, words) => {
  expect(cronWords(cron)).toBe(words)
})

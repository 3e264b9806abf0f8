import { expect, test } from 'vitest'
import type { Occurrence } from '../../../../src/contract'
import { calendarDays, midnights, monthPage } from '../../../../src/renderer/views/schedules/calendarDays'

const monday = new Date(2026, 10, 23).getTime()
const at = (hours: number, scheduleId: string, label = scheduleId): Occurrence => ({
  ...{ scheduleId, label, summary: `does ${scheduleId}` },
  at: new Date(monday + hours * 3_600_000).toISOString(),
})

test('Each day has what happens in it, in the order of the clock', () => {
  const [first, second] = calendarDays([at(20, 'b', ''), at(6, 'a'), at(30, 'a')], midnights(monday, 7))
  expect(first?.entries.map(({ label }) => label)).toEqual(['a', 'does b'])
  expect(second?.entries).toHaveLength(1)
})

test('What comes often in a day is said once, with how often and until when', () => {
  const many = Array.from({ length: 24 }, (_, hour) => at(hour, 'hourly'))
  const [day] = calendarDays([...many, at(3, 'rare')], midnights(monday, 1))
  expect(day?.entries.map(({ scheduleId, count }) => [scheduleId, count])).toEqual([
    ['hourly', 24],
    ['rare', 1],
  ])
  expect(day?.entries[0]).toMatchObject({ first: monday, last: monday + 23 * 3_600_000 })
})

test('The page of a month begins on a Monday and holds the month whole', () => {
  const page = monthPage(new Date(2026, 10, 21).getTime(), 0)
  expect(new Date(page.from).getDay()).toBe(1)
  expect([new Date(page.first).getMonth(), page.weeks]).toEqual([10, 6])
  const february = monthPage(new Date(2026, 10, 30).getTime(), 3)
  expect([new Date(february.first).getMonth(), february.weeks]).toEqual([1, 4])
})

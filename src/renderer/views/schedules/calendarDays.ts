import type { Occurrence } from '../../../contract'

/** Something that happens in a day: once, or so often by the same booking. */
export type DayEntry = {
  readonly scheduleId: string
  readonly label: string
  /** The first of its times in this day, epoch ms, and the last. */
  readonly first: number
  readonly last: number
  readonly count: number
}
export type CalendarDay = {
  readonly start: number
  readonly end: number
  readonly entries: readonly DayEntry[]
}

/** Times of one booking in a day that are shown one by one; more are said as one. */
const ONE_BY_ONE = 3

/** Midnights, local time, of `count` days from a moment's day on, and of the one after. */
export function midnights(from: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    const day = new Date(from)
    day.setHours(0, 0, 0, 0)
    day.setDate(day.getDate() + i)
    return day.getTime()
  })
}

/** The Monday that a month's page begins with, and how many weeks it has; `months` from that of `now`. */
export function monthPage(
  now: number,
  months: number,
): { readonly first: number; readonly from: number; readonly weeks: number } {
  const first = new Date(now)
  first.setHours(0, 0, 0, 0)
  first.setMonth(first.getMonth() + months, 1)
  const lead = (first.getDay() + 6) % 7
  const length = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate()
  const from = new Date(first)
  from.setDate(1 - lead)
  return { first: first.getTime(), from: from.getTime(), weeks: Math.ceil((lead + length) / 7) }
}

/** The occurrences by day, each day in the order of the clock. */
export function calendarDays(occurrences: readonly Occurrence[], bounds: readonly number[]): readonly CalendarDay[] {
  return bounds.slice(0, -1).map((start, i) => {
    const end = bounds[i + 1] ?? start
    const bySchedule = new Map<string, Occurrence[]>()
    for (const one of occurrences) {
      const at = Date.parse(one.at)
      if (at < start || at >= end) continue
      bySchedule.set(one.scheduleId, [...(bySchedule.get(one.scheduleId) ?? []), one])
    }
    const entries = [...bySchedule.values()].flatMap((all): readonly DayEntry[] => {
      const entry = (of: readonly Occurrence[]): readonly DayEntry[] => {
        const [one] = of
        if (one === undefined) return []
        const times = of.map(({ at }) => Date.parse(at))
        const label = one.label === '' ? one.summary : one.label
        return [
          { scheduleId: one.scheduleId, label, first: Math.min(...times), last: Math.max(...times), count: of.length },
        ]
      }
      return all.length > ONE_BY_ONE ? entry(all) : all.flatMap((one) => entry([one]))
    })
    return { start, end, entries: entries.sort((a, b) => a.first - b.first) }
  })
}

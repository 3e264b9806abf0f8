import { Cron } from 'croner'
import type { Window } from '../../../contract'

/** One time a window is open, epoch ms; the end is not part of it. */
export type Opening = { readonly start: number; readonly end: number }

/** So many openings of one window are drawn in a week. */
const MOST = 400

/**
 * The openings of a window that touch a span of time. A cron expression that cannot be read opens nothing here; the
 * engine says so when it is saved.
 */
export function openingsIn(
  { start, end, repeat }: Pick<Window, 'start' | 'end' | 'repeat'>,
  span: Opening,
): readonly Opening[] {
  const [first, last] = [Date.parse(start), Date.parse(end)]
  if (repeat === null) return first < span.end && last > span.start ? [{ start: first, end: last }] : []
  const length = repeat.durationS * 1000
  const found: Opening[] = []
  try {
    const clock = new Cron(repeat.cron, { timezone: repeat.timeZone, mode: '5-part', paused: true })
    // It answers what is after a moment: `start` itself may be an opening.
    let at = clock.nextRun(new Date(Math.max(first, span.start - length) - 1))?.getTime()
    while (at !== undefined && at < span.end && at <= last && found.length < MOST) {
      if (at + length > span.start) found.push({ start: at, end: at + length })
      at = clock.nextRun(new Date(at))?.getTime()
    }
  } catch {
    return []
  }
  return found
}

/** The next openings of a repetition from a moment on, at most so many. */
export function nextOpenings(
  window: Pick<Window, 'start' | 'end' | 'repeat'>,
  from: number,
  count: number,
): readonly Opening[] {
  return openingsIn(window, { start: from, end: from + 400 * 86_400_000 })
    .filter((opening) => opening.start >= from)
    .slice(0, count)
}

/** Midnight of the Monday of a week, in the time of this machine; `weeks` from that of `at` (epoch ms). */
export function mondayOf(at: number, weeks: number): number {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7) + weeks * 7)
  return day.getTime()
}

/** The beginnings of seven days and of the one after; a day may have 23 or 25 hours. */
export function daysOf(monday: number): readonly number[] {
  return Array.from({ length: 8 }, (_, i) => {
    const day = new Date(monday)
    day.setDate(day.getDate() + i)
    return day.getTime()
  })
}

/** A piece of an opening within a day; places are parts of the day from 0 to 1, `lane` of `lanes` side by side. */
export type Block = {
  readonly window: Window
  readonly opening: Opening
  readonly from: number
  readonly to: number
  readonly lane: number
  readonly lanes: number
}

/** What stands in a day: the openings cut at its ends, those that overlap beside each other. */
export function blocksOf(windows: readonly Window[], day: Opening): readonly Block[] {
  const length = day.end - day.start
  const pieces = windows
    .flatMap((window) => openingsIn(window, day).map((opening) => ({ window, opening })))
    .map(({ window, opening }) => ({
      window,
      opening,
      from: (Math.max(opening.start, day.start) - day.start) / length,
      to: (Math.min(opening.end, day.end) - day.start) / length,
    }))
    .toSorted((a, b) => a.from - b.from || b.to - a.to)
  const blocks: Block[] = []
  let together: (Omit<Block, 'lanes'> & { lane: number })[] = []
  let until = 0
  const flush = (): void => {
    const lanes = Math.max(0, ...together.map(({ lane }) => lane)) + 1
    blocks.push(...together.map((block) => ({ ...block, lanes })))
    together = []
  }
  for (const piece of pieces) {
    if (piece.from >= until) flush()
    const free = [...together.keys(), together.length].find(
      (lane) => !together.some((block) => block.lane === lane && block.to > piece.from),
    )
    together.push({ ...piece, lane: free ?? together.length })
    until = Math.max(until, piece.to)
  }
  flush()
  return blocks
}

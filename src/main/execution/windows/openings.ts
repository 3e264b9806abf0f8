import { Cron } from 'croner'
import type { WindowInput } from '../../../contract'

type Repeat = NonNullable<WindowInput['repeat']>

/** When a window may be open. Without `repeat` from `start` to `end`; with it once or many times, see the contract. */
export type Span = Pick<WindowInput, 'start' | 'end' | 'repeat'>

/** One time a window is open, epoch ms; the end is not part of it. */
export type Opening = { readonly start: number; readonly end: number }

/** Why a repetition makes no sense, as a sentence; null when it does. */
export function repeatFault(repeat: Repeat): string | null {
  if (!isTimeZone(repeat.timeZone)) {
    return `There is no time zone “${repeat.timeZone}”. Give a name of the IANA list, such as Europe/Berlin or UTC.`
  }
  try {
    clockOf(repeat)
    return null
  } catch (error) {
    return `The cron expression “${repeat.cron}” cannot be understood (${reasonOf(error)}). It has five parts: minute, hour, day of the month, month, weekday; such as 0 22 * * FRI.`
  }
}

/**
 * The opening of this moment, or else the next one; null when there is none any more. Of repeated openings that overlap
 * the latest counts. A moment that the clocks skip in spring is taken when they go on; one that comes twice in autumn is
 * taken once (of an expression with one minute and one hour), and it lasts as long as ever. `now`: epoch ms.
 */
export function openingAt({ start, end, repeat }: Span, now: number): Opening | null {
  const [first, last] = [Date.parse(start), Date.parse(end)]
  if (repeat === null) return now < last ? { start: first, end: last } : null
  const clock = clockOf(repeat)
  const durationMs = repeat.durationS * 1000
  // It answers what is before a moment: the moments of a clock are whole minutes.
  const before = clock.previousRuns(1, new Date(Math.min(now, last) + 1))[0]?.getTime()
  if (before !== undefined && before >= first && before + durationMs > now) {
    return { start: before, end: before + durationMs }
  }
  // And it answers what is after one: `start` itself may be an opening.
  const next = clock.nextRun(new Date(Math.max(now, first - 1)))?.getTime()
  return next === undefined || next > last ? null : { start: next, end: next + durationMs }
}

/** When the last opening may end at the latest, epoch ms. */
export function overAt({ end, repeat }: Span): number {
  return Date.parse(end) + (repeat === null ? 0 : repeat.durationS * 1000)
}

function isTimeZone(name: string): boolean {
  try {
    // A number of hours is no place: it knows no summer.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const clocks = new Map<string, Cron>()
const KEPT = 500

/** Expressions are kept once understood. @throws with a reason */
function clockOf({ cron, timeZone }: Repeat): Cron {
  const key = `${timeZone} ${cron}`
  const known = clocks.get(key)
  if (known !== undefined) return known
  const fresh = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
  if (clocks.size >= KEPT) clocks.clear()
  clocks.set(key, fresh)
  return fresh
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/^CronPattern: /, '').replace(/\.$/, '')
}

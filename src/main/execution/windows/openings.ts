import type { WindowInput } from '../../../contract'
import { lastMoment, nextMoment } from '../cron'

/** When a window may be open. Without `repeat` from `start` to `end`; with it once or many times, see the contract. */
export type Span = Pick<WindowInput, 'start' | 'end' | 'repeat'>

/** One time a window is open, epoch ms; the end is not part of it. */
export type Opening = { readonly start: number; readonly end: number }

/**
 * The opening of this moment, or else the next one; null when there is none any more. Of repeated openings that overlap
 * the latest counts, and one lasts as long as ever, whatever the clocks do. `now`: epoch ms.
 */
export function openingAt({ start, end, repeat }: Span, now: number): Opening | null {
  const [first, last] = [Date.parse(start), Date.parse(end)]
  if (repeat === null) return now < last ? { start: first, end: last } : null
  const durationMs = repeat.durationS * 1000
  // It answers what is before a moment: the moments of a clock are whole minutes.
  const before = lastMoment(repeat, Math.min(now, last) + 1)
  if (before !== null && before >= first && before + durationMs > now) {
    return { start: before, end: before + durationMs }
  }
  // And it answers what is after one: `start` itself may be an opening.
  const next = nextMoment(repeat, Math.max(now, first - 1))
  return next === null || next > last ? null : { start: next, end: next + durationMs }
}

/** When the last opening may end at the latest, epoch ms. */
export function overAt({ end, repeat }: Span): number {
  return Date.parse(end) + (repeat === null ? 0 : repeat.durationS * 1000)
}

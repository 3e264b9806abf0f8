import type { Tally } from '../../contract'
import { agoText, whenText } from './timeText'

const two = (n: number): string => String(n).padStart(2, '0')

/** How long since then, as a counter: `00:00:47`, `02:14:22`, beyond a hundred hours in days: `5 d 04:14`. */
export function runningText(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = two(Math.floor(seconds / 60) % 60)
  if (hours >= 100) return `${String(Math.floor(hours / 24))} d ${two(hours % 24)}:${minutes}`
  return `${two(hours)}:${minutes}:${two(seconds % 60)}`
}

/** What a tally says in one or two words: `on air`, `on air, stale`, `preset`, `recording`. */
export function tallyWord({ state, stale }: Pick<Tally, 'state' | 'stale'>): string {
  if (stale) return 'on air, stale'
  return state === 'on-air' ? 'on air' : state
}

/** The same as a sentence: `On air since 14:03:11 UTC by TX tally`. What is stale says what it is held as, and for how long. */
export function tallySentence(tally: Tally, now: number): string {
  const { since, stale, by, state } = tally
  const reason = by.startsWith('feeds ') ? `: it ${by}` : ` by ${by}`
  if (stale)
    return `Tally stale ${agoText(since, now)}, held as on air${reason}. Last heard ${whenText(since, now)} UTC`
  const what = state === 'on-air' ? 'On air' : state === 'preset' ? 'Preset' : 'Recording'
  return `${what} since ${whenText(since, now)} UTC${reason}`
}

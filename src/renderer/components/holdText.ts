import type { Booking, Hold } from '../../contract'
import { whenText } from './timeText'

const verbs: Readonly<Record<Hold['kind'], string>> = { lock: 'Locked', protect: 'Protected', lease: 'Reserved' }

/** A hold in words: `Locked by Anna since 18:02:10: rehearsal`. Times are UTC. */
export function holdText({ kind, owner, reason, since, until }: Hold, mine: boolean, now: number): string {
  const what = verbs[kind]
  const end = until === null ? '' : `, until ${whenText(until, now)}`
  return `${what} by ${mine ? 'you' : owner.name} since ${whenText(since, now)} UTC${end}${reason === '' ? '' : `: ${reason}`}`
}

/** What the hold means to who looks. */
export function holdMeans({ kind }: Hold, mine: boolean): string {
  if (kind === 'lock')
    return mine ? 'Nobody can route it, not even you; release it first.' : 'Nobody can route it, not even its owner.'
  if (kind === 'lease') return mine ? 'You can use it, others cannot.' : 'Only who reserved it can use it.'
  return mine ? 'You can route it, others cannot.' : 'Only its owner can route it.'
}

/** `14:00 → CAM 2`, UTC; a day is said where it is not today. */
export function bookingText({ at, text }: Booking, now: number): string {
  const when = whenText(at, now)
  const short = /^\d\d:\d\d:00$/.test(when) ? when.slice(0, 5) : when
  return `${short} → ${text}`
}

import type { Window } from '../../../contract'
import { lengthText } from '../../components/timeText'

/** What stands after `#/windows/` for one that is asked for, and for one that is to be changed; else it is its id. */
export const NEW = 'new'
export const changeWhat = (id: string): string => `change:${id}`
export const changedIdOf = (what: string | null): string | null => /^change:(.+)$/.exec(what ?? '')?.[1] ?? null
export const windowIdOf = (what: string | null): string | null =>
  what === NEW || changedIdOf(what) !== null ? null : what

/** How a window stands, in words; a change window that nobody has approved does not count, whatever its time. */
export function windowState({ kind, state, approval }: Pick<Window, 'kind' | 'state' | 'approval'>): {
  readonly words: string
  readonly tone: 'good' | 'warn' | 'quiet'
} {
  if (state === 'over') return { words: 'over', tone: 'quiet' }
  const approved = kind !== 'change' || approval !== null
  if (!approved)
    return { words: state === 'open' ? 'not approved, its time has begun' : 'wants approval', tone: 'warn' }
  if (state === 'open') return { words: 'in force now', tone: 'good' }
  return { words: kind === 'change' ? 'approved' : 'waiting', tone: 'quiet' }
}

const rank: Readonly<Record<Window['state'], number>> = { open: 0, waiting: 1, over: 2 }
const begins = ({ opening, start }: Window): number => Date.parse(opening?.start ?? start)

/** The windows as they are listed: open ones, then the next ones, then those that are over, the latest first. */
export function orderedWindows(windows: readonly Window[]): readonly Window[] {
  return windows.toSorted(
    (a, b) => rank[a.state] - rank[b.state] || (begins(a) - begins(b)) * (a.state === 'over' ? -1 : 1),
  )
}

/** Whether it does anything at this moment. */
export const isInForce = ({ kind, state, approval }: Pick<Window, 'kind' | 'state' | 'approval'>): boolean =>
  state === 'open' && (kind !== 'change' || approval !== null)

export const kindWords: Readonly<Record<Window['kind'], string>> = { change: 'change', maintenance: 'maintenance' }

/** `at 0 2 * * 2,4 for 3 h, Europe/Berlin`. */
export const repeatText = ({ cron, durationS, timeZone }: NonNullable<Window['repeat']>): string =>
  `at ${cron} for ${lengthText(durationS * 1000)}, ${timeZone}`

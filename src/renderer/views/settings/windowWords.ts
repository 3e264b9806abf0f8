import type { Window } from '../../../contract'

/** What stands after `#/settings/` for the windows, and for one of them. */
export const WINDOWS = 'windows'
export const windowWhat = (id: string): string => `window:${id}`
export const windowIdOf = (what: string | null): string | null => /^window:(.+)$/.exec(what ?? '')?.[1] ?? null

/** How a window stands, in words; a change window that nobody has approved does not count, whatever its time. */
export function windowState({ kind, state, approval }: Pick<Window, 'kind' | 'state' | 'approval'>): {
  readonly words: string
  readonly tone: 'good' | 'warn' | 'quiet'
} {
  if (state === 'over') return { words: 'over', tone: 'quiet' }
  const approved = kind !== 'change' || approval !== null
  if (!approved)
    return { words: state === 'open' ? 'not approved, its time has begun' : 'wants approval', tone: 'warn' }
  return state === 'open' ? { words: 'open now', tone: 'good' } : { words: 'approved', tone: 'quiet' }
}

const rank: Readonly<Record<Window['state'], number>> = { open: 0, waiting: 1, over: 2 }

/** The windows as they are listed: open ones, then the next ones, then those that are over, the latest first. */
export function orderedWindows(windows: readonly Window[]): readonly Window[] {
  return windows.toSorted(
    (a, b) =>
      rank[a.state] - rank[b.state] || (Date.parse(a.start) - Date.parse(b.start)) * (a.state === 'over' ? -1 : 1),
  )
}

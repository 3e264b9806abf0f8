import type { Run } from '../../../contract'
import { lengthText } from '../../components/timeText'

/** Whether a run was more than a dry-run. */
export const isReal = (run: Run): boolean => run.state !== 'planned'

/** Two lists of runs as one, newest first; where both have a run, the first list's counts. */
export function mergedRuns(fresh: readonly Run[], older: readonly Run[]): readonly Run[] {
  const runs = new Map(older.map((run) => [run.id, run]))
  for (const run of fresh) runs.set(run.id, run)
  return [...runs.values()].filter(isReal).sort((a, b) => b.number - a.number)
}

/** How an earlier run ended, in few words. */
export type RunLine = { readonly head: string; readonly tone: 'plain' | 'warn'; readonly rest: string }

export function runLine(run: Run): RunLine {
  const count = (state: string): number => run.changes.filter((change) => change.state === state).length
  const verified = count('verified')
  const { startedAt, finishedAt } = run
  const took = startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)
  const who = [
    run.actor.name,
    run.origin === 'schedule' ? 'by schedule' : null,
    took === null ? null : lengthText(took),
  ]
  const spread = run.spreadMs === null ? null : `spread ${lengthText(run.spreadMs)}`
  const by = [...who, spread].filter((part) => part !== null).join(' · ')
  switch (run.state) {
    case 'planned':
      return { head: 'dry-run only', tone: 'plain', rest: by }
    case 'succeeded':
      return { head: verified === 0 ? 'nothing to do' : `${String(verified)} verified`, tone: 'plain', rest: by }
    case 'compensated': {
      const left = run.compensation?.entries.filter(({ outcome }) => outcome === 'left' || outcome === 'failed') ?? []
      const kept = left.length === 0 ? '' : `, ${left.map(({ label, text }) => `${label} left: ${text}`).join(' ')}`
      const backs = run.compensation?.entries.filter(({ outcome }) => outcome === 'reverted').length ?? 0
      return { head: 'compensated', tone: 'warn', rest: `${String(backs)} put back${kept} · ${by}` }
    }
    case 'failed': {
      const failed = run.changes.filter(({ state }) => state === 'failed').map(({ target }) => target.label)
      const names = [...new Set(failed)].slice(0, 3).join(', ')
      return { head: 'failed', tone: 'warn', rest: `${names} · ${String(verified)} verified · ${by}` }
    }
    case 'paused':
      return { head: 'waits for an answer', tone: 'warn', rest: by }
    case 'awaiting_approval':
      return { head: 'waits for approval', tone: 'warn', rest: by }
    case 'running':
      return { head: 'running', tone: 'plain', rest: by }
    case 'compensating':
      return { head: 'being put back', tone: 'warn', rest: by }
    case 'cancelled':
      return { head: 'cancelled', tone: 'plain', rest: `${String(verified)} verified · ${by}` }
  }
}

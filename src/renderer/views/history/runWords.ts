import type { ChangeState, Run, RunState } from '../../../contract'

/** The class for a state's colour: green for done, amber for trouble, grey for the rest. */
export function tone(state: RunState | ChangeState): string {
  if (state === 'succeeded' || state === 'verified') return 'good'
  if (state === 'failed' || state === 'paused' || state === 'skipped') return 'warn'
  return 'quiet'
}

/** How a run stands, in words. */
export function stateText(run: Run): string {
  if (run.state === 'succeeded') return 'verified'
  if (run.state === 'planned') return 'dry-run only'
  if (run.state === 'awaiting_approval') return 'waits for approval'
  if (run.state !== 'failed') return run.state
  const good = run.changes.filter((change) => change.state === 'verified').length
  return good === 0 ? 'failed' : `failed, ${String(good)} of ${String(run.changes.length)} verified`
}

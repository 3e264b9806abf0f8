import type { Change, Id, Run } from '../../contract'

/** How a route ended, to be shown at its receiver. `at` is epoch ms. */
export type Outcome = { readonly ok: boolean; readonly text: string; readonly at: number }

const over = new Set<Run['state']>(['succeeded', 'failed', 'compensated', 'cancelled'])

export const isOver = (run: Run): boolean => over.has(run.state)

/** What went wrong, in the device's own words where it had any. */
export function failureText(change: Change): string {
  if (change.error === undefined) return change.reason ?? 'It failed without a reason.'
  const words = change.error.device?.error
  return words === null || words === undefined || words === '' || change.error.text.includes(words)
    ? change.error.text
    : `${change.error.text} It says: “${words}”`
}

/** The receiver that an action of the run is about; null when it is about a sender. */
function receiverOf(run: Run, change: Change): Id | null {
  const action = run.actions[change.action]
  if (action === undefined) return change.target.kind === 'receiver' ? change.target.id : null
  return action.type === 'route.connect' || action.type === 'route.disconnect' ? action.receiverId : null
}

/** How each receiver fared: one failed or skipped change spoils its route, else a verified one makes it good. */
export function outcomesOf(run: Run, at: number): ReadonlyMap<Id, Outcome> {
  const outcomes = new Map<Id, Outcome>()
  for (const change of run.changes) {
    const id = receiverOf(run, change)
    if (id === null) continue
    const known = outcomes.get(id)
    if (known?.ok === false) continue
    if (change.state === 'failed' || change.state === 'skipped')
      outcomes.set(id, { ok: false, text: failureText(change), at })
    else if (change.state === 'verified' && change.target.id === id)
      outcomes.set(id, { ok: true, text: change.summary, at })
  }
  return outcomes
}

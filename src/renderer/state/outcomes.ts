import type { Change, Id, Run } from '../../contract'

/** How a change ended, to be shown at its port: a route at its receiver. `at` is epoch ms. */
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

/** The port that an action of the run is about: the receiver of a route, else the sender; null when it is about neither. */
function portOf(run: Run, { action: index, target }: Change): Id | null {
  const action = run.actions[index]
  if (action === undefined) return target.kind === 'receiver' ? target.id : null
  if ('receiverId' in action) return action.receiverId
  return 'senderId' in action ? action.senderId : null
}

/** Skipped because there was nothing to do is no failure. */
const isMissed = ({ state, code }: Change): boolean =>
  state === 'failed' || (state === 'skipped' && code !== 'ALREADY_SO')

/**
 * How each port fared: one failed or skipped change spoils its route, else a verified one makes it good. What was put
 * back, or was left when it should have been, is said too.
 */
export function outcomesOf(run: Run, at: number): ReadonlyMap<Id, Outcome> {
  const outcomes = new Map<Id, Outcome>()
  for (const change of run.changes) {
    const id = portOf(run, change)
    if (id === null) continue
    const known = outcomes.get(id)
    if (known?.ok === false) continue
    if (isMissed(change)) outcomes.set(id, { ok: false, text: failureText(change), at })
    else if (change.state === 'reverted' && change.target.id === id)
      outcomes.set(id, { ok: false, text: `Put back: ${change.summary}`, at })
    else if (change.state === 'left' && change.target.id === id)
      outcomes.set(id, { ok: false, text: `Left as it is: ${change.reason ?? change.summary}`, at })
    else if (change.state === 'verified' && change.target.id === id)
      outcomes.set(id, { ok: true, text: change.summary, at })
  }
  return outcomes
}

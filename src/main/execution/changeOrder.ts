import type { Change, Id, Run, RunState } from '../../contract'
import { isNeverSent } from './plan'

/** What all these changes come to. */
export function outcomeOf(changes: readonly Change[]): RunState {
  const isSo = ({ state, code }: Change): boolean =>
    state === 'verified' || (state === 'skipped' && code === 'ALREADY_SO')
  return changes.some(isSo) && changes.every((end) => isSo(end) || isNeverSent(end)) ? 'succeeded' : 'failed'
}

/** Something was done, or is still to be done: then it is not only a failure but a question. */
export function hasToDecide({ changes }: Run): boolean {
  return changes.some(({ state, stagedAt }) => state === 'verified' || state === 'pending' || stagedAt !== undefined)
}

/** Its device has it staged, and it is not active yet. */
export function isStaged({ state, stagedAt }: Change): boolean {
  return state === 'applying' && stagedAt !== undefined
}

/** What a change needs is there: done, staged, or so already. */
export function isFulfilled(change: Change): boolean {
  return change.state === 'verified' || isStaged(change) || (change.state === 'skipped' && change.code === 'ALREADY_SO')
}

/** What can be staged first and activated later: receivers. A sender is switched on before, as its file is needed. */
export function isStageable({ target, node }: Change): boolean {
  return target.kind === 'receiver' && node !== null
}

/** A sender that was on, and is sent elsewhere. */
export function isMove({ target, before, after }: Change): boolean {
  return target.kind === 'sender' && before['active'] === true && after['legs'] !== undefined
}

/**
 * Changes that come when everything is active: senders switched off or sent elsewhere, with those that follow them, and
 * what needs a receiver switched before.
 */
export function afterTheOthers(changes: readonly Change[]): ReadonlySet<Id> {
  const byId = new Map(changes.map((change) => [change.id, change]))
  const last = new Set<Id>()
  for (const change of changes) {
    const isLost = isMove(change) || (change.target.kind === 'sender' && change.after['active'] === false)
    const waits = change.needs.some((need) => {
      const needed = byId.get(need)
      return last.has(need) || (needed !== undefined && isStageable(needed) && !isStageable(change))
    })
    if (isLost || waits) last.add(change.id)
  }
  return last
}

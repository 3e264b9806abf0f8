import type { StoredStep } from '../../store/repositories'
import { type Halt, isForGood } from './halts'
import { isFault, isSettled } from './rowStates'

/** How a step with steps in it ends: what it shows, and what is kept of it. */
export type GroupEnd = { readonly given: Partial<StoredStep['progress']>; readonly kept: StoredStep['kept'] }

/**
 * What the items of a step, or the steps of a playbook in it, come to; null while one of them has not ended.
 * `nothing`: what is said of a step with nothing in it.
 */
export function groupEnd(
  rows: readonly StoredStep[],
  about: { readonly tolerated: boolean; readonly nothing: string | null; readonly halt: Halt | null },
): GroupEnd | null {
  if (!rows.every(isSettled)) return null
  const { tolerated, nothing, halt } = about
  const count = (state: StoredStep['progress']['state']): number =>
    rows.filter(({ progress }) => progress.state === state).length
  const faults = rows.filter(({ progress }) => progress.state === 'failed')
  const changes = [nothing ?? `${count('done')} of ${rows.length} done.`]
  const [first] = faults
  const isLeftOut = rows.length > 0 && rows.every(({ progress }) => progress.state === 'skipped')
  if (first !== undefined && (tolerated || faults.some(isFault))) {
    const more = faults.length === 1 ? '' : ` And ${faults.length - 1} more failed.`
    const problem = `${first.progress.title}: ${first.progress.problem ?? 'it failed.'}${more}`
    return { given: { state: 'failed', changes, problem }, kept: tolerated ? { tolerated } : {} }
  }
  if (!isLeftOut) return { given: { state: 'done', changes }, kept: {} }
  const [one] = rows
  const why = isForGood(halt) ? halt.why : (one?.progress.problem ?? null)
  const by = isForGood(halt) ? halt.kind : String(one?.kept['by'] ?? 'when')
  return { given: { state: 'skipped', changes, problem: why }, kept: { by } }
}

import type { Action, Id, Run } from '../../../../contract'
import { client } from '../../../app/client'
import { failureText } from '../../../state/outcomes'

export type HoldKind = 'lock' | 'protect'

/** What a run did not do, as sentences; null when it did all. */
function undone(run: Run): string | null {
  if (run.state === 'awaiting_approval') return `Run #${String(run.number)} waits for a second person.`
  const missed = run.changes.filter(
    ({ state, code }) => state === 'failed' || (state === 'skipped' && code !== 'ALREADY_SO'),
  )
  const [first, ...others] = missed
  if (first === undefined) return null
  return `${failureText(first)}${others.length === 0 ? '' : ` ${String(others.length)} more could not be done.`}`
}

/** @throws Error with what could not be done; what of several could be done is done. */
async function runAll(actions: Action[]): Promise<void> {
  const { body } = await client.runs.start({ actions, onRefused: 'skip' })
  const problem = undone(body)
  if (problem !== null) throw new Error(problem)
}

/** Holds these destinations. `durationS` null: until they are released. @throws with the engine's own sentence */
export async function holdAll(
  kind: HoldKind,
  ids: readonly Id[],
  reason: string,
  durationS: number | null,
): Promise<void> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0)
    await client.locks.create({ receiverId: only, kind, reason, durationS })
  else await runAll(ids.map((receiverId) => ({ type: `destination.${kind}` as const, receiverId, reason, durationS })))
}

/** Releases these destinations; somebody else's wants a reason. @throws with the engine's own sentence */
export async function releaseAll(ids: readonly Id[], reason: string): Promise<void> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) await client.locks.release({ receiverId: only, reason })
  else await runAll(ids.map((receiverId) => ({ type: 'destination.release' as const, receiverId, reason })))
}

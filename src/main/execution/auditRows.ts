import type { Action, Change, CompensationEntry, Decision, Id, Run } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import { isHoldAction, targetOf } from './actions'
import type { Asker } from './execution'

const MOST_DECISIONS = 50

type Detail = Readonly<Record<string, unknown>>

/** What a change ended in. */
export function changeRow(run: Run, change: Change, detail: Detail): NewAuditRow {
  const { actor, origin, id: runId } = run
  const { startedAt, finishedAt } = change
  return {
    actor,
    origin,
    what: whatOfChange(change, run.actions[change.action]),
    target: change.target.id,
    summary: change.summary,
    policy: null,
    outcome: change.state === 'verified' ? 'done' : change.state === 'skipped' ? 'refused' : 'failed',
    durationMs: startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
    runId,
    detail: {
      change: change.id,
      before: change.before,
      after: change.after,
      ...(change.reason === undefined ? {} : { reason: change.reason }),
      ...(change.error === undefined ? {} : { error: change.error }),
      ...detail,
    },
  }
}

/** One step back, as it ended. */
export function compensationRow(
  { actor, origin, id: runId }: Run,
  change: Change,
  entry: CompensationEntry,
): NewAuditRow {
  const { outcome, text, error } = entry
  return {
    actor,
    origin,
    what: 'compensation',
    target: change.target.id,
    summary: text,
    policy: null,
    outcome: outcome === 'reverted' ? 'done' : outcome === 'left' ? 'noted' : 'failed',
    durationMs: null,
    runId,
    detail: {
      change: change.id,
      outcome,
      before: change.after,
      after: change.before,
      ...(error === undefined ? {} : { error }),
    },
  }
}

/** A request that the guard refused: nothing was sent. */
export function refusedRow(
  { actor, origin }: Asker,
  actions: readonly Action[],
  decisions: readonly Decision[],
  runId: Id | null,
): NewAuditRow {
  const against = decisions.filter(({ effect }) => effect !== 'allow')
  return {
    actor,
    origin,
    what: whatOf(actions),
    target: onlyTarget(actions),
    summary: against[0]?.text ?? 'Refused.',
    policy: null,
    outcome: 'refused',
    durationMs: null,
    runId,
    detail: { decisions: against.slice(0, MOST_DECISIONS), refused: against.length, actions: actions.length },
  }
}

/** Something about a run that sent nothing: a dry run, a cancellation. */
export function notedRow({ actor, origin }: Asker, run: Run, summary: string): NewAuditRow {
  return {
    actor,
    origin,
    what: whatOf(run.actions),
    target: onlyTarget(run.actions),
    summary,
    policy: null,
    outcome: 'noted',
    durationMs: null,
    runId: run.id,
    detail: { changes: run.changes.length },
  }
}

function whatOfChange({ target }: Change, action: Action | undefined): string {
  if (action !== undefined && isHoldAction(action)) return 'lock'
  return target.kind === 'receiver' ? 'take' : 'sender'
}

function whatOf(actions: readonly Action[]): string {
  return actions.every((action) => 'receiverId' in action) ? 'take' : 'run'
}

function onlyTarget(actions: readonly Action[]): Id | null {
  const [first, ...others] = actions
  return first === undefined || others.length > 0 ? null : targetOf(first).id
}

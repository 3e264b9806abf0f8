import type { Action, Change, CompensationEntry, Decision, Id, PolicyDecision, Run } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import { isHoldAction, targetOf } from './actions'
import type { Asker } from './execution'

const MOST_DECISIONS = 50
/** Rules named in one row. */
const MOST_RULES = 50

type Detail = Readonly<Record<string, unknown>>

/** What a change ended in. */
export function changeRow(run: Run, change: Change, detail: Detail): NewAuditRow {
  const { actor, origin, id: runId } = run
  const { startedAt, finishedAt } = change
  const decision = decidedOn(run.decisions).get(change.action)
  return {
    actor,
    origin,
    what: whatOfChange(change, run.actions[change.action]),
    target: change.target.id,
    summary: change.summary,
    policy: decision?.policy?.verdict ?? null,
    override: decision?.overridden !== undefined,
    outcome: change.state === 'verified' ? 'done' : change.state === 'skipped' ? 'refused' : 'failed',
    durationMs: startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
    runId,
    detail: {
      change: change.id,
      before: change.before,
      after: change.after,
      ...policyDetail(decision),
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
    override: false,
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
    ...policyOf(decisions),
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
    ...policyOf(run.decisions),
    outcome: 'noted',
    durationMs: null,
    runId: run.id,
    detail: { changes: run.changes.length },
  }
}

/** What the policies said of a change's action; the ids of the rules that matched stand for the rules. */
function policyDetail(decision: Decision | undefined): Detail {
  if (decision?.policy === undefined) return {}
  const { text, matches, windows } = decision.policy
  return {
    policy: text,
    rules: matches.slice(0, MOST_RULES).map(({ ruleId }) => ruleId),
    ...(windows.length === 0 ? {} : { windows: windows.map(({ id }) => id) }),
    ...(decision.overridden === undefined ? {} : { override: decision.overridden }),
  }
}

/** From the mildest on. */
const VERDICTS: readonly PolicyDecision['verdict'][] = ['allowed', 'warned', 'approval', 'denied']

/** The hardest that the policies said of several, and whether any was overruled. */
function policyOf(decisions: readonly Decision[]): Pick<NewAuditRow, 'policy' | 'override'> {
  const said = new Set(decisions.map(({ policy }) => policy?.verdict))
  return {
    policy: VERDICTS.findLast((verdict) => said.has(verdict)) ?? null,
    override: decisions.some(({ overridden }) => overridden !== undefined),
  }
}

/** The decisions of the policies by the index of their action; a run has one list of them for all of its changes. */
const decided = new WeakMap<readonly Decision[], ReadonlyMap<number, Decision>>()

function decidedOn(decisions: readonly Decision[]): ReadonlyMap<number, Decision> {
  const known = decided.get(decisions)
  if (known !== undefined) return known
  const byAction = new Map<number, Decision>()
  for (const decision of decisions) {
    if (decision.action !== null && decision.policy !== undefined) byAction.set(decision.action, decision)
  }
  decided.set(decisions, byAction)
  return byAction
}

function whatOfChange({ target }: Change, action: Action | undefined): string {
  if (action !== undefined && isHoldAction(action)) return 'lock'
  if (target.kind === 'device' || target.kind === 'service') return 'command'
  return target.kind === 'receiver' ? 'take' : 'sender'
}

function whatOf(actions: readonly Action[]): string {
  return actions.every((action) => 'receiverId' in action) ? 'take' : 'run'
}

function onlyTarget(actions: readonly Action[]): Id | null {
  const [first, ...others] = actions
  return first === undefined || others.length > 0 ? null : targetOf(first).id
}

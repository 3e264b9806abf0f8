import type { Actor, Change, Run } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import { askedFor } from './asked'
import { changeRow, notedRow } from './auditRows'
import { type Asker, RunStateError } from './execution'
import type { Gate } from './gate'

/** What people decide about a run that waits, or that is over. */
export type Answers = {
  /** Of one that is not being executed. @throws RunStateError */
  readonly cancel: (asker: Asker, run: Run) => Promise<Run>
  /** @throws RunStateError */
  readonly resume: (asker: Asker, run: Run, decision: 'continue' | 'retry', waitMs: number) => Promise<Run>
  /** `why` of one that was a part of something larger; null: somebody asked for just this. @throws RunStateError */
  readonly compensate: (asker: Asker, run: Run, waitMs: number, why: string | null) => Promise<Run>
}

export function createAnswers(gate: Gate): Answers {
  const { now } = gate
  return {
    async cancel(asker, run) {
      const by = `Cancelled by ${asker.actor.name}.`
      const row = notedRow(asker, run, `Run ${run.number}: ${by}`)
      if (run.state === 'paused') {
        const going: Run = { ...run, state: 'running', question: null }
        return gate.execute(going, false, [row], { kind: 'cancel', why: by }).done
      }
      if (run.state !== 'planned' && run.state !== 'awaiting_approval') {
        throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to cancel.`)
      }
      const changes = run.changes.map((change): Change =>
        change.state === 'pending'
          ? { ...change, state: 'skipped', reason: by, code: 'CANCELLED', finishedAt: now() }
          : change,
      )
      return gate.rewrite({ ...run, changes, state: 'cancelled', finishedAt: now() }, changes, [row])
    },

    async resume(asker, run, decision, waitMs) {
      const { question } = run
      if (run.state !== 'paused' || question === null) {
        throw new RunStateError('state', `Run ${run.number} is ${run.state}; it waits for no decision.`)
      }
      if (!question.answers.includes(decision)) {
        throw new RunStateError('state', `Run ${run.number} cannot be answered with “${decision}” now.`)
      }
      const words = question.code === 'STAGED' ? 'activates it' : decision === 'retry' ? 'tries again' : 'goes on'
      const row = notedRow(asker, run, `Run ${run.number}: ${asker.actor.name} ${words}`)
      const changes = decision === 'retry' ? run.changes.map(asNew) : run.changes
      const rights = asker.actor.id === run.actor.id ? asker.actor : run.actor
      const waiting: Run = { ...run, changes, state: 'running', question: null, finishedAt: null }
      const going = guardedAgain(gate, waiting, rights)
      const activate = question.code === 'STAGED'
      const rows = [row, ...going.rows]
      return gate.finished(gate.execute(going.run, false, rows, { kind: 'execute', activate }), waitMs)
    },

    async compensate(asker, run, waitMs, part) {
      if (run.state === 'compensated') {
        throw new RunStateError('state', `Run ${run.number} has been put back already; what was put back stays so.`)
      }
      const isOver = run.state === 'failed' || run.state === 'cancelled' || (part !== null && run.state === 'succeeded')
      if (run.state !== 'paused' && !isOver) {
        const hint = run.state === 'succeeded' ? ' Prepare its opposite with undo.' : ''
        throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to put back.${hint}`)
      }
      const why = part ?? `${asker.actor.name} had it put back.`
      const row = notedRow(asker, run, `Run ${run.number}: ${why}`)
      const going: Run = { ...run, state: 'compensating', question: null, finishedAt: null }
      return gate.finished(gate.execute(going, false, [row], { kind: 'compensate', why }), waitMs)
    },
  }
}

/** What has not been sent yet passes the guard once more: the world may have moved on. */
export function guardedAgain(
  gate: Gate,
  run: Run,
  actor: Actor,
): { readonly run: Run; readonly rows: readonly NewAuditRow[] } {
  const { refused } = gate.check({ actor, origin: run.origin }, askedFor(run, []))
  const rows: NewAuditRow[] = []
  const changes = run.changes.map((change): Change => {
    const decision = change.state === 'pending' ? refused.get(change.action) : undefined
    if (decision === undefined) return change
    const { text: reason, code } = decision
    const skipped: Change = { ...change, driver: 'none', state: 'skipped', reason, code, finishedAt: gate.now() }
    rows.push(changeRow(run, skipped, {}))
    return skipped
  })
  return { run: { ...run, changes }, rows }
}

/** What failed, or needed what failed, is to be tried once more. */
function asNew(change: Change): Change {
  if (change.state !== 'failed' && change.code !== 'NEED_FAILED') return change
  const { error: _e, reason: _r, code: _c, announcedAt: _an, stagedAt: _s, activatedAt: _ac, ...rest } = change
  return { ...rest, state: 'pending', startedAt: null, finishedAt: null }
}

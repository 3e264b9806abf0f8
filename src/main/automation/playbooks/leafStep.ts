import type { Scope } from '../expressions/expression'
import { beginStep } from './beginStep'
import { runChild } from './childStep'
import type { Turn } from './frame'
import { type StepEnd, capture, check, job, tellPeople, wait, waitFor } from './performStep'
import { RUN_KINDS } from './playbook'
import { type PlaybookWork, scopeOf } from './playbookWork'
import { withKept } from './rowStates'
import { type StepValues, stepValues } from './stepValues'

/**
 * Runs a step that has no steps in it; one that was begun before is gone on with.
 * @throws ExpressionError, HouseError, StoreError
 */
export async function runLeaf(work: PlaybookWork, turn: Turn): Promise<void> {
  const { rows, halts, questions } = work
  const { frame, step, id } = turn
  const isAgain = rows.now(id).progress.state !== 'waiting'
  if (!isAgain && !(await beginStep(work, turn))) return
  if (RUN_KINDS.has(step.kind)) {
    await runChild(work, turn)
    return
  }
  if (halts.isStopped(frame, step)) {
    rows.leave(rows.now(id))
    return
  }
  const values = await stepValues(step, scopeOf(work, turn))
  if (values.kind === 'approve') {
    await questions.ask(turn, values.body)
    return
  }
  if (!(await rows.saved())) return
  const result = await perform(work, turn, values, isAgain)
  const row = rows.now(id)
  if (result === null) rows.leave(row)
  else if (result.ok) rows.end(row, { state: 'done', output: result.output ?? null, changes: [...result.changes] })
  else rows.fail(row, result.problem)
}

/** @throws ExpressionError */
async function perform(work: PlaybookWork, turn: Turn, values: StepValues, isAgain: boolean): Promise<StepEnd> {
  const { parts, book, rows, halts, lookup, asker } = work
  const { frame, step, id } = turn
  const signal = halts.signalFor(frame, step)
  const scope = (): Scope => scopeOf(work, turn)
  const all = { ...parts, lookup }
  switch (values.kind) {
    case 'wait':
      return wait(values.body, await untilOf(work, id, values.body.seconds), all, signal)
    case 'wait-for':
      if (step.condition === null) return { ok: false, problem: 'It has no condition.' }
      return waitFor(values.body, step.condition, await untilOf(work, id, values.body.timeoutS), scope, all, signal)
    case 'check':
      if (step.condition === null) return { ok: false, problem: 'It has no condition.' }
      return check(values.body, step.condition, scope())
    case 'snapshot.capture': {
      const since = { at: rows.now(id).progress.startedAt ?? book.now(), isAgain }
      return capture(values.body, asker, since, all)
    }
    case 'notify':
      return tellPeople(values.body, `playbook ${frame.book.name}`, all)
    case 'job':
      return job(values.body, asker, all)
    case 'take':
    case 'disconnect':
    case 'salvo':
    case 'snapshot.restore':
    case 'sender.activate':
    case 'sender.deactivate':
    case 'mqtt.command':
    case 'http.request':
    case 'approve':
    case 'playbook':
      throw new Error(`The step ${id} is performed elsewhere.`)
  }
}

/** Until when a step waits, epoch ms; kept, so that it waits no longer after a restart. */
async function untilOf({ parts, book, rows }: PlaybookWork, id: string, seconds: number): Promise<number> {
  const row = rows.now(id)
  const known = row.kept['until']
  if (typeof known === 'number') return known
  const until = parts.clock.now() + seconds * 1000
  book.put(withKept(row, { until }))
  await rows.saved()
  return until
}

import { setTimeout as after } from 'node:timers/promises'
import { createAnswers } from './answerRun'
import { createApprove } from './approveRun'
import { notedRow } from './auditRows'
import { candidatesFor } from './candidates'
import { type Execution, RunStateError } from './execution'
import { createForgetPlans } from './forgetPlans'
import { type ExecutionOptions, openGate } from './gate'
import { roleOf } from './guard'
import { createSettling } from './settleRuns'
import { createStart } from './startRun'

/**
 * Wires the one gate: plan → guard → approve? → run → verify → audit, and compensate. How a run comes to be is in
 * `startRun`, what a yes makes of a plan in `approveRun`, what people decide of a run in `answerRun`, what a crash leaves in
 * `settleRuns`; all of them go through `gate`, and what is done is done by `runner`.
 */
export function createExecution(options: ExecutionOptions): Execution {
  const gate = openGate(options)
  const { live, listeners, stopping, compatibility, decide } = gate
  const { plant, policies, holds, audit } = options
  const approve = createApprove(gate)
  const answers = createAnswers(gate)
  const settling = createSettling(gate)
  return {
    ...createStart(gate),
    approve: (asker, id, given) => decide(asker, id, (run) => approve(asker, run, given)),
    async cancel(asker, id) {
      const handle = live.get(id)
      const role = roleOf(asker)
      if (handle === undefined || role !== null) return decide(asker, id, (run) => answers.cancel(asker, run))
      const { state, number } = handle.current()
      if (state === 'compensating') {
        throw new RunStateError('state', `Run ${number} is being put back; that is not left half done.`)
      }
      const by = `Cancelled by ${asker.actor.name}.`
      handle.cancel(by)
      const run = await handle.done
      await audit.append([notedRow(asker, run, `Run ${run.number}: ${by}`)])
      return run
    },
    resume: (asker, id, decision, waitMs) => decide(asker, id, (run) => answers.resume(asker, run, decision, waitMs)),
    compensate: (asker, id, waitMs) => decide(asker, id, (run) => answers.compensate(asker, run, waitMs, null)),
    takeBack: (asker, id, why, waitMs) => decide(asker, id, (run) => answers.compensate(asker, run, waitMs, why)),
    candidates: (asker, from) => candidatesFor({ compatibility, plant, asker, holdOf: holds.of, policies }, from),
    live: (id) => live.get(id)?.current() ?? settling.current(id),
    onRun: listeners.add,
    forgetPlans: createForgetPlans(gate),
    recover: settling.all,

    async stop(graceMs) {
      stopping.abort()
      const handles = [...live.values()]
      for (const handle of handles) handle.suspend()
      const over = Promise.all([...handles.map(({ done }) => done), settling.over()])
      await within(over, graceMs)
      for (const handle of live.values()) handle.abort()
      await over
      listeners.dispose()
    },
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([work, after(ms, null, { signal: waiting.signal }).catch(() => null)])
  waiting.abort()
}

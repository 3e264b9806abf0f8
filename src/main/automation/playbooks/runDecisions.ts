import type { Id, Run } from '../../../contract'
import { type ApproveOptions, type Asker, RefusedError, RunStateError } from '../../execution/execution'
import { roleOf } from '../../execution/guard'
import { timestamp } from '../../telemetry/clock'
import { plannedRun, refusePlan, refuseRole } from './admission'
import type { PlaybookHandle } from './executePlaybook'
import { type LiveRuns, finished } from './liveRuns'
import { type OpenedRun, openedRun } from './openedRun'
import { firstRows } from './planPlaybook'
import type { PlaybookParts } from './playbookParts'
import type { PlaybookRuns } from './playbookRuns'
import { triedAgain } from './rowStates'
import { playbookRow } from './runBook'
import type { RunRecovery } from './runRecovery'

/** What people decide about runs of playbooks that are there. */
export type RunDecisions = Pick<PlaybookRuns, 'approve' | 'cancel' | 'resume' | 'compensate'>

export function createRunDecisions(
  parts: PlaybookParts,
  live: LiveRuns,
  recovery: Pick<RunRecovery, 'settled'>,
): RunDecisions {
  const { runs, steps, audit, clock } = parts
  const deciding = new Set<Id>()
  const now = (): string => timestamp(clock.now())

  /** One decision about a run at a time. @throws RefusedError, RunStateError */
  async function decide<T>(asker: Asker, id: Id, about: (found: OpenedRun) => Promise<T>): Promise<T> {
    live.refuseWhenStopping()
    refuseViewer(asker)
    await recovery.settled(id)
    if (live.get(id) !== undefined || deciding.has(id)) {
      throw new RunStateError('state', 'This run is being executed, or somebody decides about it at this moment.')
    }
    deciding.add(id)
    try {
      return await about(await openedRun(parts, id))
    } finally {
      deciding.delete(id)
    }
  }

  async function note(asker: Asker, run: Run, words: string): Promise<void> {
    await audit.append([playbookRow(run, asker, `Run ${run.number}: ${words}`, 'noted', {})])
  }

  async function answer(asker: Asker, handle: PlaybookHandle, waitMs: number): Promise<Run> {
    refuseViewer(asker)
    handle.approve(asker)
    return finished(handle, waitMs)
  }

  async function approvePlan(asker: Asker, found: OpenedRun, options: ApproveOptions): Promise<Run> {
    const { run, playbooks } = found
    if (run.state !== 'planned') {
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; only a planned run can be approved.`)
    }
    const main = playbooks.get(found.copy.name)
    if (main === undefined) throw new RunStateError('state', `Run ${run.number} has lost its playbook.`)
    await refuseRole(parts, asker, main)
    const confirm = [...new Set([...found.copy.confirm, ...options.confirm])]
    const copy = { ...found.copy, confirm, override: options.override ?? found.copy.override }
    const owner: Asker = { actor: run.actor, origin: run.origin }
    const plan = await plannedRun(parts, owner, { main, playbooks, copy, policy: run.onFailure, id: run.id })
    await refusePlan(parts, owner, main, plan, run.id)
    live.refuseWhenStopping()
    const rows = firstRows(main, plan, copy.params)
    await steps.insert(run.id, copy, rows)
    const begun: Run = {
      ...run,
      state: 'running',
      startedAt: now(),
      decisions: [...plan.decisions],
      warnings: [...plan.warnings],
    }
    await runs.write(begun, [], [])
    return live.begin(owner, { run: begun, copy, steps: rows, playbooks, by: asker, waitMs: options.waitMs })
  }

  /** Of a run that is not being executed. */
  async function cancelStored(asker: Asker, found: OpenedRun, why: string): Promise<Run> {
    const { run } = found
    if (run.state === 'planned') {
      const cancelled: Run = { ...run, state: 'cancelled', finishedAt: now() }
      const row = playbookRow(cancelled, asker, `Run ${run.number}: ${why}`, 'noted', {})
      await runs.write(cancelled, [], [row])
      live.tell(cancelled)
      return cancelled
    }
    if (run.state !== 'paused') {
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to cancel.`)
    }
    await note(asker, run, why)
    return live.goOn(found, found.steps, { kind: 'cancel', why }).done
  }

  return {
    approve(asker, id, options) {
      const handle = live.get(id)
      if (handle !== undefined) return answer(asker, handle, options.waitMs)
      return decide(asker, id, (found) => approvePlan(asker, found, options))
    },
    async cancel(asker, id) {
      refuseViewer(asker)
      const why = `Cancelled by ${asker.actor.name}.`
      const handle = live.get(id)
      if (handle === undefined) return decide(asker, id, (found) => cancelStored(asker, found, why))
      const { state, number } = handle.current()
      if (state === 'compensating') {
        throw new RunStateError('state', `Run ${number} is being put back; that is not left half done.`)
      }
      handle.cancel(asker, why)
      const run = await handle.done
      await note(asker, run, why)
      return run
    },
    resume(asker, id, decision, waitMs) {
      const handle = live.get(id)
      if (handle !== undefined) return answer(asker, handle, waitMs)
      return decide(asker, id, async (found) => {
        const { run } = found
        if (run.state !== 'paused') {
          throw new RunStateError('state', `Run ${run.number} is ${run.state}; it waits for no decision.`)
        }
        const rows = decision === 'retry' ? found.steps.map(triedAgain) : found.steps
        if (decision === 'retry') await steps.write(run.id, rows)
        await note(asker, run, `${asker.actor.name} ${decision === 'retry' ? 'tries again' : 'goes on'}`)
        return finished(live.goOn(found, rows, { kind: 'execute' }), waitMs)
      })
    },
    compensate: (asker, id, waitMs) =>
      decide(asker, id, async (found) => {
        const { run } = found
        const may = ['paused', 'failed', 'cancelled', 'succeeded'].includes(run.state)
        if (!may) {
          const why = run.state === 'compensated' ? 'has been put back already' : `is ${run.state}`
          throw new RunStateError('state', `Run ${run.number} ${why}; there is nothing to put back.`)
        }
        const why = `${asker.actor.name} had it put back.`
        await note(asker, run, why)
        return finished(live.goOn(found, found.steps, { kind: 'compensate', why }), waitMs)
      }),
  }
}

/** @throws RefusedError */
function refuseViewer(asker: Asker): void {
  const role = roleOf(asker)
  if (role !== null) throw new RefusedError([role])
}

import { setTimeout as after } from 'node:timers/promises'
import type { Action, Change, Decision, Id, Run, RunInput } from '../../contract'
import type { Driver } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import { createCompatibility } from '../policy/compatibility'
import type { AuditRepository, NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { changeRow, notedRow, refusedRow } from './auditRows'
import { candidatesFor } from './candidates'
import { type Asker, type Execution, RefusedError, RunStateError } from './execution'
import { type Verdict, guard, roleOf } from './guard'
import { createNodeQueues } from './nodeQueues'
import { type Plan, keyOf, planActions } from './plan'
import { settleRun } from './recover'
import { createRunListeners } from './runListeners'
import { type RunHandle, type RunLimits, type RunToBe, executeRun } from './runner'

export type ExecutionOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  readonly journal: RunRepository
  readonly audit: AuditRepository
  readonly clock: Clock
  /** Fresh ids of runs and changes. */
  readonly ids: () => Id
  readonly logger: Logger
  readonly limits: RunLimits
  /** Told before a receiver is switched, so that it is not taken for a foreign change. */
  readonly noteOwn?: (receiverId: Id, senderId: Id | null) => void
}

/** How often the progress of a large run is told, ms. */
const PROGRESS_MS = 100

/** Wires the one gate: plan → guard → run → verify → audit. */
export function createExecution(options: ExecutionOptions): Execution {
  const { drivers, plant, journal, audit, clock, ids, logger, limits } = options
  const compatibility = createCompatibility(plant)
  const queues = createNodeQueues()
  const listeners = createRunListeners(logger, PROGRESS_MS)
  const live = new Map<Id, RunHandle>()
  const approving = new Set<Id>()
  const stopping = new AbortController()
  const recovering = new Set<Promise<void>>()
  const now = () => timestamp(clock.now())

  function check(asker: Asker, actions: readonly Action[], confirm: readonly string[]): Verdict {
    return guard({ asker, plant, compatibility, confirmed: new Set(confirm) }, actions)
  }

  /** @throws RefusedError, after the audit has it */
  async function refuse(asker: Asker, actions: readonly Action[], decisions: readonly Decision[], runId: Id | null) {
    await audit.append([refusedRow(asker, actions, decisions, runId)])
    throw new RefusedError(decisions)
  }

  function execute(toBe: RunToBe): RunHandle {
    const handle = executeRun(
      {
        drivers,
        runs: journal,
        queues,
        clock,
        logger,
        limits,
        noteOwn: (receiverId, senderId) => options.noteOwn?.(receiverId, senderId),
        onRun: listeners.tell,
      },
      toBe,
    )
    live.set(toBe.run.id, handle)
    void handle.done.then(() => live.delete(toBe.run.id))
    return handle
  }

  /** @throws StoreError when the run could not be journalled */
  async function finished(handle: RunHandle, waitMs: number): Promise<Run> {
    await handle.written
    const waiting = new AbortController()
    const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
    const run = await Promise.race([handle.done, late])
    waiting.abort()
    return run ?? handle.current()
  }

  function refuseWhenStopping(): void {
    if (stopping.signal.aborted) throw new RunStateError('state', 'Signalbox is being stopped; nothing new is started.')
  }

  return {
    async start(asker, input) {
      refuseWhenStopping()
      const verdict = check(asker, input.actions, input.confirm)
      const blocking = verdict.decisions.filter((one) => blocks(one, input))
      if (blocking.length > 0) await refuse(asker, input.actions, verdict.decisions, null)
      const refused = input.dryRun ? deniedOnly(verdict.refused) : verdict.refused
      const plan = await planActions({ drivers, plant, idFor: () => ids() }, input.actions, refused, stopping.signal)
      const run = newRun(asker, input.actions, verdict, plan)
      if (input.dryRun) {
        const stored = await journal.insert(run)
        await audit.append([notedRow(asker, stored, dryRunSummary(stored))])
        listeners.tell(stored)
        return stored
      }
      refuseWhenStopping()
      const started: Run = { ...run, number: 0, state: 'running', startedAt: now() }
      const handle = execute({ run: started, steps: plan.steps, isNew: true, audit: skippedRows(started, plan) })
      return finished(handle, input.waitMs)
    },

    async approve(asker, id, { confirm, waitMs }) {
      refuseWhenStopping()
      if (live.has(id) || approving.has(id)) throw new RunStateError('state', 'This run is being executed already.')
      approving.add(id)
      try {
        const planned = await known(id)
        if (planned.state !== 'planned' && planned.state !== 'awaiting_approval') {
          throw new RunStateError(
            'state',
            `Run ${planned.number} is ${planned.state}; only a planned run can be approved.`,
          )
        }
        const { actions } = planned
        const verdict = check(asker, actions, confirm)
        // A plan that had skipped what was refused goes on doing so.
        const onRefused = planned.changes.some(isRefusal) ? 'skip' : 'refuse'
        const blocking = verdict.decisions.filter((one) => blocks(one, { dryRun: false, onRefused }))
        if (blocking.length > 0) await refuse(asker, actions, verdict.decisions, id)
        const before = new Map(planned.changes.map((change) => [keyOfPlanned(change), change.id]))
        const idFor = (key: string) => before.get(key) ?? ids()
        const plan = await planActions({ drivers, plant, idFor }, actions, verdict.refused, stopping.signal)
        refuseWhenStopping()
        const run: Run = {
          ...planned,
          ...parts(verdict, plan),
          changes: [...plan.steps.map(({ change }) => change), ...noLongerNeeded(planned.changes, plan, now())],
          state: 'running',
          startedAt: now(),
        }
        const approved = notedRow(asker, run, `Run ${run.number} approved by ${asker.actor.name}`)
        const rows = [approved, ...skippedRows(run, plan)]
        return await finished(execute({ run, steps: plan.steps, isNew: false, audit: rows }), waitMs)
      } finally {
        approving.delete(id)
      }
    },

    async cancel(asker, id) {
      const role = roleOf(asker)
      if (role !== null) await refuse(asker, [], [role], id)
      const handle = live.get(id)
      const by = `Cancelled by ${asker.actor.name}.`
      if (handle !== undefined) {
        handle.halt(by, 'cancelled')
        const run = await handle.done
        await audit.append([notedRow(asker, run, `Run ${run.number}: ${by}`)])
        return run
      }
      const run = await known(id)
      if (approving.has(id) || (run.state !== 'planned' && run.state !== 'awaiting_approval')) {
        throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to cancel.`)
      }
      const changes = run.changes.map((change): Change =>
        change.state === 'pending' ? { ...change, state: 'skipped', reason: by, finishedAt: now() } : change,
      )
      const cancelled: Run = { ...run, changes, state: 'cancelled', finishedAt: now() }
      await journal.write(cancelled, changes, [notedRow(asker, cancelled, `Run ${run.number}: ${by}`)])
      listeners.tell(cancelled)
      return cancelled
    },

    candidates: (from) => candidatesFor(compatibility, from),
    live: (id) => live.get(id)?.current() ?? null,
    onRun: listeners.add,

    async recover() {
      const unfinished = (await journal.unfinished()).filter(({ id }) => !live.has(id))
      const settle = { drivers, plant, runs: journal, queues, clock, logger, limits, signal: stopping.signal }
      const work = Promise.all(unfinished.map((run) => settleRun(settle, run, listeners.tell))).then(() => undefined)
      const over = work.catch(() => undefined)
      recovering.add(over)
      await work.finally(() => recovering.delete(over))
    },

    async stop(graceMs) {
      stopping.abort()
      const handles = [...live.values()]
      for (const handle of handles) handle.halt('Signalbox was stopped before it was sent.', 'failed')
      const done = Promise.all([...handles.map(({ done }) => done), ...recovering])
      await within(done, graceMs)
      for (const handle of handles) handle.abort()
      await within(done, limits.requestMs)
      listeners.dispose()
    },
  }

  async function known(id: Id): Promise<Run> {
    const run = await journal.get(id)
    if (run === null) throw new RunStateError('unknown', `There is no run ${id.slice(0, 60)}.`)
    return run
  }

  function newRun(
    { actor, origin }: Asker,
    actions: readonly Action[],
    verdict: Verdict,
    plan: Plan,
  ): Omit<Run, 'number'> {
    const made = now()
    const base = { id: ids(), actor, origin, actions: [...actions], createdAt: made, startedAt: null, finishedAt: null }
    return { ...base, state: 'planned', ...parts(verdict, plan) }
  }
}

function parts(verdict: Verdict, plan: Plan): Pick<Run, 'changes' | 'decisions' | 'warnings'> {
  const asked = verdict.decisions.filter(({ effect, code }) => effect !== 'deny' && code !== 'ALLOWED')
  const warnings = asked.map(({ code, text, target }) => ({ code, text, target }))
  return {
    changes: plan.steps.map(({ change }) => change),
    decisions: [...verdict.decisions],
    warnings: [...warnings, ...plan.warnings],
  }
}

/** A denial of the whole always does; of one entry, unless those are skipped. A plan may still want its yes. */
function blocks({ effect, action }: Decision, input: Pick<RunInput, 'dryRun' | 'onRefused'>): boolean {
  if (effect === 'allow') return false
  if (action === null) return true
  return input.onRefused === 'refuse' && (effect === 'deny' || !input.dryRun)
}

function isRefusal({ state, driver }: Change): boolean {
  return state === 'skipped' && driver === 'none'
}

function keyOfPlanned(change: Change): string {
  return keyOf(isRefusal(change) ? change.action : null, change)
}

/** A plan shows what still wants a yes as if it had one. */
function deniedOnly(refused: ReadonlyMap<number, Decision>): ReadonlyMap<number, Decision> {
  return new Map([...refused].filter(([, { effect }]) => effect === 'deny'))
}

function skippedRows(run: Run, { steps }: Plan): readonly NewAuditRow[] {
  return steps.filter(({ change }) => isRefusal(change)).map(({ change }) => changeRow(run, change, {}))
}

/** Changes that were planned and that the plant has made superfluous since. */
function noLongerNeeded(planned: readonly Change[], plan: Plan, finishedAt: string): readonly Change[] {
  const kept = new Set(plan.steps.map(({ change }) => change.id))
  const reason = 'It is not needed any more.'
  return planned
    .filter(({ id }) => !kept.has(id))
    .map((change) => ({ ...change, driver: 'none', state: 'skipped', reason, finishedAt }))
}

function dryRunSummary({ number, changes }: Run): string {
  const [first, ...others] = changes
  const what = first === undefined ? 'nothing to do' : first.summary
  return `Dry run ${number}: ${what}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([work, after(ms, null, { signal: waiting.signal }).catch(() => null)])
  waiting.abort()
}

import { setTimeout as after } from 'node:timers/promises'
import type { Action, Change, Decision, Id, Run } from '../../contract'
import type { Driver } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import { type Compatibility, createCompatibility } from '../policy/compatibility'
import type { PolicyBook } from '../policy/policyBook'
import type { AuditRepository, NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Asked } from './asked'
import { refusedRow } from './auditRows'
import { type Asker, RefusedError, RunStateError } from './execution'
import { GUARD_STEPS, type GuardStep, type Verdict, guard, roleOf } from './guard'
import type { Holds } from './holds/holds'
import type { HouseSettings } from './houseSettings'
import { createLastSwitches } from './lastSwitches'
import { createNodeQueues } from './nodeQueues'
import { type Plan, type PlanOptions, planActions } from './plan'
import { type RunListeners, createRunListeners } from './runListeners'
import { type RunRecord, openRunRecord } from './runRecord'
import { type RunHandle, type RunPurpose, executeRun } from './runner'
import type { WindowBook } from './windows/windowBook'
import type { Workshop } from './workshop'

export type ExecutionOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  readonly journal: RunRepository
  readonly audit: AuditRepository
  readonly clock: Clock
  /** Fresh ids of runs and changes. */
  readonly ids: () => Id
  readonly logger: Logger
  readonly settings: Pick<HouseSettings, 'get'>
  readonly holds: Pick<Holds, 'of'>
  readonly windows: Pick<WindowBook, 'openFor' | 'nextFor'>
  readonly policies: Pick<PolicyBook, 'hasAny' | 'decide' | 'decideAll' | 'decideDisconnect'>
  /** Books a stored run for the start of a change window. @throws StoreError */
  readonly queueForWindow: (asker: Asker, run: Run, at: string) => Promise<void>
  /** Told before a receiver is switched, so that it is not taken for a foreign change. */
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
}

/** What all that happens to a run goes through: asked of the guard, kept in the journal, executed, told to windows. */
export type Gate = {
  readonly options: ExecutionOptions
  readonly compatibility: Compatibility
  readonly work: Workshop
  readonly listeners: RunListeners
  /** Runs being executed. */
  readonly live: ReadonlyMap<Id, RunHandle>
  /** Runs that somebody decides about at this moment. */
  readonly deciding: Set<Id>
  /** Signalbox ends: nothing new is begun. */
  readonly stopping: AbortController
  /** ISO 8601. */
  readonly now: () => string
  /** Reads what the drivers have to know before the guard is asked about these. */
  readonly learn: (actions: readonly Action[]) => Promise<void>
  /** Asks the guard; nothing is refused by it here. `steps`: those that are asked, else all. */
  readonly check: (asker: Asker, asked: Asked, steps?: readonly GuardStep[]) => Verdict
  /** Asks the drivers what has to be done as the plant is now; what is `refused` becomes a skipped change. */
  readonly planFor: (
    run: Pick<Run, 'actor' | 'actions'>,
    refused: ReadonlyMap<number, Decision>,
    options: Pick<PlanOptions, 'skipDone' | 'idFor'>,
  ) => Promise<Plan>
  /** @throws RefusedError, after the audit has it */
  readonly refuse: (
    asker: Asker,
    actions: readonly Action[],
    decisions: readonly Decision[],
    runId: Id | null,
  ) => Promise<void>
  /** @throws RunStateError */
  readonly refuseWhenStopping: () => void
  /** @throws RunStateError `unknown` */
  readonly known: (id: Id) => Promise<Run>
  /** One decision about a run at a time. @throws RunStateError */
  readonly decide: <T>(asker: Asker, id: Id, about: (run: Run) => Promise<T>) => Promise<T>
  /** Keeps a new run that is not executed now, with its audit rows. @throws StoreError */
  readonly keep: (run: Omit<Run, 'number'>, rows: (stored: Run) => readonly NewAuditRow[]) => Promise<Run>
  /** The same for one that is in the journal; `changes`: those that are otherwise now. @throws StoreError */
  readonly rewrite: (run: Run, changes: readonly Change[], rows: readonly NewAuditRow[]) => Promise<Run>
  /** A run to be worked on. `isNew`: the journal does not have it yet. */
  readonly openRecord: (run: Run, isNew: boolean) => RunRecord
  /** Executes a run, and journals these audit rows with its first write. */
  readonly execute: (run: Run, isNew: boolean, rows: readonly NewAuditRow[], purpose: RunPurpose) => RunHandle
  /** Executes one that is worked on already. */
  readonly begin: (record: RunRecord, purpose: RunPurpose) => RunHandle
  /** The run when it is over or waits for somebody, or as it is after `waitMs`. @throws StoreError: it is not in the journal */
  readonly finished: (handle: RunHandle, waitMs: number) => Promise<Run>
}

/** What is pending is done. */
export const GO: RunPurpose = { kind: 'execute', activate: false }

/** How often the progress of a large run is told, ms. */
const PROGRESS_MS = 100

export function openGate(options: ExecutionOptions): Gate {
  const { drivers, plant, journal, audit, clock, logger, settings, windows, policies } = options
  const compatibility = createCompatibility(plant)
  const queues = createNodeQueues(
    () => settings.get().execution.perNodeRate,
    () => performance.now(),
  )
  const listeners = createRunListeners(logger, PROGRESS_MS)
  const switches = createLastSwitches()
  const live = new Map<Id, RunHandle>()
  const deciding = new Set<Id>()
  const stopping = new AbortController()
  const work: Workshop = {
    drivers,
    plant,
    queues,
    clock,
    logger,
    limits: () => settings.get().execution,
    noteOwn: options.noteOwn,
  }

  function told(run: Run): void {
    if (run.finishedAt !== null) switches.note(run)
    listeners.tell(run)
  }

  function refuseWhenStopping(): void {
    if (stopping.signal.aborted) throw new RunStateError('state', 'Signalbox is being stopped; nothing new is started.')
  }

  async function refuse(asker: Asker, actions: readonly Action[], decisions: readonly Decision[], runId: Id | null) {
    await audit.append([refusedRow(asker, actions, decisions, runId)])
    throw new RefusedError(decisions)
  }

  async function known(id: Id): Promise<Run> {
    const run = await journal.get(id)
    if (run === null) throw new RunStateError('unknown', `There is no run ${id.slice(0, 60)}.`)
    return run
  }

  function openRecord(run: Run, isNew: boolean): RunRecord {
    return openRunRecord({ runs: journal, clock, run, isNew, onRun: told })
  }

  function begin(record: RunRecord, purpose: RunPurpose): RunHandle {
    const { id } = record.current()
    const handle = executeRun(work, record, purpose)
    live.set(id, handle)
    void handle.done.then(() => live.delete(id))
    return handle
  }

  return {
    options,
    compatibility,
    work,
    listeners,
    live,
    deciding,
    stopping,
    now: () => timestamp(clock.now()),

    async learn(actions) {
      await Promise.all(drivers.map((driver) => driver.learn?.(actions, stopping.signal)))
    },

    check(asker, { actions, confirm, change, override, source }, steps = GUARD_STEPS) {
      const { changeControl, tally } = settings.get()
      const isRecall = source?.kind === 'salvo' || source?.kind === 'snapshot'
      const recall = !isRecall ? null : tally.recallSkipsOnAir ? 'skip' : 'refuse'
      const looks = { compatibility, drivers, windows, policies, settings: { changeControl }, lastSwitch: switches.of }
      const said = { confirmed: new Set(confirm), change, override: override ?? null, recall } as const
      return guard({ asker, plant, holdOf: options.holds.of, ...said, ...looks }, actions, steps)
    },

    planFor: ({ actor, actions }, refused, { skipDone, idFor }) =>
      planActions({ drivers, plant, actor, skipDone, idFor }, actions, refused, stopping.signal),

    refuse,
    refuseWhenStopping,
    known,

    async decide(asker, id, about) {
      refuseWhenStopping()
      const role = roleOf(asker)
      if (role !== null) await refuse(asker, [], [role], id)
      if (live.has(id) || deciding.has(id)) {
        throw new RunStateError('state', 'This run is being executed, or somebody decides about it at this moment.')
      }
      deciding.add(id)
      try {
        return await about(await known(id))
      } finally {
        deciding.delete(id)
      }
    },

    async keep(run, rows) {
      const stored = await journal.insert(run)
      await audit.append(rows(stored))
      listeners.tell(stored)
      return stored
    },

    async rewrite(run, changes, rows) {
      await journal.write(run, changes, rows)
      listeners.tell(run)
      return run
    },

    openRecord,

    execute(run, isNew, rows, purpose) {
      const record = openRecord(run, isNew)
      for (const row of rows) record.audit(row)
      if (!isNew) record.set({})
      return begin(record, purpose)
    },

    begin,

    async finished(handle, waitMs) {
      await handle.written
      const waiting = new AbortController()
      const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
      const run = await Promise.race([handle.done, late])
      waiting.abort()
      return run ?? handle.current()
    },
  }
}

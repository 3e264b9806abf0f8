import PQueue from 'p-queue'
import type { Change, ChangeError, Id, Run, RunState, Warning } from '../../contract'
import type { Driver, Prepared, StepResult } from '../drivers/driver'
import type { NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { changeRow } from './auditRows'
import { type ChangeBudget, ChangeTimeout, openChangeBudget } from './changeBudget'
import { type RunJournal, openRunJournal } from './journal'
import type { NodeQueues } from './nodeQueues'
import type { Step } from './plan'

/** `parallel`: nodes at work at once in a run. `perChangeMs`: a change, from its first request to verified. */
export type RunLimits = { readonly parallel: number; readonly perChangeMs: number; readonly requestMs: number }

export type RunnerOptions = {
  readonly drivers: readonly Driver[]
  readonly runs: RunRepository
  readonly queues: NodeQueues
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: RunLimits
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
  readonly onRun: (run: Run) => void
}

export type RunToBe = {
  /** State `running`; its changes are those of `steps`. A new run has no number yet: 0. */
  readonly run: Run
  readonly steps: readonly Step[]
  readonly isNew: boolean
  /** Rows that go with the first write. */
  readonly audit: readonly NewAuditRow[]
}

/** A run being executed. */
export type RunHandle = {
  readonly current: () => Run
  /** The run is in the journal. @throws StoreError: it is not, and nothing was sent */
  readonly written: Promise<void>
  /** The run is over. Never rejects. */
  readonly done: Promise<Run>
  /** What has not begun is skipped, for this reason; what is being applied is finished. */
  readonly halt: (reason: string, end: 'cancelled' | 'failed') => void
  /** What is being applied is given up. */
  readonly abort: () => void
}

const UNWRITTEN = 'The journal cannot be written, so it was not sent.'

/** Executes a run: nodes in parallel, one change of a node after another, each journalled before and after. */
export function executeRun(options: RunnerOptions, { run: given, steps, isNew, audit }: RunToBe): RunHandle {
  const { drivers, runs, queues, clock, logger, limits, noteOwn, onRun } = options
  const changes = new Map(given.changes.map((change) => [change.id, change]))
  const turns = new PQueue({ concurrency: limits.parallel })
  const aborting = new AbortController()
  const ended = new Map<Id, Promise<Change>>()
  let head: Run = given
  let snapshot: Run | null = null
  let halted: { readonly reason: string; readonly end: 'cancelled' | 'failed' } | null = null
  let unsettled = steps.filter(({ change }) => change.state === 'pending').length
  let sent = false

  const journal: RunJournal = openRunJournal({
    runs,
    current,
    onInserted: isNew
      ? (number) => {
          head = { ...head, number }
          snapshot = null
        }
      : null,
  })

  function current(): Run {
    snapshot ??= { ...head, changes: [...changes.values()] }
    return snapshot
  }

  function show(): void {
    snapshot = null
    if (head.number > 0) onRun(current())
  }

  function put(change: Change): Change {
    changes.set(change.id, change)
    journal.note(change.id)
    show()
    return change
  }

  function warn(warnings: readonly Warning[]): void {
    if (warnings.length > 0) head = { ...head, warnings: [...head.warnings, ...warnings] }
  }

  const now = () => timestamp(clock.now())

  function skip(change: Change, reason: string): Change {
    unsettled -= 1
    const skipped = put({ ...change, state: 'skipped', reason, finishedAt: now() })
    journal.audit(changeRow(current(), skipped, {}))
    return skipped
  }

  function settle(change: Change, error: ChangeError | null, detail: Readonly<Record<string, unknown>>): Change {
    unsettled -= 1
    const end = { ...change, finishedAt: now() }
    const settled = put(error === null ? { ...end, state: 'verified' } : { ...end, state: 'failed', error })
    journal.audit(changeRow(current(), settled, detail))
    // The last one goes to disk with the end of the run.
    if (unsettled > 0) journal.commit().catch(broken)
    return settled
  }

  function broken(error: unknown): void {
    if (halted?.reason === UNWRITTEN) return
    logger.error('The journal of a run cannot be written; nothing more is sent', {
      run: given.id,
      error: String(error),
    })
    halted = { reason: UNWRITTEN, end: 'failed' }
  }

  async function perform(step: Step): Promise<Change> {
    for (const need of step.needs) {
      const needed = await ended.get(need)
      if (needed !== undefined && needed.state !== 'verified') {
        return skip(step.change, `It needs what did not succeed: ${needed.summary}.`)
      }
    }
    return queues.run(step.change.node?.id ?? step.change.target.id, () =>
      turns.add(() => (halted === null ? change(step.change) : Promise.resolve(skip(step.change, halted.reason)))),
    )
  }

  async function change(pending: Change): Promise<Change> {
    const driver = drivers.find(({ name }) => name === pending.driver)
    const applying = put({ ...pending, state: 'applying', startedAt: now() })
    if (driver === undefined) return settle(applying, internal(`There is no driver ${pending.driver}.`), {})
    const budget = openChangeBudget(limits.perChangeMs, 2 * limits.requestMs, aborting.signal)
    try {
      const [prepared, written] = await Promise.all([
        budget.within(() => driver.prepare(applying, budget.signal)).catch(asFailure),
        journal.commit().then(
          () => true,
          (error: unknown) => {
            broken(error)
            return false
          },
        ),
      ])
      if (!written) return skip({ ...pending, startedAt: null }, UNWRITTEN)
      if (!prepared.ok) return settle(applying, prepared.error, {})
      return await applyAndVerify(driver, applying, prepared, budget)
    } finally {
      budget.dispose()
    }
  }

  async function applyAndVerify(
    driver: Driver,
    applying: Change,
    prepared: Extract<Prepared, { readonly ok: true }>,
    budget: ChangeBudget,
  ): Promise<Change> {
    const own = ownRoute(head, applying)
    if (own !== null) noteOwn(own.receiverId, own.senderId)
    sent = true
    const applied = await budget.within(() => prepared.apply(budget.signal)).catch(asFailure)
    if (!applied.ok) return settle(applying, applied.error, {})
    const inPlace = put({ ...applying, state: 'applied' })
    const verified: StepResult = await budget.within(() => driver.verify(inPlace, budget.signal)).catch(asFailure)
    warn(applied.warnings)
    if (!verified.ok) return settle(inPlace, verified.error, applied.detail)
    warn(verified.warnings)
    return settle(inPlace, null, { ...applied.detail, ...verified.detail })
  }

  function asFailure(error: unknown): { readonly ok: false; readonly error: ChangeError } {
    if (error instanceof ChangeTimeout) {
      return { ok: false, error: { code: 'TIMED_OUT', text: `It was given up. ${error.message}`, device: null } }
    }
    logger.error('A driver threw', {
      run: given.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return { ok: false, error: internal(error instanceof Error ? error.message : String(error)) }
  }

  async function all(): Promise<Run> {
    for (const step of steps) {
      ended.set(step.change.id, step.change.state === 'pending' ? perform(step) : Promise.resolve(step.change))
    }
    await Promise.all(ended.values())
    head = { ...head, state: endState(), finishedAt: now() }
    snapshot = null
    try {
      await journal.commit()
    } catch (error) {
      broken(error)
      const text = 'How this run ended could not be written to the journal; it is settled at the next start.'
      head = { ...head, state: 'failed', warnings: [...head.warnings, { code: 'JOURNAL_FAILED', text, target: null }] }
    }
    show()
    return current()
  }

  function endState(): RunState {
    if (halted !== null) return halted.end
    const ends = [...changes.values()]
    const isRefused = ({ state, driver }: Change) => state === 'skipped' && driver === 'none'
    const verified = ends.some(({ state }) => state === 'verified')
    return verified && ends.every((end) => end.state === 'verified' || isRefused(end)) ? 'succeeded' : 'failed'
  }

  for (const { id } of given.changes) journal.note(id)
  for (const row of audit) journal.audit(row)
  const done = all()
  const written = journal.commit().then(
    () => {
      show()
    },
    (error: unknown) => {
      broken(error)
      if (!sent) throw error
    },
  )
  written.catch(() => undefined)
  return {
    current,
    written,
    done,
    halt: (reason, end) => {
      halted ??= { reason, end }
    },
    abort: () => {
      aborting.abort()
    },
  }
}

/** What a change makes of a receiver, so that it is not taken for somebody else's doing. */
function ownRoute(
  run: Run,
  { action, target }: Change,
): { readonly receiverId: Id; readonly senderId: Id | null } | null {
  const asked = run.actions[action]
  if (asked === undefined || !('receiverId' in asked) || target.kind !== 'receiver') return null
  return { receiverId: target.id, senderId: asked.type === 'route.connect' ? asked.senderId : null }
}

function internal(text: string): ChangeError {
  return { code: 'INTERNAL', text: `Signalbox itself failed: ${text}`, device: null }
}

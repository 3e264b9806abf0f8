import type { Change, ChangeError, Id, Run } from '../../contract'
import type { Driver } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import type { NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { changeRow } from './auditRows'
import { openChangeBudget } from './changeBudget'
import type { NodeQueues } from './nodeQueues'
import type { RunLimits } from './runner'

export type RecoverOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  readonly runs: RunRepository
  readonly queues: NodeQueues
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: RunLimits
  /** The engine is being stopped: what is not settled yet is left for the next start. */
  readonly signal: AbortSignal
}

const ENDED = 'The engine ended in the middle of this change.'
const NEVER_SENT = 'The engine ended before it was sent.'

/**
 * Settles a run that was being executed when the engine ended: what may have been sent is read back from its device,
 * what had not begun is skipped. Nothing is ever sent again.
 */
export async function settleRun(options: RecoverOptions, run: Run, onSettled: (run: Run) => void): Promise<void> {
  const { runs, clock, logger } = options
  const settled = await Promise.all(run.changes.map((change) => settleChange(options, change)))
  if (options.signal.aborted) return
  const changes = settled.map(({ change }) => change)
  const succeeded = changes.some(({ state }) => state === 'verified') && changes.every(isFine)
  const end: Run = {
    ...run,
    changes,
    state: succeeded ? 'succeeded' : 'failed',
    finishedAt: timestamp(clock.now()),
    warnings: [
      ...run.warnings,
      {
        code: 'RECOVERED',
        text: 'The engine ended during this run; it was settled by reading the devices.',
        target: null,
      },
    ],
  }
  const touched = settled.filter(({ found }) => found !== null)
  const audit: NewAuditRow[] = touched.map(({ change, found }) => changeRow(end, change, { recovered: true, ...found }))
  await runs.write(
    end,
    touched.map(({ change }) => change),
    audit,
  )
  logger.warn('A run that the engine had left unfinished was settled', {
    run: run.id,
    number: run.number,
    state: end.state,
  })
  onSettled(end)
}

/** `found` null: it was over before. */
type Settled = { readonly change: Change; readonly found: Readonly<Record<string, unknown>> | null }

async function settleChange(options: RecoverOptions, change: Change): Promise<Settled> {
  const finishedAt = timestamp(options.clock.now())
  switch (change.state) {
    case 'pending':
      return { change: { ...change, state: 'skipped', reason: NEVER_SENT, finishedAt }, found: {} }
    case 'applying':
    case 'applied': {
      const error = await readBack(options, change)
      if (error === null)
        return { change: { ...change, state: 'verified', finishedAt }, found: { settledBy: 'reading' } }
      return { change: { ...change, state: 'failed', error, finishedAt }, found: {} }
    }
    case 'verified':
    case 'failed':
    case 'reverted':
    case 'left':
    case 'skipped':
      return { change, found: null }
  }
}

/** Null: the device has it. */
async function readBack(options: RecoverOptions, change: Change): Promise<ChangeError | null> {
  const { drivers, plant, queues, limits } = options
  const driver = drivers.find(({ name }) => name === change.driver)
  const failure = (error: ChangeError): ChangeError => ({ ...error, text: `${ENDED} ${error.text}` })
  if (driver === undefined)
    return failure({ code: 'INTERNAL', text: `There is no driver ${change.driver}.`, device: null })
  await present(plant, change.target.id, limits.perChangeMs, options.signal)
  const budget = openChangeBudget(limits.perChangeMs, limits.requestMs, options.signal)
  try {
    const result = await queues.run(change.node?.id ?? change.target.id, () =>
      budget.within(() => driver.verify(change, budget.signal)),
    )
    return result.ok ? null : failure(result.error)
  } catch (error) {
    return failure({ code: 'INTERNAL', text: error instanceof Error ? error.message : String(error), device: null })
  } finally {
    budget.dispose()
  }
}

/** After a start the plant is not known yet: waits until it is, at most `limitMs`. */
function present(plant: PlantView, id: Id, limitMs: number, signal: AbortSignal): Promise<void> {
  if (plant.get(id) !== undefined || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer)
      unsubscribe()
      signal.removeEventListener('abort', stop)
      resolve()
    }
    const timer = setTimeout(stop, limitMs)
    signal.addEventListener('abort', stop, { once: true })
    const unsubscribe = plant.subscribe(() => {
      if (plant.get(id) !== undefined) stop()
    })
  })
}

function isFine({ state, driver }: Change): boolean {
  return state === 'verified' || (state === 'skipped' && driver === 'none')
}

import type { Change, ChangeError, Id } from '../../contract'
import type { Driver, Prepared, Sendable, Sending, StepResult } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { type ChangeBudget, ChangeTimeout, openChangeBudget } from './changeBudget'
import type { NodeQueues } from './nodeQueues'
import { routeOfState } from './routeState'

/**
 * `parallel`: nodes at work at once in a run. `changeMs`: a change, from its first request to verified. `bulk`: several
 * changes of a device in one request, where it offers that. `togetherMs`: how far ahead a common moment is put.
 */
export type RunLimits = {
  readonly parallel: number
  readonly changeMs: number
  readonly requestMs: number
  readonly bulk: boolean
  readonly togetherMs: number
}

/** What changes are done with. */
export type Workshop = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  readonly queues: NodeQueues
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: () => RunLimits
  /** Told before a receiver is switched, so that it is not taken for a foreign change. */
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
}

type Failed = { readonly ok: false; readonly error: ChangeError }

/** The queue a change waits in. */
export function queueOf({ node, target }: Change): string {
  return node?.id ?? target.id
}

export function driverOf({ drivers }: Workshop, { driver }: Change): Driver | null {
  return drivers.find(({ name }) => name === driver) ?? null
}

/** Time for so many changes: until the signal, and until nobody waits any longer. */
export function budgetFor({ limits }: Workshop, changes: number, outer: AbortSignal): ChangeBudget {
  const { changeMs, requestMs } = limits()
  return openChangeBudget(changeMs * changes, 2 * requestMs, outer)
}

/** What a driver threw, or did not end, as a result: the fault stays with its change. */
export function asFailure({ logger }: Workshop, error: unknown): Failed {
  if (error instanceof ChangeTimeout) {
    return { ok: false, error: { code: 'TIMED_OUT', text: `It was given up. ${error.message}`, device: null } }
  }
  const text = error instanceof Error ? error.message : String(error)
  logger.error('A driver threw', { error: error instanceof Error ? (error.stack ?? text) : text })
  return { ok: false, error: internal(text) }
}

export function internal(text: string): ChangeError {
  return { code: 'INTERNAL', text: `Signalbox itself failed: ${text}`, device: null }
}

export async function prepare(work: Workshop, change: Change, budget: ChangeBudget): Promise<Prepared> {
  const driver = driverOf(work, change)
  if (driver === null) return { ok: false, error: internal(`There is no driver ${change.driver}.`) }
  return budget.within(() => driver.prepare(change, budget.signal)).catch((error: unknown) => asFailure(work, error))
}

export async function verify(work: Workshop, change: Change, budget: ChangeBudget): Promise<StepResult> {
  const driver = driverOf(work, change)
  if (driver === null) return { ok: false, error: internal(`There is no driver ${change.driver}.`) }
  return budget.within(() => driver.verify(change, budget.signal)).catch((error: unknown) => asFailure(work, error))
}

/** A request that is ready, with the change it serves. */
export type Ready = { readonly change: Change; readonly request: Sendable }

/**
 * Sends requests to one node: those that can go together in one, the others one after another (or, `atOnce`, side by
 * side). A result for each, in their order.
 */
export async function sendAll(
  work: Workshop,
  all: readonly Ready[],
  sending: Sending,
  budget: ChangeBudget,
  atOnce: boolean,
): Promise<readonly StepResult[]> {
  for (const { change } of all) noteRoute(work, change)
  const results = new Map<Ready, StepResult>()
  const single: Ready[] = []
  for (const group of work.limits().bulk ? groups(all) : all.map((one) => [one])) {
    const [first, ...more] = group
    const driver = first === undefined ? null : driverOf(work, first.change)
    const answers =
      driver === null || more.length === 0
        ? null
        : await budget
            .within(() =>
              driver.sendTogether(
                group.map(({ request }) => request),
                sending,
                budget.signal,
              ),
            )
            .catch((error: unknown) => group.map(() => asFailure(work, error)))
    if (answers === null) single.push(...group)
    else group.forEach((one, index) => results.set(one, answers[index] ?? asFailure(work, 'a result is missing')))
  }
  const one = async (ready: Ready): Promise<void> => {
    const sent = budget.within(() => ready.request.send(sending, budget.signal))
    results.set(ready, await sent.catch((error: unknown) => asFailure(work, error)))
  }
  if (atOnce) await Promise.all(single.map(one))
  else for (const ready of single) await one(ready)
  return all.map((ready) => results.get(ready) ?? asFailure(work, 'a result is missing'))
}

function groups(all: readonly Ready[]): readonly (readonly Ready[])[] {
  const found = new Map<string, Ready[]>()
  for (const one of all) {
    const key = one.request.bulkKey ?? `alone ${one.change.id}`
    const group = found.get(key)
    if (group === undefined) found.set(key, [one])
    else group.push(one)
  }
  return [...found.values()]
}

/** So that what we do to a receiver is not taken for somebody else's doing. */
function noteRoute(work: Workshop, { target, after }: Change): void {
  if (target.kind !== 'receiver') return
  const route = routeOfState(after)
  if (route !== null) work.noteOwn(target.id, route.active ? route.senderId : null)
}

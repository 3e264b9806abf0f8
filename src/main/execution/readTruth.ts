import type { Change, ChangeError, Id, Run } from '../../contract'
import type { PlantView } from '../plant/plant'
import { routeOfState } from './routeState'
import type { RunRecord } from './runRecord'
import { type Workshop, asFailure, budgetFor, driverOf, internal, verify } from './workshop'

/** So long after the engine ended, an unfinished run is not gone on with by itself: somebody is asked, ms. */
export const GO_ON_WITHIN_MS = 10 * 60_000

const ENDED = 'The engine ended in the middle of this change.'

/**
 * Reads from the devices what became of the changes that were under way when the engine ended. What is as wanted is
 * verified; what is as before was never done, and is pending again; what somebody has changed, or nobody can say, failed.
 */
export async function readTruth(work: Workshop, record: RunRecord, signal: AbortSignal): Promise<void> {
  const { changes } = record.current()
  // Also what was not begun is planned and done with what the plant says of it, and what was done is put back with that.
  const targets = changes.filter(({ state, target }) => state !== 'skipped' && target.kind !== 'service')
  const ids = targets.flatMap(({ target, after }) => [target.id, routeOfState(after)?.senderId ?? []].flat())
  await present(work.plant, ids, work.limits().changeMs, signal)
  if (signal.aborted) return
  const isSender = ({ target }: Change): boolean => target.kind === 'sender'
  const begun = changes.filter(mayHaveBegun)
  // Side by side on a node too: it is only read, and each may have to wait for what its device has not done yet.
  const settle = (some: readonly Change[]) => Promise.all(some.map((change) => settleOne(work, record, change, signal)))
  // Where senders are by now tells whether those that follow them have come after.
  const moved = changes.filter(({ state, after }) => state === 'verified' && after['legs'] !== undefined)
  await Promise.all([settle(begun.filter(isSender)), ...moved.filter(isSender).map((one) => lookAt(work, one, signal))])
  await settle(begun.filter((change) => !isSender(change)))
}

/** For what the driver learns by it. */
async function lookAt(work: Workshop, change: Change, signal: AbortSignal): Promise<void> {
  const budget = budgetFor(work, 1, signal)
  const driver = driverOf(work, change)
  await budget.within(() => driver?.look(change, budget.signal) ?? Promise.resolve(null)).catch(() => null)
  budget.dispose()
}

/** What the journal says is about to begin may have been sent when the engine ended. */
function mayHaveBegun({ state, announcedAt }: Change): boolean {
  return state === 'applying' || state === 'applied' || (state === 'pending' && announcedAt !== undefined)
}

/** When a run was last seen at work, epoch ms. */
export function lastAtWork({ createdAt, startedAt, changes, compensation }: Run): number {
  const times = changes.flatMap((change) => [change.startedAt, change.finishedAt, change.stagedAt ?? null])
  const steps = compensation?.entries.map(({ at }) => at) ?? []
  const known = [createdAt, startedAt, ...times, ...steps].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  return known.reduce((latest, at) => Math.max(latest, at), 0)
}

async function settleOne(work: Workshop, record: RunRecord, change: Change, signal: AbortSignal): Promise<void> {
  const budget = budgetFor(work, 1, signal)
  const found = { recovered: true, settledBy: 'reading' }
  try {
    const driver = driverOf(work, change)
    if (driver === null) {
      record.settle(change, ended(internal(`There is no driver ${change.driver}.`)), found)
      return
    }
    const seen = await verify(work, change, budget)
    if (seen.ok) {
      record.settle(change, null, { ...seen.detail, ...found })
      return
    }
    const standing = await budget
      .within(() => driver.look(change, budget.signal))
      .catch((error: unknown) => ({ kind: 'unread' as const, error: asFailure(work, error).error }))
    if (signal.aborted) return
    switch (standing.kind) {
      case 'after':
        record.settle(change, null, found)
        return
      case 'before': {
        const { stagedAt: _staged, announcedAt: _announced, activatedAt: _active, ...rest } = change
        record.put({ ...rest, state: 'pending', startedAt: null })
        return
      }
      case 'otherwise':
        record.settle(change, ended({ code: 'CHANGED_MEANWHILE', text: standing.text, device: null }), found)
        return
      case 'unread':
        record.settle(change, ended(standing.error), found)
        return
    }
  } finally {
    budget.dispose()
  }
}

function ended(error: ChangeError): ChangeError {
  return { ...error, text: `${ENDED} ${error.text}` }
}

/** After a start the plant is not known yet: waits until it has all of these, at most `limitMs`. */
function present(plant: PlantView, ids: readonly Id[], limitMs: number, signal: AbortSignal): Promise<void> {
  let known = 0
  const areAll = (): boolean => {
    while (known < ids.length && plant.get(ids[known] ?? '') !== undefined) known += 1
    return known === ids.length
  }
  if (areAll() || signal.aborted) return Promise.resolve()
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
      if (areAll()) stop()
    })
  })
}

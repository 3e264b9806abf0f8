import { type QueryApi, openQueryApi } from '../nmos/queryApi'
import { RESOURCE_KINDS } from '../nmos/resources'
import type { WitnessChange } from '../plant/witness'
import { createAbsence, nothingListed, type Absence, type Listed } from './absence'
import { createGrainQueue } from './grainQueue'
import { pause } from './pause'
import type { SourceParts } from './source'
import { type Subscriptions, openSubscriptions } from './subscriptions'

/** A registry that was followed and is lost. `message` says why. */
export class RegistryLostError extends Error {
  override readonly name = 'RegistryLostError'
}

/**
 * Follows the Query API at `url` until `signal` aborts. Subscribes first and holds back what comes, lists everything by
 * paging, reconciles, then lets the changes in: so none is missed, and no listing that broke off is taken for the truth.
 * Without WebSocket it lists again and again.
 * @throws RegistryLostError, NmosHttpError when it cannot be followed any more
 */
export async function followRegistry(url: string, parts: SourceParts, signal: AbortSignal): Promise<void> {
  const absence = createAbsence(parts)
  const ending = new AbortController()
  const within = AbortSignal.any([signal, ending.signal])
  try {
    const api = await openQueryApi(parts.http, url, { signal: within })
    parts.status.set({ href: api.href, version: api.version, state: 'syncing', problem: null })
    while (!signal.aborted) {
      const refusal = await subscribed(api, parts, absence, within)
      if (refusal !== null) await polled(api, parts, absence, refusal, within)
    }
  } finally {
    ending.abort()
    absence.stop()
  }
}

/** Follows by WebSocket for as long as that goes. Returns why it does not go at all; null when `signal` aborted. */
async function subscribed(
  api: QueryApi,
  parts: SourceParts,
  absence: Absence,
  signal: AbortSignal,
): Promise<string | null> {
  const { intake, feed, options, status } = parts
  const afterOutage = feed.count() > 0
  const queue = createGrainQueue(options, (waiting) => {
    const changes: WitnessChange[] = []
    for (const { kind, entry } of waiting) {
      const change = intake.grain(kind, entry)
      if (change === null) continue
      absence.settled(entry.path)
      changes.push(change)
    }
    feed.apply(changes)
    status.set({ problem: intake.problem() })
  })
  const subscriptions = openSubscriptions(
    api,
    { pingIntervalMs: options.pingIntervalMs, signal },
    { onGrain: queue.push, onFault: intake.fault },
  )
  try {
    const refusal = await subscriptions.opened
    if (signal.aborted) return null
    if (refusal !== null) return refusal.message
    const listed = await whileSubscribed(subscriptions, signal, (within) => listEverything(api, parts, within))
    absence.settle(listed, afterOutage)
    queue.open()
    status.set({ state: 'live', problem: intake.problem() })
    const end = await subscriptions.ended
    if (signal.aborted) return null
    throw new RegistryLostError(end.message)
  } finally {
    subscriptions.close()
    queue.close()
  }
}

/** A listing during which a subscription ends has gaps nobody would fill. */
async function whileSubscribed<T>(
  subscriptions: Subscriptions,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const lost = subscriptions.ended.then((end) => {
    throw new RegistryLostError(end.message)
  })
  try {
    return await Promise.race([work(AbortSignal.any([signal, ending.signal])), lost])
  } finally {
    ending.abort()
    lost.catch(() => undefined)
  }
}

/** Lists everything every few seconds, until it is time to ask for a WebSocket again. */
async function polled(
  api: QueryApi,
  parts: SourceParts,
  absence: Absence,
  refusal: string,
  signal: AbortSignal,
): Promise<void> {
  const { clock, feed, intake, options, status } = parts
  const until = clock.now() + options.resubscribeMs
  let afterOutage = feed.count() > 0 && status.now().state !== 'polling'
  while (!signal.aborted && clock.now() < until) {
    const listed = await listEverything(api, parts, signal)
    absence.settle(listed, afterOutage)
    afterOutage = false
    const instead = `Changes are seen by listing every ${Math.max(1, Math.round(options.pollMs / 1000))} s.`
    const problems = [refusal, instead, intake.problem()].filter((text) => text !== null)
    status.set({ state: 'polling', problem: problems.join(' ') })
    await pause(options.pollMs, signal)
  }
}

/** Six listings at once, each page into the plant as it comes. @throws NmosHttpError when one of them breaks off */
async function listEverything(api: QueryApi, parts: SourceParts, signal: AbortSignal): Promise<Listed> {
  const { feed, intake, options } = parts
  const listed = nothingListed()
  const ending = new AbortController()
  const within = AbortSignal.any([signal, ending.signal])
  intake.reset()
  const listings = RESOURCE_KINDS.map((kind) =>
    api.list(kind, {
      limit: options.pageLimit,
      signal: within,
      onPage(page) {
        if (within.aborted) return
        const resources = intake.page(kind, page)
        for (const { id } of resources) listed[kind].add(id)
        feed.put(resources)
      },
    }),
  )
  try {
    await Promise.all(listings)
    return listed
  } finally {
    ending.abort()
    await Promise.allSettled(listings)
  }
}

import { setMaxListeners } from 'node:events'
import type { Id } from '../../contract'
import type { GrainEntry } from '../nmos/grain'
import { type QueryApi, openQueryApi } from '../nmos/queryApi'
import { RESOURCE_KINDS, type Resource, type ResourceKind } from '../nmos/resources'
import type { WitnessChange } from '../plant/witness'
import { createAbsence, nothingListed, type Absence } from './absence'
import { createGrainQueue } from './grainQueue'
import { type Heard, createHeard } from './heard'
import { pause } from './pause'
import { createSecondLook } from './secondLook'
import type { SourceParts } from './source'
import { openSubscriptions } from './subscriptions'

/** A registry that was followed and is lost. `message` says why. */
export class RegistryLostError extends Error {
  override readonly name = 'RegistryLostError'
}

/**
 * Follows the Query API at `url` until `signal` aborts. Lists everything by paging, which is what shows a plant soonest;
 * then subscribes, which tells what was added or changed meanwhile; then lists once more besides, since what was removed
 * between the two is told by nobody. No listing that broke off is taken for the truth. Without WebSocket it lists again
 * and again.
 * @throws RegistryLostError, NmosHttpError when it cannot be followed any more
 */
export async function followRegistry(url: string, parts: SourceParts, signal: AbortSignal): Promise<void> {
  const absence = createAbsence(parts)
  const ending = new AbortController()
  const within = AbortSignal.any([signal, ending.signal])
  try {
    const api = await openQueryApi(parts.http, url, { signal: within })
    parts.status.set({ href: api.href, version: api.version, state: 'syncing', problem: null })
    // Of a registry that had nothing before, nothing can be missing.
    if (parts.feed.count() === 0) await listEverything(api, parts, within, isAny, isNoted)
    else await listAndSettle(api, parts, absence, true, within)
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
  const heard = createHeard()
  const take = (entries: readonly { readonly kind: ResourceKind; readonly entry: GrainEntry }[]) => {
    const changes: WitnessChange[] = []
    for (const { kind, entry } of entries) {
      const news = intake.grain(kind, entry)
      if (news === null) continue
      if (news.type === 'doubt') {
        look.ask(kind, news.id)
        continue
      }
      look.settled(entry.path)
      absence.settled(entry.path)
      heard.note(news)
      changes.push(news)
    }
    feed.apply(changes)
    status.set({ problem: intake.problem() })
  }
  const look = createSecondLook(api, parts.logger, (kind, entry) => {
    take([{ kind, entry }])
  })
  const queue = createGrainQueue(options, take)
  const ending = new AbortController()
  const within = AbortSignal.any([signal, ending.signal])
  setMaxListeners(0, within, signal)
  const listener = { onGrain: queue.push, onFault: intake.fault }
  const subscriptions = openSubscriptions(api, { pingIntervalMs: options.pingIntervalMs, signal }, listener)
  try {
    const refusal = await subscriptions.opened
    if (signal.aborted) return null
    if (refusal !== null) return refusal.message
    status.set({ state: 'live', problem: intake.problem() })
    const checking = checkListing(api, parts, absence, heard, within)
    const end = await subscriptions.ended
    ending.abort()
    await checking
    if (signal.aborted) return null
    throw new RegistryLostError(end.message)
  } finally {
    ending.abort()
    subscriptions.close()
    queue.close()
    look.stop()
  }
}

/** Lists once more, beside the changes that come, until it has worked once. Never rejects. */
async function checkListing(
  api: QueryApi,
  parts: SourceParts,
  absence: Absence,
  heard: Heard,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(parts.options.checkMs, signal)
    if (signal.aborted) return
    heard.begin()
    try {
      const listed = nothingListed()
      await listEverything(api, parts, signal, heard.isNews(parts), (kind, id) => listed[kind].add(id))
      heard.addTo(listed)
      absence.settle(listed, false)
      return
    } catch (error) {
      if (signal.aborted) return
      parts.logger.debug('The registry could not be listed once more', { problem: String(error) })
    } finally {
      heard.end()
    }
  }
}

async function listAndSettle(
  api: QueryApi,
  parts: SourceParts,
  absence: Absence,
  afterOutage: boolean,
  signal: AbortSignal,
): Promise<void> {
  const listed = nothingListed()
  await listEverything(api, parts, signal, isAny, (kind, id) => listed[kind].add(id))
  absence.settle(listed, afterOutage)
}

/** Lists everything every few seconds, until it is time to ask for a WebSocket again. */
async function polled(
  api: QueryApi,
  parts: SourceParts,
  absence: Absence,
  refusal: string,
  signal: AbortSignal,
): Promise<void> {
  const { clock, intake, options, status } = parts
  const until = clock.now() + options.resubscribeMs
  while (!signal.aborted && clock.now() < until) {
    const instead = `Changes are seen by listing every ${Math.max(1, Math.round(options.pollMs / 1000))} s.`
    const problems = [refusal, instead, intake.problem()].filter((text) => text !== null)
    status.set({ state: 'polling', problem: problems.join(' ') })
    await pause(options.pollMs, signal)
    if (signal.aborted) return
    await listAndSettle(api, parts, absence, false, signal)
  }
}

const isAny = () => true
const isNoted = () => undefined

/** Six listings at once, of each page what is wanted into the plant as it comes; `note` hears of all. @throws NmosHttpError when one of them breaks off */
async function listEverything(
  api: QueryApi,
  parts: SourceParts,
  signal: AbortSignal,
  isWanted: (resource: Resource) => boolean,
  note: (kind: ResourceKind, id: Id) => void,
): Promise<void> {
  const { feed, intake, options } = parts
  const ending = new AbortController()
  const within = AbortSignal.any([signal, ending.signal])
  intake.reset()
  // Six listings, each with requests and pauses of its own, listen to it: many, and no leak.
  setMaxListeners(0, within)
  const listings = RESOURCE_KINDS.map((kind) =>
    api.list(kind, {
      limit: options.pageLimit,
      signal: within,
      onPage(page, keeper) {
        if (within.aborted) return
        const resources = intake.page(kind, page, keeper)
        for (const { id } of resources) note(kind, id)
        feed.put(resources.filter(isWanted))
      },
    }),
  )
  try {
    await Promise.all(listings)
  } finally {
    ending.abort()
    await Promise.allSettled(listings)
  }
}

import type { Id } from '../../contract'
import { RESOURCE_KINDS } from '../nmos/resources'
import type { StoredRegistry } from '../store/repositories'
import { backoffMs } from './backoff'
import { followNode } from './followNode'
import { followRegistry } from './followRegistry'
import { pause } from './pause'
import { type RegistryTargets, dnsTargets, oneTarget } from './registryTargets'
import type { SourceParts } from './source'

/** A session shorter than this does not count as one that worked, ms. */
const STEADY_MS = 10_000
const NOTHING: ReadonlySet<Id> = new Set()

/** Follows a registry, node or domain until `signal` aborts, through all outages. Never rejects. */
export async function followSource(source: StoredRegistry, parts: SourceParts, signal: AbortSignal): Promise<void> {
  const { clock, options, status, logger } = parts
  const follow = source.kind === 'node' ? nodeFollower(source.queryUrl, parts) : registryFollower(source, parts)
  let failures = 0
  while (!signal.aborted) {
    const begun = clock.now()
    const wasLive = parts.feed.count() > 0
    try {
      await follow.run(signal)
    } catch (error) {
      if (signal.aborted) return
      const state = status.now().state
      const worked = state === 'live' || state === 'polling'
      failures = worked && clock.now() - begun >= STEADY_MS ? 0 : failures + 1
      const problem = error instanceof Error ? error.message : String(error)
      logger[worked ? 'warn' : 'debug']('A source of the plant is lost', { source: source.label, problem })
      status.set({ state: parts.feed.count() > 0 ? 'stale' : 'connecting', problem })
      const isNextReady = follow.failed(worked)
      const max = wasLive || worked ? options.maxRetryAfterLiveMs : options.maxRetryMs
      const wait = failures === 0 || isNextReady ? 100 : backoffMs(failures, options.retryMs, max, parts.random)
      await pause(wait, signal)
    }
  }
}

type Follower = {
  readonly run: (signal: AbortSignal) => Promise<void>
  /** True when there is another way that can be tried at once. `worked`: it did, until now. */
  readonly failed: (worked: boolean) => boolean
}

function registryFollower(source: StoredRegistry, parts: SourceParts): Follower {
  const targets: RegistryTargets = source.kind === 'dns-sd' ? dnsTargets(source, parts) : oneTarget(source.queryUrl)
  return {
    async run(signal) {
      const url = await targets.current(signal)
      const leaving = new AbortController()
      const within = AbortSignal.any([signal, leaving.signal])
      const looking = targets.better(within).then((found) => {
        if (found) leaving.abort()
      })
      try {
        await followRegistry(url, parts, within)
      } finally {
        leaving.abort()
        await looking
      }
    },
    // One that worked until now is tried again before the next is: a connection may break without more.
    failed: (worked) => !worked && targets.failed(),
  }
}

/** A node is its own witness: when it does not answer any more, nobody says that it is there. */
function nodeFollower(url: string, parts: SourceParts): Follower {
  const { clock, feed, options } = parts
  let lastRead = clock.now()
  return {
    run: (signal) =>
      followNode(url, parts, signal, () => {
        lastRead = clock.now()
      }),
    failed() {
      if (feed.count() > 0 && clock.now() - lastRead >= options.nodeLostMs) {
        for (const kind of RESOURCE_KINDS) feed.reconcile(kind, NOTHING)
      }
      return false
    },
  }
}

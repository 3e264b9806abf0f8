import type { StoredRegistry } from '../store/repositories'
import { QUERY_VERSIONS, highestCommonVersion } from '../nmos/apiVersion'
import { browseQueryApis } from '../nmos/dnsSd'
import { joinHref } from '../nmos/href'
import { pause } from './pause'
import type { SourceParts } from './source'

/** Which Query API to follow, of those that could be. */
export type RegistryTargets = {
  /** The one that is its turn. @throws DnsSdError, NoRegistryError */
  readonly current: (signal: AbortSignal) => Promise<string>
  /** It does not work: the next. False when it is worth a pause before. */
  readonly failed: () => boolean
  /** Fulfilled with true when one that goes before the one in use answers again, and is then the current one. */
  readonly better: (signal: AbortSignal) => Promise<boolean>
}

/** A domain in which no registry is announced. */
export class NoRegistryError extends Error {
  override readonly name = 'NoRegistryError'
}

export function oneTarget(url: string): RegistryTargets {
  return { current: () => Promise.resolve(url), failed: () => false, better: () => Promise.resolve(false) }
}

/**
 * What DNS-SD announces, in the order of its priorities, each at the highest version that it is announced with. When the
 * list is used up, when the one in use was lost, or when the next one is wanted and the TTL has passed, it is asked for
 * anew (IS-04 v1.3 §Discovery: Registered Operation).
 */
export function dnsTargets(
  source: Pick<StoredRegistry, 'queryUrl' | 'dnsServer'>,
  parts: Pick<SourceParts, 'clock' | 'random' | 'options' | 'logger' | 'http'>,
): RegistryTargets {
  const { clock, random, options, logger } = parts
  const { http } = parts
  let urls: readonly string[] = []
  let index = 0
  let holdsUntil = 0
  let isInUse = false

  async function browse(signal: AbortSignal): Promise<readonly string[]> {
    const found = await browseQueryApis({
      domain: source.queryUrl,
      servers: source.dnsServer === null ? [] : [source.dnsServer],
      timeoutMs: options.dnsTimeoutMs,
      versions: QUERY_VERSIONS,
      protocols: ['http', 'https'],
      authorization: false,
      random,
      signal,
    })
    const ttls = found.map(({ ttlSeconds }) => ttlSeconds ?? 60)
    holdsUntil = clock.now() + Math.min(...ttls, 3600) * 1000
    const announced = found.map(({ url, versions }) =>
      joinHref(url, 'x-nmos', 'query', highestCommonVersion(versions, QUERY_VERSIONS) ?? ''),
    )
    logger.info('Browsed for registries', { domain: source.queryUrl, found: announced })
    return announced
  }

  async function browseAfresh(signal: AbortSignal): Promise<void> {
    urls = await browse(signal)
    index = 0
  }

  /** One that was lost may have been replaced: asked for, but what was known stands where nothing better is heard. */
  async function browseAfterLoss(signal: AbortSignal): Promise<void> {
    const known = urls[index]
    const announced = await browse(signal).catch((): readonly string[] => [])
    if (announced.length === 0) return
    urls = announced
    index = Math.max(0, known === undefined ? 0 : urls.indexOf(known))
  }

  async function answers(url: string, signal: AbortSignal): Promise<boolean> {
    return http.getJson(url, { signal, timeoutMs: options.dnsTimeoutMs * 2 }).then(
      () => true,
      () => false,
    )
  }

  return {
    async current(signal) {
      const isUsedUp = index >= urls.length
      if (isUsedUp || (index > 0 && clock.now() >= holdsUntil)) await browseAfresh(signal)
      else if (isInUse) await browseAfterLoss(signal)
      const url = urls[index]
      isInUse = url !== undefined
      if (url !== undefined) return url
      throw new NoRegistryError(
        `No registry that Signalbox can use is announced in ${source.queryUrl} (_nmos-query._tcp, IS-04 ${QUERY_VERSIONS.join(' or ')}).`,
      )
    },
    failed() {
      isInUse = false
      index += 1
      return index < urls.length
    },
    async better(signal) {
      while (index > 0) {
        await pause(options.betterMs, signal)
        if (signal.aborted) return false
        const used = urls[index]
        const announced = await browse(signal).catch((): readonly string[] => [])
        const place = used === undefined ? -1 : announced.indexOf(used)
        // Nobody announces it any more, but it works: kept until it is lost.
        if (place < 0) continue
        urls = announced
        index = place
        for (const [ahead, url] of urls.slice(0, place).entries()) {
          if (!(await answers(url, signal))) continue
          if (signal.aborted) return false
          index = ahead
          isInUse = false
          return true
        }
      }
      return false
    },
  }
}

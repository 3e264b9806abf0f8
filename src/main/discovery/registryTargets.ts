import type { StoredRegistry } from '../store/repositories'
import { QUERY_VERSIONS } from '../nmos/apiVersion'
import { browseQueryApis } from '../nmos/dnsSd'
import type { SourceParts } from './source'

/** Which Query API to follow, of those that could be. */
export type RegistryTargets = {
  /** The one that is its turn. @throws DnsSdError, NoRegistryError */
  readonly current: (signal: AbortSignal) => Promise<string>
  /** It does not work: the next. False when it is worth a pause before. */
  readonly failed: () => boolean
}

/** A domain in which no registry is announced. */
export class NoRegistryError extends Error {
  override readonly name = 'NoRegistryError'
}

export function oneTarget(url: string): RegistryTargets {
  return { current: () => Promise.resolve(url), failed: () => false }
}

/**
 * What DNS-SD announces, in the order of its priorities. When the list is used up, or has outlived its TTL when the next
 * one is wanted, it is asked for anew (IS-04 v1.3 §Discovery: Registered Operation).
 */
export function dnsTargets(
  source: Pick<StoredRegistry, 'queryUrl' | 'dnsServer'>,
  parts: Pick<SourceParts, 'clock' | 'random' | 'options' | 'logger'>,
): RegistryTargets {
  const { clock, random, options, logger } = parts
  let urls: readonly string[] = []
  let index = 0
  let holdsUntil = 0

  async function browse(signal: AbortSignal): Promise<void> {
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
    urls = found.map(({ url }) => url)
    index = 0
    holdsUntil = clock.now() + Math.min(...ttls, 3600) * 1000
    logger.info('Browsed for registries', { domain: source.queryUrl, found: urls })
  }

  return {
    async current(signal) {
      const isUsedUp = index >= urls.length
      if (isUsedUp || (index > 0 && clock.now() >= holdsUntil)) await browse(signal)
      const url = urls[index]
      if (url !== undefined) return url
      throw new NoRegistryError(
        `No registry that Signalbox can use is announced in ${source.queryUrl} (_nmos-query._tcp, IS-04 ${QUERY_VERSIONS.join(' or ')}).`,
      )
    },
    failed() {
      index += 1
      return index < urls.length
    },
  }
}

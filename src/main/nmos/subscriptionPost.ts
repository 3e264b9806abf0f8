import { joinHref, showUrl, tryUrl } from './href'
import type { NmosHttp } from './http'
import { NmosHttpError, hasStatus } from './nmosHttpError'
import { isRefusedQuery } from './queryListing'

/** What to subscribe to. */
export type SubscriptionWish = {
  /** `…/x-nmos/query/v1.3`. */
  readonly apiHref: string
  /** `/senders`. */
  readonly path: string
  readonly downgrade: string | null
  /** The least time between two messages, ms. */
  readonly maxUpdateRateMs: number
}

/** How a registry was found to take a subscription; kept for its other subscriptions, so that it is found out once. */
export type SubscriptionFeatures = { attempt: number }

/** A subscription that was made. `href` is the resource it is, null when the registry did not name it. */
export type MadeSubscription = { readonly wsHref: string; readonly href: string | null }

type Attempt = { readonly downgrade: boolean; readonly slower: boolean }

/** What a registry takes that refuses to send changes as they come, ms. */
const SLOWER_MS = 100

const PLAIN: Attempt = { downgrade: false, slower: false }
/** A slower rate costs a moment; without `query.downgrade` the changes of older nodes are not told at all. */
const ATTEMPTS: readonly Attempt[] = [
  { downgrade: true, slower: false },
  { downgrade: true, slower: true },
  PLAIN,
  { downgrade: false, slower: true },
]

/**
 * POSTs a subscription (IS-04 v1.3 §Behaviour: Querying – Creating a WebSocket Subscription), `secure` said expressly; at a
 * slower rate and without `query.downgrade` where the registry refuses it otherwise.
 * @throws NmosHttpError the refusal of the simplest attempt, or an answer that names no WebSocket
 */
export async function postSubscription(
  http: NmosHttp,
  wish: SubscriptionWish,
  features: SubscriptionFeatures,
  signal: AbortSignal,
): Promise<MadeSubscription> {
  const url = `${wish.apiHref}/subscriptions`
  const body = await firstTaken(http, url, wish, features, signal)
  const wsHref = wsHrefOf(body)
  if (wsHref !== null) return { wsHref, href: hrefOf(url, body) }
  const reason = 'a subscription was made, but its “ws_href” is no WebSocket address'
  throw new NmosHttpError({ kind: 'not-json', method: 'POST', url: showUrl(url), reason })
}

/** The answer to the first attempt that is not refused. */
async function firstTaken(
  http: NmosHttp,
  url: string,
  wish: SubscriptionWish,
  features: SubscriptionFeatures,
  signal: AbortSignal,
): Promise<unknown> {
  const attempts = ATTEMPTS.filter(({ downgrade, slower }) => {
    return (!downgrade || wish.downgrade !== null) && (!slower || wish.maxUpdateRateMs < SLOWER_MS)
  })
  const last = attempts.length - 1
  let isDoubtful = false
  let index = Math.min(features.attempt, last)
  for (;;) {
    try {
      const { body } = await http.sendJson('POST', url, bodyOf(url, wish, attempts[index] ?? PLAIN), { signal })
      if (!isDoubtful) features.attempt = index
      return body
    } catch (error) {
      if (!isRefusedQuery(error) || index >= last) throw error
      // It may have been a passing fault: the other subscriptions are to find out for themselves.
      if (hasStatus(error, 500)) isDoubtful = true
      index = Math.min(last, Math.max(index + 1, features.attempt))
    }
  }
}

function bodyOf(url: string, wish: SubscriptionWish, { downgrade, slower }: Attempt): unknown {
  return {
    max_update_rate_ms: slower ? SLOWER_MS : wish.maxUpdateRateMs,
    resource_path: wish.path,
    params: downgrade ? { 'query.downgrade': wish.downgrade } : {},
    persist: false,
    secure: url.startsWith('https:'),
  }
}

function wsHrefOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('ws_href' in body) || typeof body.ws_href !== 'string') return null
  const url = tryUrl(body.ws_href)
  return url !== null && (url.protocol === 'ws:' || url.protocol === 'wss:') ? body.ws_href : null
}

function hrefOf(url: string, body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('id' in body) || typeof body.id !== 'string') return null
  return /^[\w-]+$/.test(body.id) ? joinHref(url, body.id) : null
}

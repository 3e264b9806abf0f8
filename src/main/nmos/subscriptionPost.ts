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

/** How a registry takes subscriptions; shared by all of them, which begin side by side, so that it is found out once. */
export type SubscriptionFeatures = {
  /** What worked last, of the attempts. */
  attempt: number
  /** Fulfilled when nobody is finding out. */
  turn: Promise<unknown>
}

/** Nothing was found out yet: the first attempt is as good as any. */
export function newSubscriptionFeatures(): SubscriptionFeatures {
  return { attempt: 0, turn: Promise.resolve() }
}

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

/** The answer to the first attempt that is not refused. One that was refused waits for what another is finding out. */
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

  /** Null when it is refused and there is more to be tried. */
  async function attempt(index: number): Promise<{ readonly body: unknown } | null> {
    try {
      const answer = await http.sendJson('POST', url, bodyOf(url, wish, attempts[index] ?? PLAIN), { signal })
      if (!isDoubtful) features.attempt = index
      return answer
    } catch (error) {
      if (!isRefusedQuery(error) || index >= last) throw error
      // It may have been a passing fault: the other subscriptions are to find out for themselves.
      if (hasStatus(error, 500)) isDoubtful = true
      return null
    }
  }

  async function findOut(refused: number): Promise<unknown> {
    for (let index = refused; ;) {
      index = Math.min(last, Math.max(index + 1, features.attempt))
      const answer = await attempt(index)
      if (answer !== null) return answer.body
    }
  }

  const begun = Math.min(features.attempt, last)
  const answer = await attempt(begun)
  if (answer !== null) return answer.body
  const found = features.turn.then(() => findOut(begun))
  features.turn = found.catch(() => undefined)
  return found
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

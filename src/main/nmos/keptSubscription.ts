import type { NmosHttp } from './http'
import { hasStatus, isNmosHttpError } from './nmosHttpError'
import type { MadeSubscription } from './subscriptionPost'

/**
 * Tells by HTTP whether a registry still stands by a subscription; each call asks. It does not when it answers no more, or
 * no longer has a subscription that it had. Where it does not show its subscriptions, any word of its API will do.
 */
export function keptSubscription(
  http: NmosHttp,
  apiHref: string,
  { href }: MadeSubscription,
  signal: AbortSignal,
): () => Promise<boolean> {
  let wasThere = false

  async function answers(): Promise<boolean> {
    try {
      await http.getJson(apiHref, { signal })
      return true
    } catch (error) {
      return isNmosHttpError(error, 'status') && (error.status ?? 500) < 500
    }
  }

  return async () => {
    if (href === null) return answers()
    try {
      await http.getJson(href, { signal })
      wasThere = true
      return true
    } catch (error) {
      if (!isNmosHttpError(error, 'status', 'not-json') || (wasThere && hasStatus(error, 404, 410))) return false
      return answers()
    }
  }
}

import { findApi } from './apiBase'
import { type ApiVersion, QUERY_VERSIONS } from './apiVersion'
import type { Disposer } from './disposer'
import { joinHref } from './href'
import type { NmosHttp, RequestOptions } from './http'
import type { RawKeeper } from './rawPage'
import { type ListingFeatures, isRefusedQuery, listAll } from './queryListing'
import { type SubscriptionHandlers, openSubscription } from './querySubscription'
import { type ResourceKind, resourcePath } from './resources'
import { newSubscriptionFeatures } from './subscriptionPost'

/** How a listing is to be done. */
export type ListOptions = RequestOptions & {
  /** Page size wished for. The server may give fewer a page; all pages come all the same. */
  readonly limit: number
  /**
   * Called with each page of raw resources as it comes; `keeper` has them for as long as it is kept. A resource may come
   * twice: the later one counts.
   */
  readonly onPage: (page: readonly unknown[], keeper: RawKeeper) => void
}

/** How a subscription is to be done. Times in ms. */
export type SubscribeOptions = SubscriptionHandlers & {
  /** The least time between two messages of the registry; 0 for as they come. One that refuses it is asked for a longer. */
  readonly maxUpdateRateMs: number
  /** How often the socket is checked for life; one that answered a ping and is dead is noticed after two such times. */
  readonly pingIntervalMs: number
}

/** A registry's Query API at the one version that is spoken with it. */
export type QueryApi = {
  /** `http://host/x-nmos/query/v1.3`, without a slash at the end. */
  readonly href: string
  readonly version: ApiVersion
  /** Lists a kind to the very end. @throws NmosHttpError when any of it fails: what came before is then no list */
  readonly list: (kind: ResourceKind, options: ListOptions) => Promise<void>
  /** One resource as it is now, raw, also of an older node. @throws NmosHttpError, `status` 404 when it is not there */
  readonly get: (kind: ResourceKind, id: string, options?: RequestOptions) => Promise<unknown>
  /** Subscribes to a kind. How it fares comes through the handlers; nothing is thrown. */
  readonly subscribe: (kind: ResourceKind, options: SubscribeOptions) => Disposer
}

/** Older nodes than the API version are asked for down to this version (IS-04 v1.3 §Query Parameters – Downgrade Queries). */
const LOWEST_VERSION: ApiVersion = 'v1.2'

/**
 * Opens the Query API at `url`, given with or without `/x-nmos/query` and a version.
 * @throws NmosHttpError when there is none, or none at a version Signalbox speaks
 */
export async function openQueryApi(http: NmosHttp, url: string, options: RequestOptions = {}): Promise<QueryApi> {
  const { href, version } = await findApi(http, url, 'query', QUERY_VERSIONS, options)
  const downgrade = version === LOWEST_VERSION ? null : LOWEST_VERSION
  const features: ListingFeatures = { attempt: 0 }
  const subscribing = newSubscriptionFeatures()
  return {
    href,
    version,
    async list(kind, { limit, onPage, ...request }) {
      await listAll(http, { href: joinHref(href, resourcePath(kind)), limit, downgrade, onPage }, features, request)
    },
    async get(kind, id, request = {}) {
      const resource = joinHref(href, resourcePath(kind), id)
      if (downgrade === null) return (await http.getJson(resource, request)).body
      const older = http.getJson(`${resource}?query.downgrade=${downgrade}`, request)
      const answer = await older.catch((error: unknown) => {
        if (!isRefusedQuery(error)) throw error
        return http.getJson(resource, request)
      })
      return answer.body
    },
    subscribe(kind, request) {
      const wish = { apiHref: href, path: `/${resourcePath(kind)}`, downgrade }
      return openSubscription(http, { ...request, ...wish }, subscribing)
    },
  }
}

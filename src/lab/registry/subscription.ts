import { formatApiVersion, type ApiVersion } from './apiVersion'
import { readFilter, type Criterion, type Filter, type QueryFeatures } from './filter'
import { isObject, typeOfPlural, type ResourceData, type ResourceType } from './kinds'
import { errorReply, type Reply } from './reply'
import type { Tai } from '../time/tai'

/** A subscription as the Query API keeps it (IS-04 v1.3 queryapi-subscription-response.json). */
export type Subscription = {
  readonly id: string
  readonly version: ApiVersion
  readonly type: ResourceType
  readonly request: SubscriptionRequest
  readonly filter: Filter
  readonly created: Tai
}

/** What a client asked for. */
export type SubscriptionRequest = {
  readonly maxUpdateRateMs: number
  readonly persist: boolean
  readonly resourcePath: string
  readonly params: ResourceData
}

/** Reads the body of POST /subscriptions, or answers 400 or 501. */
export function readSubscription(
  version: ApiVersion,
  body: string,
  features: QueryFeatures,
): { readonly type: ResourceType; readonly request: SubscriptionRequest; readonly filter: Filter } | Reply {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return errorReply(400, 'the body is not JSON')
  }
  if (!isObject(parsed)) return errorReply(400, 'the body is not an object')
  const { max_update_rate_ms: rate, persist, secure, authorization, resource_path: path, params } = parsed
  if (typeof rate !== 'number' || !Number.isInteger(rate) || rate < 0) return errorReply(400, 'max_update_rate_ms')
  if (typeof persist !== 'boolean') return errorReply(400, 'persist is to be true or false')
  if (!isObject(params)) return errorReply(400, 'params is to be an object')
  if (secure !== undefined && secure !== false) return errorReply(400, 'secure: this API has no wss://')
  if (authorization !== undefined && authorization !== false) {
    return errorReply(400, 'authorization: this API works without')
  }
  const type = typeof path === 'string' && path.startsWith('/') ? typeOfPlural(path.slice(1)) : undefined
  if (typeof path !== 'string' || type === undefined) return errorReply(400, 'resource_path is none of the six')
  const criteria = Object.entries(params).flatMap(([key, value]): readonly Criterion[] => {
    if (key.startsWith('paging.')) return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return [{ key, value: text, raw: text }]
  })
  const filter = readFilter(version, criteria, features)
  if ('status' in filter) return filter
  return { type, request: { maxUpdateRateMs: rate, persist, resourcePath: path, params }, filter }
}

/** The subscription as it goes over the wire; v1.3 brought `authorization`. */
export function subscriptionJson(subscription: Subscription, host: string): string {
  const { id, version, request } = subscription
  return JSON.stringify({
    id,
    ws_href: `ws://${host}${socketPath(subscription)}`,
    max_update_rate_ms: request.maxUpdateRateMs,
    persist: request.persist,
    secure: false,
    resource_path: request.resourcePath,
    params: request.params,
    ...(version.minor >= 3 ? { authorization: false } : {}),
  })
}

/** Where the WebSocket of a subscription is. */
export function socketPath({ id, version }: Subscription): string {
  return `/x-nmos/query/${formatApiVersion(version)}/subscriptions/${id}/ws`
}

/** Whether a new request may be given that subscription (IS-04 v1.3 §Querying – Creating a WebSocket Subscription). */
export function serves(subscription: Subscription, version: ApiVersion, request: SubscriptionRequest): boolean {
  const { request: own } = subscription
  return (
    subscription.version.minor === version.minor &&
    own.resourcePath === request.resourcePath &&
    own.persist === request.persist &&
    own.maxUpdateRateMs === request.maxUpdateRateMs &&
    canonical(own.params) === canonical(request.params)
  )
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

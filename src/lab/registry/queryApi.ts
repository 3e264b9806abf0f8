import { compareApiVersions, formatApiVersion, type ApiVersion } from './apiVersion'
import { readFilter, type QueryFeatures } from './filter'
import { resourceTypes, typeOfPlural, type ResourceType } from './kinds'
import { cutPage, isPaging, pagingHeaders, readPaging, type PageLimit, type PageRequest } from './paging'
import { readQueryString, type Parameter } from './queryString'
import { emptyReply, errorReply, jsonReply, methodReply, valueReply, type Ask, type Reply } from './reply'
import { viewIn } from './revision'
import type { ResourceStore, Slot } from './store'
import { readSubscription, subscriptionJson, type Subscription } from './subscription'
import type { Subscriptions } from './subscriptions'

/** What this Query API can do. */
export type QueryApiOptions = {
  readonly store: ResourceStore
  readonly subscriptions: Subscriptions
  readonly pageLimit: PageLimit
  readonly features: QueryFeatures & { readonly websocket: boolean }
}

const listed: readonly string[] = [...resourceTypes.map((type) => `${type}s/`), 'subscriptions/']

function pathOf(version: ApiVersion, ...parts: readonly string[]): string {
  return ['/x-nmos/query', formatApiVersion(version), ...parts].join('/')
}

function elsewhere(version: ApiVersion, ...parts: readonly string[]): Reply {
  return errorReply(409, `it is registered at ${formatApiVersion(version)}`, { location: pathOf(version, ...parts) })
}

/** The Query API (IS-04 v1.3 and v1.2 QueryAPI.raml) below its version segment. */
export function createQueryApi(options: QueryApiOptions): (version: ApiVersion, ask: Ask) => Reply {
  const { store, subscriptions, features, pageLimit } = options

  const everything: PageRequest = {
    order: 'update',
    since: undefined,
    until: undefined,
    limit: Number.POSITIVE_INFINITY,
  }

  function pageRequest(parameters: readonly Parameter[]): PageRequest | Reply {
    if (features.paging) return readPaging(parameters, pageLimit)
    return parameters.some(isPaging) ? errorReply(501, 'this Query API does not page') : everything
  }

  function list(version: ApiVersion, type: ResourceType, ask: Ask): Reply {
    const parameters = readQueryString(ask.query)
    if (parameters === undefined) return errorReply(400, 'the query string is not percent-encoded text')
    const request = pageRequest(parameters)
    if ('status' in request) return request
    const criteria = parameters
      .filter((parameter) => !isPaging(parameter))
      .map(({ key, value, rawValue }) => ({ key, value, raw: rawValue }))
    const filter = readFilter(version, criteria, features)
    if ('status' in filter) return filter
    const view = ({ revision }: Slot): string | undefined => {
      const seen = revision === undefined ? undefined : viewIn(filter.scope, revision)
      return seen === undefined || filter.matches?.(seen.data) === false ? undefined : seen.json
    }
    const page = cutPage(store.order(type, request.order), request, store.latest(type), view)
    const url = `http://${ask.host}${pathOf(version, `${type}s`)}`
    const headers = features.paging ? pagingHeaders(url, parameters, request, page) : {}
    return jsonReply(200, `[${page.items.join(',')}]`, headers)
  }

  function one(version: ApiVersion, type: ResourceType, id: string, ask: Ask): Reply {
    const revision = store.get(id)
    if (revision?.type !== type) return errorReply(404, `there is no ${type} ${id}`)
    const parameters = readQueryString(ask.query)
    if (parameters === undefined) return errorReply(400, 'the query string is not percent-encoded text')
    const downgrade = parameters
      .filter(({ key }) => key === 'query.downgrade')
      .map(({ key, value, rawValue }) => ({ key, value, raw: rawValue }))
    const filter = readFilter(version, downgrade, features)
    if ('status' in filter) return filter
    const view = viewIn(filter.scope, revision)
    return view === undefined ? elsewhere(revision.apiVersion, `${type}s`, id) : jsonReply(200, view.json)
  }

  function listSubscriptions(version: ApiVersion, ask: Ask): Reply {
    const parameters = readQueryString(ask.query)
    if (parameters === undefined) return errorReply(400, 'the query string is not percent-encoded text')
    const request = pageRequest(parameters)
    if ('status' in request) return request
    const view = (subscription: Subscription): string | undefined =>
      compareApiVersions(subscription.version, version) === 0 ? subscriptionJson(subscription, ask.host) : undefined
    const page = cutPage(subscriptions.order, request, subscriptions.latest, view)
    const url = `http://${ask.host}${pathOf(version, 'subscriptions')}`
    const headers = features.paging ? pagingHeaders(url, parameters, request, page) : {}
    return jsonReply(200, `[${page.items.join(',')}]`, headers)
  }

  function subscribe(version: ApiVersion, ask: Ask): Reply {
    if (!features.websocket) return errorReply(501, 'this Query API has no WebSockets')
    const wanted = readSubscription(version, ask.body, features)
    if ('status' in wanted) return wanted
    const { subscription, isNew } = subscriptions.open(version, wanted.type, wanted.request, wanted.filter)
    return jsonReply(isNew ? 201 : 200, subscriptionJson(subscription, ask.host), {
      location: pathOf(version, 'subscriptions', subscription.id),
    })
  }

  function oneSubscription(version: ApiVersion, id: string, ask: Ask): Reply {
    const subscription = subscriptions.get(id)
    if (subscription === undefined) return errorReply(404, `there is no subscription ${id}`)
    if (compareApiVersions(subscription.version, version) !== 0) {
      return elsewhere(subscription.version, 'subscriptions', id)
    }
    switch (ask.method) {
      case 'GET':
        return jsonReply(200, subscriptionJson(subscription, ask.host))
      case 'DELETE':
        if (!subscription.request.persist) {
          return errorReply(403, 'a subscription that is not persistent goes with its last WebSocket')
        }
        subscriptions.remove(id)
        return emptyReply(204)
      default:
        return methodReply(['GET', 'DELETE'])
    }
  }

  return (version, ask) => {
    const [first, second, ...rest] = ask.path
    if (rest.length > 0) return errorReply(404, null)
    if (first === undefined) return ask.method === 'GET' ? valueReply(200, listed) : methodReply(['GET'])
    if (first === 'subscriptions') {
      if (second !== undefined) return oneSubscription(version, second, ask)
      if (ask.method === 'POST') return subscribe(version, ask)
      return ask.method === 'GET' ? listSubscriptions(version, ask) : methodReply(['GET', 'POST'])
    }
    const type = typeOfPlural(first)
    if (type === undefined) return errorReply(404, null)
    if (ask.method !== 'GET') return methodReply(['GET'])
    return second === undefined ? list(version, type, ask) : one(version, type, second, ask)
  }
}

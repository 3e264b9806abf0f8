import { formatApiVersion, parseApiVersion, type ApiVersion } from './apiVersion'
import { leafText, someAt } from './attribute'
import { errorReply, type Reply } from './reply'
import type { Scope } from './revision'
import { readRql, type Predicate } from './rql'

/** What a registry may be without (IS-04 v1.3 answers 501 for each of them). */
export type QueryFeatures = { readonly paging: boolean; readonly downgrade: boolean; readonly rql: boolean }

/** Which resources a client asked for. `matches` is undefined when it asked for all. */
export type Filter = { readonly scope: Scope; readonly matches: Predicate | undefined }

/** A name and a value of a query; `raw` is the value before it was decoded (RQL needs it). */
export type Criterion = { readonly key: string; readonly value: string; readonly raw: string }

/** The scope of a request that asks for nothing special. */
export function plainScope(version: ApiVersion): Scope {
  return { version, lowest: version }
}

function basic(key: string, value: string): Predicate {
  return (data) => someAt(data, key, (leaf) => leafText(leaf) === value)
}

function isReply(outcome: Scope | Predicate | Reply): outcome is Reply {
  return 'status' in outcome
}

function downgraded(version: ApiVersion, value: string, features: QueryFeatures): Scope | Reply {
  if (!features.downgrade) return errorReply(501, 'this Query API does not support query.downgrade')
  const lowest = parseApiVersion(value)
  if (lowest === undefined) return errorReply(400, `query.downgrade: "${value}" is no API version`)
  if (lowest.major !== version.major) {
    return errorReply(400, `query.downgrade: ${value} is of another major version than ${formatApiVersion(version)}`)
  }
  return { version, lowest }
}

function advanced(raw: string, features: QueryFeatures): Predicate | Reply {
  if (!features.rql) return errorReply(501, 'this Query API does not support query.rql')
  const outcome = readRql(raw)
  switch (outcome.kind) {
    case 'ok':
      return outcome.matches
    case 'malformed':
      return errorReply(400, `query.rql: ${outcome.why}`)
    case 'unsupported':
      return errorReply(501, `query.rql: the operator "${outcome.operator}" is not supported`)
  }
}

/**
 * Reads the criteria of a GET or of a subscription (paging parameters taken out before), or says why not.
 * IS-04 v1.3 §Query Parameters – Basic, Advanced, Downgrade and Ancestry Queries.
 */
export function readFilter(
  version: ApiVersion,
  criteria: readonly Criterion[],
  features: QueryFeatures,
): Filter | Reply {
  let scope = plainScope(version)
  const predicates: Predicate[] = []
  for (const { key, value, raw } of criteria) {
    let outcome: Scope | Predicate | Reply
    if (key === 'query.downgrade') outcome = downgraded(version, value, features)
    else if (key === 'query.rql') outcome = advanced(raw, features)
    else if (key.startsWith('query.')) outcome = errorReply(501, `this Query API does not support ${key}`)
    else outcome = basic(key, value)
    if (isReply(outcome)) return outcome
    if (typeof outcome === 'function') predicates.push(outcome)
    else scope = outcome
  }
  const matches: Predicate | undefined =
    predicates.length === 0 ? undefined : (data) => predicates.every((predicate) => predicate(data))
  return { scope, matches }
}

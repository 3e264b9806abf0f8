import { compareApiVersions, type ApiVersion } from './apiVersion'
import type { ResourceData, ResourceType } from './kinds'
import type { Tai } from '../time/tai'
import { conformTo } from './translation'

/** What an API version shows of a resource; `json` is kept so that a page is a mere join. */
export type View = { readonly data: ResourceData; readonly json: string }

/** A resource as it was registered at one moment. Never changes; an update makes a new one. */
export type Revision = {
  readonly type: ResourceType
  readonly id: string
  /** The version of the Registration API it came in by. */
  readonly apiVersion: ApiVersion
  readonly created: Tai
  readonly updated: Tai
  readonly view: View
  /** Translations to lower versions, by minor version, made when first asked for. */
  readonly lower: Map<number, View>
}

/** Which resources a request is to see, and at what version. */
export type Scope = {
  readonly version: ApiVersion
  /** The lowest version of registration to be shown: `version` itself, or what `query.downgrade` says. */
  readonly lowest: ApiVersion
}

/**
 * What a scope shows of a resource; undefined when it does not show it at all.
 * IS-04 v1.3 §Query Parameters – Downgrade Queries: higher ones are translated, lower ones only by downgrade.
 */
export function viewIn(scope: Scope, revision: Revision): View | undefined {
  if (revision.apiVersion.major !== scope.version.major) return undefined
  if (compareApiVersions(revision.apiVersion, scope.lowest) < 0) return undefined
  if (compareApiVersions(revision.apiVersion, scope.version) <= 0) return revision.view
  const known = revision.lower.get(scope.version.minor)
  if (known !== undefined) return known
  const data = conformTo(scope.version, revision.type, revision.view.data)
  const view = data === revision.view.data ? revision.view : { data, json: JSON.stringify(data) }
  revision.lower.set(scope.version.minor, view)
  return view
}

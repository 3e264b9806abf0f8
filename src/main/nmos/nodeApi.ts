import { findApi } from './apiBase'
import { type ApiVersion, NODE_VERSIONS } from './apiVersion'
import { joinHref, showUrl } from './href'
import type { NmosHttp, RequestOptions } from './http'
import { NmosHttpError } from './nmosHttpError'
import { type ResourceKind, resourcePath } from './resources'

/** One node's own Node API, for a node that is known by its address. It has no paging and no subscriptions. */
export type NodeApi = {
  /** `http://host/x-nmos/node/v1.3`, without a slash at the end. */
  readonly href: string
  readonly version: ApiVersion
  /** All raw resources of a kind; of `node` the one. @throws NmosHttpError */
  readonly list: (kind: ResourceKind, options?: RequestOptions) => Promise<readonly unknown[]>
}

/**
 * Opens the Node API at `url`, given with or without `/x-nmos/node` and a version.
 * @throws NmosHttpError when there is none, or none at a version Signalbox speaks
 */
export async function openNodeApi(http: NmosHttp, url: string, options: RequestOptions = {}): Promise<NodeApi> {
  const { href, version } = await findApi(http, url, 'node', NODE_VERSIONS, options)
  return {
    href,
    version,
    async list(kind, request = {}) {
      const path = joinHref(href, kind === 'node' ? 'self' : resourcePath(kind))
      const { body } = await http.getJson(path, request)
      if (kind === 'node') return [body]
      if (Array.isArray(body)) return body as readonly unknown[]
      const reason = 'a list was asked for and something else came'
      throw new NmosHttpError({ kind: 'not-json', method: 'GET', url: showUrl(path), reason })
    },
  }
}

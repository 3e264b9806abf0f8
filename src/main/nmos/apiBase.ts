import { type ApiVersion, highestCommonVersion, parseApiVersion } from './apiVersion'
import { joinHref, parseHttpUrl, showUrl } from './href'
import type { NmosHttp, RequestOptions } from './http'
import { NmosHttpError, hasStatus } from './nmosHttpError'

/** An NMOS API at the one version that is used with it. `href` has no slash at its end. */
export type ApiBase = { readonly href: string; readonly version: ApiVersion }

type ApiName = 'query' | 'node'

const TITLES: Readonly<Record<ApiName, string>> = { query: 'Query API', node: 'Node API' }

/**
 * Finds an IS-04 API from an address as people give it: with or without `/x-nmos/<name>`, with or without a version.
 * Takes the highest version both sides know and stays with it (IS-04 v1.3 §Controllers – API Versions).
 * @throws NmosHttpError when nothing answers, or what answers is no such API, or there is no common version
 */
export async function findApi(
  http: NmosHttp,
  url: string,
  name: ApiName,
  supported: readonly ApiVersion[],
  options: RequestOptions,
): Promise<ApiBase> {
  const { root, version } = takeApart(url, name)
  if (version !== null) return pinned(http, { href: joinHref(root, version), version }, name, supported, options)
  const offered = await versionsAt(http, root, name, options)
  const best = highestCommonVersion(offered, supported)
  if (best === null) throw noCommonVersion(root, name, offered, supported)
  return { href: joinHref(root, best), version: best }
}

function takeApart(url: string, name: ApiName): { readonly root: string; readonly version: ApiVersion | null } {
  const parsed = parseHttpUrl(url)
  parsed.search = ''
  parsed.hash = ''
  const words = parsed.pathname.split('/').filter((word) => word !== '')
  const at = words.indexOf('x-nmos')
  const before = at < 0 ? words : words.slice(0, at)
  const version = at >= 0 && words[at + 1] === name ? parseApiVersion(words[at + 2] ?? '') : null
  parsed.pathname = `/${[...before, 'x-nmos', name].join('/')}`
  return { root: parsed.href, version }
}

async function pinned(
  http: NmosHttp,
  base: ApiBase,
  name: ApiName,
  supported: readonly ApiVersion[],
  options: RequestOptions,
): Promise<ApiBase> {
  if (!supported.includes(base.version)) throw noCommonVersion(base.href, name, [base.version], supported)
  await stringsAt(http, base.href, name, options)
  return base
}

async function versionsAt(http: NmosHttp, root: string, name: ApiName, options: RequestOptions): Promise<string[]> {
  return stringsAt(http, root, name, options)
}

/** The list of strings that every base resource of an IS-04 API is. */
async function stringsAt(http: NmosHttp, href: string, name: ApiName, options: RequestOptions): Promise<string[]> {
  const body = await http.getJson(href, options).catch((error: unknown) => {
    if (!hasStatus(error, 404)) throw error
    throw notThisApi(href, name, 'it answers 404: is this the right port?', error)
  })
  if (!Array.isArray(body.body)) throw notThisApi(href, name, 'it answers with something else', undefined)
  return body.body.filter((word): word is string => typeof word === 'string')
}

function notThisApi(href: string, name: ApiName, reason: string, cause: unknown): NmosHttpError {
  return new NmosHttpError({
    kind: 'bad-url',
    method: 'GET',
    url: showUrl(href),
    reason: `no ${TITLES[name]} is there, ${reason}`,
    cause,
  })
}

function noCommonVersion(
  href: string,
  name: ApiName,
  offered: readonly string[],
  supported: readonly ApiVersion[],
): NmosHttpError {
  const theirs = offered.length === 0 ? 'none' : offered.map((word) => word.replace(/\/$/, '')).join(', ')
  return new NmosHttpError({
    kind: 'bad-url',
    method: 'GET',
    url: showUrl(href),
    reason: `this ${TITLES[name]} offers the versions ${theirs} and Signalbox speaks ${supported.join(', ')}`,
  })
}

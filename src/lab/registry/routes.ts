import { formatApiVersion, servedVersion, servedVersions, type ApiVersion } from './apiVersion'
import { emptyReply, errorReply, methodReply, valueReply, type Ask, type Reply } from './reply'

/** An API below its version segment. */
export type VersionedApi = (version: ApiVersion, ask: Ask) => Reply

/** The API that a path belongs to, `query` for instance; undefined outside `/x-nmos/`. */
export function apiNameOf(pathname: string): string | undefined {
  const [, root, name] = pathname.split('/')
  return root === 'x-nmos' ? name : undefined
}

/** Whether a path is one of the listings that exist with and without a slash at the end. */
function isListing(parts: readonly string[]): boolean {
  return parts.length <= 3
}

/**
 * Answers by path: the base listings, then the API named (IS-04 v1.3 §APIs – API Paths, Trailing Slashes). A resource's
 * primary path has no slash at the end; GET and HEAD with one are redirected, all else with one is not found.
 */
export function createRoutes(
  apis: Readonly<Record<string, VersionedApi>>,
): (pathname: string, ask: Omit<Ask, 'path'>) => Reply {
  return (pathname, rest) => {
    const ask = { ...rest, method: rest.method === 'HEAD' ? 'GET' : rest.method }
    if (ask.method === 'OPTIONS') return emptyReply(200)
    const parts = pathname.split('/').filter((part) => part !== '')
    if (pathname.includes('//')) return errorReply(404, 'the path has an empty segment')
    if (pathname.endsWith('/') && !isListing(parts)) {
      if (ask.method !== 'GET') return errorReply(404, 'the path ends in a slash')
      const query = ask.query === '' ? '' : `?${ask.query}`
      return emptyReply(301, { location: `/${parts.join('/')}${query}` })
    }
    const [root, name, version, ...path] = parts
    const listing = (items: readonly string[]): Reply =>
      ask.method === 'GET' ? valueReply(200, items) : methodReply(['GET'])
    if (root === undefined) return listing(['x-nmos/'])
    if (root !== 'x-nmos') return errorReply(404, null)
    if (name === undefined) return listing(Object.keys(apis).map((key) => `${key}/`))
    const api = Object.hasOwn(apis, name) ? apis[name] : undefined
    if (api === undefined) return errorReply(404, null)
    if (version === undefined) return listing(servedVersions.map((served) => `${formatApiVersion(served)}/`))
    const served = servedVersion(version)
    if (served === undefined) return errorReply(404, `${name} is not served at ${version}`)
    return api(served, { ...ask, path })
  }
}

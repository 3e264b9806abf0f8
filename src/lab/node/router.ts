import { failure, type Answer, type ApiRequest, type Params, type Route } from './httpApi'

type Compiled = { readonly route: Route; readonly segments: readonly string[] }

/**
 * Finds the route of a request. Paths without trailing slash are the real ones; GET and HEAD with one are sent there
 * by 301, other methods with one find nothing (IS-04 v1.3 §APIs – URLs: Approach to Trailing Slashes).
 */
export class Router {
  private readonly byLength = new Map<number, Compiled[]>()

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = split(route.path)
      const list = this.byLength.get(segments.length) ?? []
      list.push({ route, segments })
      this.byLength.set(segments.length, list)
    }
  }

  async answer(request: ApiRequest): Promise<Answer> {
    const read = request.method === 'GET' || request.method === 'HEAD'
    if (request.path.length > 1 && request.path.endsWith('/')) {
      const target = request.path.replace(/\/+$/, '')
      if (!read) return failure(404, 'This address has no trailing slash', request.path)
      return { ...failure(301, 'See the address without trailing slash'), headers: { location: target } }
    }
    const matches = this.matches(split(request.path))
    if (matches.length === 0) return failure(404, 'There is nothing at this address', request.path)
    const allowed = [...new Set(matches.map((match) => match.route.method))]
    if (request.method === 'OPTIONS') return { status: 200, headers: { allow: allowed.join(', ') } }
    const method = read ? 'GET' : request.method
    const match = matches.find((candidate) => candidate.route.method === method)
    if (match === undefined) {
      return {
        ...failure(405, `${request.method} is not possible here`, request.path),
        headers: { allow: allowed.join(', ') },
      }
    }
    return match.route.handle(match.params, request)
  }

  private matches(path: readonly string[]): { route: Route; params: Params }[] {
    const found: { route: Route; params: Params }[] = []
    for (const { route, segments } of this.byLength.get(path.length) ?? []) {
      const params = bind(segments, path)
      if (params !== undefined) found.push({ route, params })
    }
    return found
  }
}

function bind(pattern: readonly string[], path: readonly string[]): Params | undefined {
  const params: Record<string, string> = {}
  for (const [i, part] of pattern.entries()) {
    const given = path[i] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = given
    else if (part !== given) return undefined
  }
  return params
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')

import type { Parameter } from './queryString'
import { errorReply, type Reply } from './reply'
import type { PagingOrder } from './store'
import { formatTai, parseTai, type Tai } from '../time/tai'
import type { TimeOrder } from './timeOrder'

/** How many resources a page has when nothing is said, and how many at most. */
export type PageLimit = { readonly default: number; readonly max: number }

/** The paging parameters of a request. */
export type PageRequest = {
  readonly order: PagingOrder
  readonly since: Tai | undefined
  readonly until: Tai | undefined
  readonly limit: number
}

/** A page, newest first, and the bounds it covers: `since` exclusive, `until` inclusive. */
export type Page<T> = { readonly items: readonly T[]; readonly since: Tai; readonly until: Tai }

/** Whether a parameter is about paging. */
export function isPaging(parameter: Parameter): boolean {
  return parameter.key.startsWith('paging.')
}

/** Reads the paging parameters, or answers 400 (IS-04 v1.3 QueryAPI.raml – trait paged). */
export function readPaging(parameters: readonly Parameter[], limits: PageLimit): PageRequest | Reply {
  let order: PagingOrder = 'update'
  let since: Tai | undefined
  let until: Tai | undefined
  let limit = limits.default
  for (const { key, value } of parameters.filter(isPaging)) {
    switch (key) {
      case 'paging.order':
        if (value !== 'create' && value !== 'update') return errorReply(400, `paging.order: "${value}"`)
        order = value
        break
      case 'paging.since':
        since = parseTai(value)
        if (since === undefined) return errorReply(400, `paging.since: "${value}" is not <seconds>:<nanoseconds>`)
        break
      case 'paging.until':
        until = parseTai(value)
        if (until === undefined) return errorReply(400, `paging.until: "${value}" is not <seconds>:<nanoseconds>`)
        break
      case 'paging.limit':
        if (!/^\d+$/.test(value)) return errorReply(400, `paging.limit: "${value}" is no whole number`)
        limit = Math.min(Number(value), limits.max)
        break
      default:
        return errorReply(400, `${key} is not known`)
    }
  }
  if (since !== undefined && until !== undefined && since > until) {
    return errorReply(400, 'paging.since is later than paging.until')
  }
  return { order, since, until, limit }
}

/**
 * Cuts a page. `view` gives what is to be shown of an entry, or undefined when the filter leaves it out: filters come
 * before paging. With `since` the page grows upwards from it and wins over `until`; without, it grows downwards from
 * the newest (IS-04 v1.3 §Query Parameters – Pagination, examples 1 to 5 and edge cases).
 */
export function cutPage<Item, Shown>(
  order: TimeOrder<Item>,
  request: PageRequest,
  latest: Tai,
  view: (item: Item) => Shown | undefined,
): Page<Shown> {
  const items: Shown[] = []
  const { since, limit } = request
  if (since !== undefined) {
    const until = request.until ?? (latest > since ? latest : since)
    let newest = since
    for (const { stamp, item } of order.forwards(since, until)) {
      const shown = view(item)
      if (shown === undefined) continue
      if (items.length === limit) return { items: items.reverse(), since, until: newest }
      items.push(shown)
      newest = stamp
    }
    return { items: items.reverse(), since, until }
  }
  const until = request.until ?? latest
  if (limit === 0) return { items, since: until, until }
  for (const { stamp, item } of order.backwards(0n, until)) {
    const shown = view(item)
    if (shown === undefined) continue
    if (items.length === limit) return { items, since: stamp, until }
    items.push(shown)
  }
  return { items, since: 0n, until }
}

/**
 * `Link` and `X-Paging-*` of a page. The links repeat the request's other parameters as they came; `next` and `prev` of
 * an empty page stay where they are, so that nothing that is registered later can be missed.
 */
export function pagingHeaders(
  url: string,
  parameters: readonly Parameter[],
  request: PageRequest,
  page: Page<unknown>,
): Readonly<Record<string, string>> {
  const kept = parameters
    .filter((parameter) => !isPaging(parameter) || parameter.key === 'paging.order')
    .map(({ raw }) => raw.replaceAll(/[<>"\s]/g, (character) => encodeURIComponent(character)))
  const since = formatTai(page.since)
  const until = formatTai(page.until)
  const link = (rel: string, cursor: readonly string[]) =>
    `<${url}?${[...kept, ...cursor, `paging.limit=${request.limit}`].join('&')}>; rel="${rel}"`
  return {
    link: [
      link('next', [`paging.since=${until}`]),
      link('prev', [`paging.until=${since}`]),
      link('first', ['paging.since=0:0']),
      link('last', []),
    ].join(', '),
    'x-paging-limit': String(request.limit),
    'x-paging-since': since,
    'x-paging-until': until,
  }
}

import { afterEach, describe, expect, it } from 'vitest'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { openQueryApi } from '../../../src/main/nmos/queryApi'
import { type Answer, type LocalServer, json, startLocalServer } from './localServer'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** What a registry holds, oldest first: `r1` … at the times 0:1 … */
const resources = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index + 1}` }))

type Query = URLSearchParams
type Page = { readonly entries: readonly unknown[]; readonly headers: Record<string, string> }

/** A Query API v1.3 whose `/senders` answers as a test wants it to. */
async function registry(
  senders: (query: Query, response: Parameters<Answer>[1], url: URL) => void,
): Promise<LocalServer> {
  const server = await startLocalServer(({ url }, response) => {
    const parsed = new URL(url, 'http://localhost')
    if (parsed.pathname === '/x-nmos/query') json(response, ['v1.2/', 'v1.3/'])
    else senders(parsed.searchParams, response, parsed)
  })
  closers.push(server.close)
  return server
}

async function listSenders(server: LocalServer, limit = 100) {
  const http = createNmosHttp({ timeoutMs: 2000 })
  closers.push(http.close)
  const api = await openQueryApi(http, server.url)
  const pages: (readonly unknown[])[] = []
  const list = () => api.list('sender', { limit, onPage: (page) => pages.push(page) })
  return { api, pages, list, ids: () => pages.flat().map((entry) => (entry as { readonly id: string }).id) }
}

/** IS-04's own paging by creation time, newest first within a page, `limit` clamped. */
function specPage(query: Query, count: number, max: number, linkBase: string, extra = ''): Page {
  const limit = Math.min(Number(query.get('paging.limit') ?? 10), max)
  const since = Number((query.get('paging.since') ?? `0:${Math.max(0, count - limit)}`).split(':')[1])
  const entries = resources(count).slice(since, since + limit)
  const until = since + entries.length
  const link = (rel: string, cursor: string) => `<${linkBase}?${cursor}&paging.limit=${limit}${extra}>; rel="${rel}"`
  return {
    entries: [...entries].reverse(),
    headers: {
      Link: `${link('next', `paging.since=0:${until}`)}, ${link('prev', `paging.until=0:${since}`)}`,
      'X-Paging-Limit': String(limit),
      'X-Paging-Since': `0:${since}`,
      'X-Paging-Until': `0:${until}`,
    },
  }
}

const reply = (response: Parameters<Answer>[1], { entries, headers }: Page) => {
  json(response, entries, 200, headers)
}
const idsTo = (count: number) => resources(count).map(({ id }) => id)

describe('a listing is followed to its end', () => {
  it.each([
    [0, 100],
    [1, 100],
    [5, 2],
    [6, 2],
    [100, 100],
    [250, 100],
  ])('%d resources in pages of %d', async (count, max) => {
    const server = await registry((query, response, url) => {
      reply(response, specPage(query, count, max, `${server.url}${url.pathname}/`))
    })
    const { list, ids, pages } = await listSenders(server, 1000)
    await list()
    expect(ids().sort()).toEqual(idsTo(count).sort())
    expect(pages.every((page) => page.length > 0)).toBe(true)
    expect(server.seen[1]?.url).toBe(
      '/x-nmos/query/v1.3/senders?paging.order=create&paging.since=0:0&paging.limit=1000&query.downgrade=v1.2',
    )
  })

  it('also behind a proxy, whose links name a host that is not reachable, and keeps on asking for older nodes', async () => {
    const server = await registry((query, response) => {
      if (query.get('query.downgrade') !== 'v1.2' || query.get('paging.order') !== 'create') {
        json(response, { code: 400, error: 'forgotten', debug: null }, 400)
        return
      }
      reply(response, specPage(query, 5, 2, 'http://registry.inside.invalid:8080/x-nmos/query/v1.3/senders/'))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids().sort()).toEqual(idsTo(5))
  })

  it('by X-Paging-Until where there is no Link', async () => {
    const server = await registry((query, response) => {
      const { entries, headers } = specPage(query, 5, 2, '')
      const { Link: _, ...others } = headers
      reply(response, { entries, headers: others })
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids().sort()).toEqual(idsTo(5))
  })

  it.each([5, 6])('by links alone (%d resources), where the limit of a page is not said', async (count) => {
    const server = await registry((query, response, url) => {
      const { entries, headers } = specPage(query, count, 2, `${server.url}${url.pathname}/`)
      const { Link = '' } = headers
      reply(response, { entries, headers: { Link } })
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids().sort()).toEqual(idsTo(count))
  })

  it('where the cursor includes the last resource of the page before', async () => {
    const server = await registry((query, response, url) => {
      const since = Math.max(0, Number(query.get('paging.since')?.split(':')[1]) - 1)
      const entries = since >= 4 ? [] : resources(5).slice(since, since + 2)
      const link = `<${server.url}${url.pathname}?paging.since=0:${since + 2}>; rel="next"`
      json(response, entries, 200, { Link: link, 'X-Paging-Limit': '2' })
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(new Set(ids())).toEqual(new Set(idsTo(5)))
  })
})

describe('servers that cannot do it all', () => {
  it('no paging: one answer is all', async () => {
    const server = await registry((_, response) => {
      json(response, resources(300))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids()).toEqual(idsTo(300))
    expect(server.seen).toHaveLength(2)
  })

  it.each([
    ['501', 501, 'json', 1],
    ['500, which may be a passing fault and is asked again,', 500, 'json', 2],
    ['400', 400, 'json', 1],
    ['a web page', 200, 'html', 1],
  ])('%s for query.downgrade: without it, and from then on', async (_, status, kind, asked) => {
    const server = await registry((query, response, url) => {
      if (!query.has('query.downgrade')) reply(response, specPage(query, 3, 2, `${server.url}${url.pathname}`))
      else if (kind === 'json') json(response, { code: status, error: 'no', debug: null }, status)
      else response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html></html>')
    })
    const { list, ids } = await listSenders(server)
    await list()
    await list()
    expect(ids().sort()).toEqual([...idsTo(3), ...idsTo(3)].sort())
    expect(server.seen.filter(({ url }) => url.includes('query.downgrade'))).toHaveLength(asked)
  })

  it('a passing 500: all pages, and paging is asked for ever after', async () => {
    let broken = 3
    const server = await registry((query, response, url) => {
      broken -= 1
      if (broken >= 0) json(response, { code: 500, error: 'not yet', debug: null }, 500)
      else if (!query.has('paging.since')) reply(response, specPage(query, 2, 2, `${server.url}${url.pathname}`))
      else reply(response, specPage(query, 5, 2, `${server.url}${url.pathname}`))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect([...new Set(ids())].sort()).toEqual(idsTo(5).sort())
    expect(server.seen.at(-1)?.url).toContain('paging.order=create')
  })

  it('501 for the order: without it', async () => {
    const server = await registry((query, response, url) => {
      if (query.has('paging.order')) json(response, { code: 501, error: 'no', debug: null }, 501)
      else reply(response, specPage(query, 3, 2, `${server.url}${url.pathname}`))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids().sort()).toEqual(idsTo(3))
    expect(server.seen.some(({ url }) => url.includes('query.downgrade=v1.2') && !url.includes('paging.order'))).toBe(
      true,
    )
  })

  it('501 for all paging: plainly, older nodes included', async () => {
    const server = await registry((query, response) => {
      if ([...query.keys()].some((name) => name.startsWith('paging.'))) json(response, { code: 501 }, 501)
      else json(response, resources(query.has('query.downgrade') ? 300 : 1))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids()).toEqual(idsTo(300))
  })

  it('500 for paging.since, yet pages all the same: followed backwards', async () => {
    const server = await registry((query, response, url) => {
      if (query.has('paging.since')) {
        json(response, { code: 500, error: 'crashed', debug: null }, 500)
        return
      }
      const until = Number((query.get('paging.until') ?? '0:5').split(':')[1])
      const entries = resources(5).slice(Math.max(0, until - 2), until)
      const link = `<${server.url}${url.pathname}?paging.until=0:${Math.max(0, until - 2)}>; rel="prev"`
      json(response, entries, 200, { Link: link, 'X-Paging-Limit': '2' })
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids().sort()).toEqual(idsTo(5))
  })
})

/** A registry whose clock stood still: all five are of one time, and it begins anew with what the cursor names. */
function standingStill(query: Query, base: string, limit: number): Page {
  const link = (rel: string, cursor: string) => `<${base}?${cursor}=0:7&paging.limit=${limit}>; rel="${rel}"`
  const headers = {
    Link: `${link('next', 'paging.since')}, ${link('prev', 'paging.until')}`,
    'X-Paging-Limit': String(limit),
  }
  return { entries: resources(query.has('paging.until') ? 0 : 5).slice(0, limit), headers }
}

describe('pages that lead in a circle, since more than a page is of one time', () => {
  const isPagingAsked = (query: Query) => [...query.keys()].some((name) => name.startsWith('paging.'))

  it('are done without where the registry gives everything when paging is not asked for, older nodes included', async () => {
    const server = await registry((query, response, url) => {
      if (isPagingAsked(query)) reply(response, standingStill(query, `${server.url}${url.pathname}`, 2))
      else json(response, query.has('query.downgrade') ? resources(5) : [])
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect([...new Set(ids())].sort()).toEqual(idsTo(5))
    expect(server.seen.map(({ url }) => url.split('?')[1]).slice(1)).toEqual([
      'paging.order=create&paging.since=0:0&paging.limit=100&query.downgrade=v1.2',
      expect.stringContaining('paging.since=0:7'),
      'query.downgrade=v1.2',
    ])
  })

  it('are done without where one page has room for everything when no limit is asked for', async () => {
    const server = await registry((query, response, url) => {
      reply(response, standingStill(query, `${server.url}${url.pathname}`, isPagingAsked(query) ? 2 : 10))
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect([...new Set(ids())].sort()).toEqual(idsTo(5))
  })

  it('are followed backwards where that leads on', async () => {
    const server = await registry((query, response, url) => {
      const base = `${server.url}${url.pathname}`
      if (query.has('paging.since')) reply(response, standingStill(query, base, 2))
      else {
        const until = Number((query.get('paging.until') ?? '0:5').split(':')[1])
        const entries = resources(5).slice(Math.max(0, until - 2), until)
        const link = `<${base}?paging.until=0:${Math.max(0, until - 2)}>; rel="prev"`
        json(response, entries, 200, { Link: link, 'X-Paging-Limit': '2' })
      }
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect([...new Set(ids())].sort()).toEqual(idsTo(5))
  })

  it.each([
    ['cut to a page, and the rest is passed over', (query: Query, base: string) => standingStill(query, base, 2)],
    [
      'cut to a page, as its link alone says',
      (query: Query, base: string): Page => {
        const { entries } = standingStill(query, base, 2)
        return { entries, headers: { Link: `<${base}?paging.since=0:7>; rel="next"` } }
      },
    ],
    ['without what the circle had', (): Page => ({ entries: resources(5).slice(3), headers: {} })],
  ])('stay a fault where the plain list is %s', async (_, plain) => {
    const server = await registry((query, response, url) => {
      const base = `${server.url}${url.pathname}`
      reply(response, query.has('paging.since') ? standingStill(query, base, 2) : plain(query, base))
    })
    await expect((await listSenders(server)).list()).rejects.toThrow('its pages lead in a circle')
  })

  it('stay a fault where the plain list is refused', async () => {
    const server = await registry((query, response, url) => {
      if (isPagingAsked(query)) reply(response, standingStill(query, `${server.url}${url.pathname}`, 2))
      else json(response, { code: 500, error: 'disk', debug: null }, 500)
    })
    await expect((await listSenders(server)).list()).rejects.toThrow('its pages lead in a circle')
  })
})

describe('a listing is whole or it throws', () => {
  it('a page in the middle fails', async () => {
    const server = await registry((query, response, url) => {
      if (query.get('paging.since') === '0:2') json(response, { code: 500, error: 'disk', debug: null }, 500)
      else reply(response, specPage(query, 5, 2, `${server.url}${url.pathname}`))
    })
    const { list, pages } = await listSenders(server)
    await expect(list()).rejects.toMatchObject({ kind: 'status', status: 500, error: 'disk' })
    expect(pages).toHaveLength(1)
  })

  it('a page in the middle breaks off', async () => {
    const server = await registry((query, response, url) => {
      if (query.get('paging.since') !== '0:2') reply(response, specPage(query, 5, 2, `${server.url}${url.pathname}`))
      else {
        response.writeHead(200, { 'Content-Length': '999' })
        response.write('[{"id":', () => response.destroy())
      }
    })
    await expect((await listSenders(server)).list()).rejects.toMatchObject({ kind: 'reset' })
  })

  it('a server that does not heed its own cursor, with full pages', async () => {
    let calls = 0
    const server = await registry((_, response, url) => {
      calls += 1
      const link = `<${server.url}${url.pathname}?paging.since=0:${calls}>; rel="next"`
      json(response, resources(2), 200, { Link: link, 'X-Paging-Limit': '2' })
    })
    await expect((await listSenders(server)).list()).rejects.toThrow('its pages lead in a circle')
    expect(calls).toBe(3)
  })

  it('but with a page that is not full, that is all there is', async () => {
    const server = await registry((_, response, url) => {
      const link = `<${server.url}${url.pathname}?paging.since=0:0>; rel="next"`
      json(response, resources(2), 200, { Link: link, 'X-Paging-Limit': '10' })
    })
    const { list, ids } = await listSenders(server)
    await list()
    expect(ids()).toEqual(idsTo(2))
  })

  it('a full page that leads nowhere', async () => {
    const server = await registry((_, response) => {
      json(response, resources(2), 200, { 'X-Paging-Limit': '2' })
    })
    await expect((await listSenders(server)).list()).rejects.toThrow('cannot be followed to its end')
  })

  it.each([
    ['an object', { code: 200 }],
    ['null', null],
  ])('%s instead of a list', async (_, body) => {
    const server = await registry((_query, response) => {
      json(response, body)
    })
    await expect((await listSenders(server)).list()).rejects.toMatchObject({ kind: 'not-json' })
  })

  it('a signal ends it', async () => {
    const controller = new AbortController()
    const server = await registry((query, response, url) => {
      reply(response, specPage(query, 50, 2, `${server.url}${url.pathname}`))
    })
    const { api } = await listSenders(server)
    const work = api.list('sender', {
      limit: 2,
      onPage: () => {
        controller.abort()
      },
      signal: controller.signal,
    })
    await expect(work).rejects.toMatchObject({ kind: 'aborted' })
  })
})

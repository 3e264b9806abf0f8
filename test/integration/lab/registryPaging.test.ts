import { afterEach, describe, expect, it } from 'vitest'
import { cutPage, pagingHeaders, readPaging } from '../../../src/lab/registry/paging'
import { readQueryString } from '../../../src/lab/registry/queryString'
import {
  registryDefaults,
  startRegistry,
  type Registry,
  type RegistryOptions,
} from '../../../src/lab/registry/registry'
import { TimeOrder } from '../../../src/lab/registry/timeOrder'
import { ask, get, labelsOf, linkOf, listOf, type Answer } from './registryClient'
import { sampleNode } from './registrySample'

const running: Registry[] = []

async function start(options: Partial<RegistryOptions> = {}): Promise<Registry> {
  const registry = await startRegistry({ ...registryDefaults, label: 'test', selfNode: false, ...options })
  running.push(registry)
  return registry
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((registry) => registry.stop()))
})

/** Numbers counting down, as the spec's examples list them. */
function down(from: number, to: number): readonly number[] {
  return Array.from({ length: from - to + 1 }, (_, i) => from - i)
}

/** The sample data of IS-04 v1.3 §Query Parameters: twenty nodes of which the update stamps are 0:1 to 0:20. */
function page(query: string, stamps: readonly number[] = down(20, 1), keep: (n: number) => boolean = () => true) {
  const order = new TimeOrder<number>(() => true)
  for (const n of [...stamps].reverse()) order.push(BigInt(n), n)
  const parameters = readQueryString(query) ?? []
  const request = readPaging(parameters, { default: 10, max: 100 })
  if ('status' in request) throw new Error(`refused: ${request.body ?? ''}`)
  const cut = cutPage(order, request, BigInt(stamps[0] ?? 0), (n) => (keep(n) ? n : undefined))
  const headers = pagingHeaders('http://api.example.com/nodes', parameters, request, cut)
  return {
    items: cut.items,
    since: headers['x-paging-since'],
    until: headers['x-paging-until'],
    link: headers.link ?? '',
  }
}

describe("a page is cut as the spec's examples say", () => {
  it.each([
    ['example 1', '', down(20, 11), '0:10', '0:20'],
    ['example 2', 'paging.limit=5', down(20, 16), '0:15', '0:20'],
    ['example 3', 'paging.since=0:4', down(14, 5), '0:4', '0:14'],
    ['example 4', 'paging.until=0:16', down(16, 7), '0:6', '0:16'],
    ['example 5', 'paging.since=0:4&paging.until=0:16', down(14, 5), '0:4', '0:14'],
    ['the whole of what is left', 'paging.since=0:10', down(20, 11), '0:10', '0:20'],
    ['since equal to until', 'paging.since=0:7&paging.until=0:7', [], '0:7', '0:7'],
    ['limit 0 from below', 'paging.since=0:7&paging.limit=0', [], '0:7', '0:7'],
    ['limit 0 from above', 'paging.until=0:7&paging.limit=0', [], '0:7', '0:7'],
    ['since beyond the newest', 'paging.since=0:21', [], '0:21', '0:21'],
  ])('%s: %s', (_name, query, items, since, until) => {
    expect(page(query)).toMatchObject({ items, since, until })
  })

  it('at the beginning of the data there is nothing, from 0:0', () => {
    const found = page('paging.until=0:20', [22, 21])
    expect(found).toMatchObject({ items: [], since: '0:0', until: '0:20' })
    expect(found.link).toContain('paging.since=0:20&paging.limit=10>; rel="next"')
    expect(found.link).toContain('paging.until=0:0&paging.limit=10>; rel="prev"')
  })

  it('at the end of the data both cursors stay', () => {
    const found = page('paging.since=0:20', [20, 19])
    expect(found).toMatchObject({ items: [], since: '0:20', until: '0:20' })
    expect(found.link).toContain('paging.since=0:20&paging.limit=10>; rel="next"')
    expect(found.link).toContain('paging.until=0:20&paging.limit=10>; rel="prev"')
  })

  it('a filter comes before paging', () => {
    const everyThird = (n: number) => n % 3 === 0
    expect(page('paging.limit=3', down(20, 1), everyThird)).toMatchObject({
      items: [18, 15, 12],
      since: '0:9',
      until: '0:20',
    })
    expect(page('paging.limit=3&paging.since=0:4', down(20, 1), everyThird)).toMatchObject({
      items: [12, 9, 6],
      since: '0:4',
      until: '0:12',
    })
    expect(page('', down(20, 1), (n) => n === 15)).toMatchObject({ items: [15], since: '0:0', until: '0:20' })
    expect(page('', down(20, 1), () => false)).toMatchObject({ items: [], since: '0:0', until: '0:20' })
  })

  it('the links repeat what was asked, encoded as it was, and the order', () => {
    const { link } = page('label=foo%26bar&paging.order=create&paging.since=0:4')
    for (const rel of ['next', 'prev', 'first', 'last']) expect(link).toContain(`rel="${rel}"`)
    expect(link.match(/label=foo%26bar&paging\.order=create&/g)).toHaveLength(4)
  })
})

/** Follows `next` from the beginning until a page is empty. */
async function everyPage(url: string, between: () => void = () => undefined): Promise<readonly Answer[]> {
  const pages: Answer[] = []
  let next = url
  for (;;) {
    const answer = await get(next)
    expect(answer.status, answer.text).toBe(200)
    if (listOf(answer).length === 0) return pages
    pages.push(answer)
    next = linkOf(answer, 'next')
    between()
  }
}

const nodes = (count: number, prefix = 'n') =>
  Array.from({ length: count }, (_, i) => ({ type: 'node' as const, data: sampleNode(`${prefix}${i}`) }))

describe('paging through a registry', () => {
  it.each([
    ['create', 2],
    ['create', 10],
    ['create', 100],
    ['update', 2],
    ['update', 10],
    ['update', 100],
  ])('in order %s with pages of %i finds each resource once, from both ends', async (order, limit) => {
    const registry = await start()
    registry.preload(nodes(123))
    const url = `${registry.queryUrl}v1.3/nodes?paging.order=${order}&paging.limit=${limit}`
    const upwards = await everyPage(`${url}&paging.since=0:0`)
    expect(upwards).toHaveLength(Math.ceil(123 / limit))
    const expected = Array.from({ length: 123 }, (_, i) => `n${i}`)
    expect(upwards.flatMap((answer) => [...labelsOf(answer)].reverse())).toEqual(expected)

    const downwards: string[] = []
    for (let answer = await get(url); listOf(answer).length > 0; answer = await get(linkOf(answer, 'prev'))) {
      downwards.push(...labelsOf(answer))
    }
    expect(downwards.reverse()).toEqual(expected)
    expect(labelsOf(await get(linkOf(await get(url), 'first')))[0]).toBe(`n${Math.min(limit, 123) - 1}`)
    expect(labelsOf(await get(linkOf(await get(url), 'last')))[0]).toBe('n122')
  })

  it('clamps the limit to the most it serves, down to pages of two', async () => {
    const registry = await start({ pageLimit: { default: 2, max: 2 } })
    registry.preload(nodes(5))
    const answer = await get(`${registry.queryUrl}v1.3/nodes?paging.limit=1000`)
    expect(answer.headers.get('x-paging-limit')).toBe('2')
    expect(labelsOf(answer)).toEqual(['n4', 'n3'])
    expect(await everyPage(`${registry.queryUrl}v1.3/nodes?paging.since=0:0`)).toHaveLength(3)
  })

  it('misses nothing that is registered, updated or removed meanwhile', async () => {
    const registry = await start()
    registry.preload(nodes(40))
    let round = 0
    const pages = await everyPage(
      `${registry.queryUrl}v1.3/nodes?paging.order=update&paging.limit=3&paging.since=0:0`,
      () => {
        round += 1
        if (round > 10) return
        registry.preload(nodes(1, `late${round}-`))
        registry.preload([{ type: 'node', data: sampleNode(`n${round}`) }])
        registry.remove('node', sampleNode(`n${39 - round}`).id)
      },
    )
    const seen = new Set(pages.flatMap(labelsOf))
    const now = (await everyPage(`${registry.queryUrl}v1.3/nodes?paging.since=0:0`)).flatMap(labelsOf)
    expect(now).toHaveLength(40)
    expect(now.filter((label) => !seen.has(label))).toEqual([])
  })

  it('moves what is updated to the end of the order of updates and leaves the order of creation', async () => {
    const registry = await start()
    registry.preload(nodes(3))
    const url = `${registry.queryUrl}v1.3/nodes`
    const until = (await get(url)).headers.get('x-paging-until') ?? ''
    await ask('POST', `${registry.registrationUrl}v1.3/resource`, { type: 'node', data: sampleNode('n1') })
    expect(labelsOf(await get(url))).toEqual(['n1', 'n2', 'n0'])
    expect(labelsOf(await get(`${url}?paging.order=create`))).toEqual(['n2', 'n1', 'n0'])
    expect(labelsOf(await get(`${url}?paging.until=${until}`))).toEqual(['n2', 'n0'])
    expect(labelsOf(await get(`${url}?paging.since=${until}`))).toEqual(['n1'])
  })

  it.each([
    'paging.since=2:0&paging.until=1:0',
    'paging.since=yesterday',
    'paging.until=1.5',
    'paging.limit=-1',
    'paging.limit=many',
    'paging.order=label',
    'paging.page=2',
  ])('refuses %s with 400', async (query) => {
    const registry = await start()
    expect((await get(`${registry.queryUrl}v1.3/nodes?${query}`)).status).toBe(400)
  })

  it('where it does not page, gives everything at once and answers 501 to paging', async () => {
    const registry = await start({ features: { paging: false, downgrade: true, websocket: true, rql: true } })
    registry.preload(nodes(150))
    const answer = await get(`${registry.queryUrl}v1.3/nodes`)
    expect(listOf(answer)).toHaveLength(150)
    expect(answer.headers.get('x-paging-limit')).toBeNull()
    expect((await get(`${registry.queryUrl}v1.3/nodes?paging.limit=2`)).status).toBe(501)
  })
})

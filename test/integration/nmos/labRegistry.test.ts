import { afterEach, describe, expect, it } from 'vitest'
import {
  type Registry,
  type RegistryOptions,
  registryDefaults,
  startRegistry,
} from '../../../src/lab/registry/registry'
import type { GrainEntry } from '../../../src/main/nmos/grain'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { type QueryApi, openQueryApi } from '../../../src/main/nmos/queryApi'
import type { SubscriptionEnd } from '../../../src/main/nmos/querySubscription'
import { RESOURCE_KINDS, type ResourceKind } from '../../../src/main/nmos/resources'
import { sampleNode, samplePlant } from '../lab/registrySample'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(options: Partial<RegistryOptions> = {}): Promise<Registry> {
  const registry = await startRegistry({ ...registryDefaults, label: 'north', selfNode: false, ...options })
  closers.push(() => registry.stop())
  return registry
}

async function open(url: string): Promise<QueryApi> {
  const http = createNmosHttp({ timeoutMs: 3000 })
  closers.push(http.close)
  return openQueryApi(http, url)
}

async function idsOf(api: QueryApi, kind: ResourceKind, limit: number): Promise<readonly string[]> {
  const ids: string[] = []
  await api.list(kind, { limit, onPage: (page) => ids.push(...page.map((entry) => (entry as { id: string }).id)) })
  return ids
}

const nodes = (count: number, apiVersion: 'v1.2' | 'v1.3' = 'v1.3') =>
  Array.from({ length: count }, (_, i) => ({
    type: 'node' as const,
    data: sampleNode(`${apiVersion} n${i}`),
    apiVersion,
  }))

function watch(api: QueryApi, kind: ResourceKind) {
  const seen = { opened: 0, entries: [] as GrainEntry[], faults: [] as string[], ends: [] as SubscriptionEnd[] }
  const dispose = api.subscribe(kind, {
    maxUpdateRateMs: 0,
    pingIntervalMs: 200,
    onOpen: () => {
      seen.opened += 1
    },
    onGrain: (entries) => seen.entries.push(...entries),
    onFault: (fault) => seen.faults.push(fault),
    onClose: (end) => seen.ends.push(end),
  })
  closers.push(dispose)
  return { seen, dispose }
}

describe('a registry of the lab', () => {
  it.each([
    [2, 25],
    [10, 25],
    [100, 250],
  ])('in pages of at most %d, with %d nodes', async (max, count) => {
    const registry = await start({ pageLimit: { default: 10, max } })
    registry.preload(nodes(count))
    const ids = await idsOf(await open(registry.url), 'node', 1000)
    expect(ids).toHaveLength(count)
    expect(new Set(ids).size).toBe(count)
  })

  it('without paging, without downgrade', async () => {
    const registry = await start({ features: { paging: false, downgrade: false, websocket: true, rql: false } })
    registry.preload(nodes(25))
    expect(await idsOf(await open(registry.queryUrl), 'node', 2)).toHaveLength(25)
  })

  it('lists all kinds', async () => {
    const registry = await start()
    const plant = samplePlant('studio')
    registry.preload(plant)
    const api = await open(registry.queryUrl)
    for (const kind of RESOURCE_KINDS) {
      const expected = plant.filter(({ type }) => type === kind).map(({ data }) => data.id)
      expect(await idsOf(api, kind, 2)).toEqual(expected)
      expect(await api.get(kind, expected[0] ?? '')).toMatchObject({ id: expected[0] })
    }
  })

  it('shows nodes of v1.2 by downgrade, in listings and over the WebSocket', async () => {
    const registry = await start()
    registry.preload([...nodes(3), ...nodes(4, 'v1.2')])
    const api = await open(registry.url)
    expect(api.version).toBe('v1.3')
    expect(await idsOf(api, 'node', 2)).toHaveLength(7)
    const { seen } = watch(api, 'node')
    await expect.poll(() => seen.entries.length).toBe(7)
  })

  it('is spoken to at v1.2 when that is asked for', async () => {
    const registry = await start()
    registry.preload(nodes(3, 'v1.2'))
    const api = await open(`${registry.queryUrl}v1.2`)
    expect(api.version).toBe('v1.2')
    expect(await idsOf(api, 'node', 2)).toHaveLength(3)
  })

  it('tells of what comes and goes', async () => {
    const registry = await start()
    const plant = samplePlant('studio')
    registry.preload(plant)
    const { seen } = watch(await open(registry.url), 'sender')
    await expect.poll(() => seen.entries.length).toBe(1)
    const id = seen.entries[0]?.path ?? ''
    expect(seen.entries[0]).toMatchObject({ pre: { id }, post: { id } })
    registry.remove('sender', id)
    await expect.poll(() => seen.entries.length).toBe(2)
    expect(seen.entries[1]).toMatchObject({ path: id, pre: { id } })
    expect(seen.entries[1]).not.toHaveProperty('post')
    expect(seen).toMatchObject({ opened: 1, faults: [], ends: [] })
  })

  it('tells of a cut, and can be subscribed to again', async () => {
    const registry = await start()
    const api = await open(registry.url)
    const first = watch(api, 'node')
    await expect.poll(() => first.seen.opened).toBe(1)
    registry.cutSubscriptions()
    await expect.poll(() => first.seen.ends.map(({ kind }) => kind)).toEqual(['closed'])
    const second = watch(api, 'node')
    await expect.poll(() => second.seen.opened).toBe(1)
  })

  it.each([
    [{ status500: true }, 'answered 500'],
    [{ html: true }, 'did not answer with JSON'],
    [{ halfPage: true }, 'broke the connection'],
    [{ redirectLoop: true }, 'redirects in circles'],
    [{ down: true }, 'cannot be reached'],
  ])('with the fault %j: a clear error, never half a list', async (fault, words) => {
    const registry = await start()
    registry.preload(nodes(25))
    const api = await open(registry.url)
    await registry.setFault(fault)
    await expect(idsOf(api, 'node', 2)).rejects.toThrow(words)
    await registry.setFault({ status500: false, html: false, halfPage: false, redirectLoop: false, down: false })
    expect(await idsOf(api, 'node', 2)).toHaveLength(25)
  })

  it('refusing WebSockets says so', async () => {
    const registry = await start()
    await registry.setFault({ refuseWebSocket: true })
    const { seen } = watch(await open(registry.url), 'node')
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['unreachable'])
  })
})

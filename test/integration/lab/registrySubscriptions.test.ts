import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  registryDefaults,
  startRegistry,
  type Registry,
  type RegistryOptions,
} from '../../../src/lab/registry/registry'
import {
  ask,
  get,
  listen,
  listOf,
  subscribe,
  subscriptionRequest,
  until,
  type SubscriptionAnswer,
} from './registryClient'
import { sampleNode, samplePlant } from './registrySample'

let registry: Registry
const others: Registry[] = []

async function start(options: Partial<RegistryOptions> = {}): Promise<Registry> {
  return startRegistry({ ...registryDefaults, label: 'test', selfNode: false, ...options })
}

beforeEach(async () => {
  registry = await start()
})

afterEach(async () => {
  await Promise.all([registry, ...others.splice(0)].map((one) => one.stop()))
})

const nodes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ type: 'node' as const, data: sampleNode(`n${i}`) }))

const open = (body: unknown, version = 'v1.3') => ask('POST', `${registry.queryUrl}${version}/subscriptions`, body)

describe('a subscription', () => {
  it('is made with 201 and found again with 200 by whoever asks for the same', async () => {
    const made = await open(subscriptionRequest('/nodes', { 'tags.site': 'north', label: 'x' }))
    expect(made.status).toBe(201)
    const { id, ws_href: href } = made.body as SubscriptionAnswer
    expect(made.headers.get('location')).toBe(`/x-nmos/query/v1.3/subscriptions/${id}`)
    expect(href).toContain(`ws://${new URL(registry.url).host}/`)
    expect(made.body).toMatchObject({ secure: false, persist: false, max_update_rate_ms: 0, authorization: false })
    const again = await open(subscriptionRequest('/nodes', { label: 'x', 'tags.site': 'north' }))
    expect(again).toMatchObject({ status: 200, body: made.body })
    expect(again.headers.get('location')).toBe(made.headers.get('location'))
    for (const other of [
      subscriptionRequest('/nodes'),
      subscriptionRequest('/devices', { 'tags.site': 'north', label: 'x' }),
      subscriptionRequest('/nodes', { 'tags.site': 'north', label: 'x' }, 100),
      subscriptionRequest('/nodes', { 'tags.site': 'north', label: 'x' }, 0, true),
    ]) {
      expect((await open(other)).status).toBe(201)
    }
    expect((await get(`${registry.queryUrl}v1.3/subscriptions/${id}`)).body).toEqual(made.body)
    expect(listOf(await get(`${registry.queryUrl}v1.3/subscriptions`))).toHaveLength(5)
  })

  it('belongs to one version', async () => {
    const made = await open(subscriptionRequest('/nodes'), 'v1.2')
    expect(made.body).not.toHaveProperty('authorization')
    const { id } = made.body as SubscriptionAnswer
    const answer = await get(`${registry.queryUrl}v1.3/subscriptions/${id}`)
    expect(answer.status).toBe(409)
    expect(answer.headers.get('location')).toBe(`/x-nmos/query/v1.2/subscriptions/${id}`)
    expect(listOf(await get(`${registry.queryUrl}v1.3/subscriptions?query.downgrade=v1.2`))).toEqual([])
  })

  it('that is persistent is deleted with 204 and its sockets close, another one refuses with 403', async () => {
    const passing = (await open(subscriptionRequest('/nodes'))).body as SubscriptionAnswer
    expect((await ask('DELETE', `${registry.queryUrl}v1.3/subscriptions/${passing.id}`)).status).toBe(403)
    const lasting = (await open(subscriptionRequest('/nodes', {}, 0, true))).body as SubscriptionAnswer
    const socket = await listen(lasting.ws_href)
    expect((await ask('DELETE', `${registry.queryUrl}v1.3/subscriptions/${lasting.id}`)).status).toBe(204)
    await until(() => socket.isClosed())
    expect((await get(`${registry.queryUrl}v1.3/subscriptions/${lasting.id}`)).status).toBe(404)
    await expect(listen(lasting.ws_href)).rejects.toThrow('404')
  })

  it('that is not persistent ends some time after its last socket, a persistent one stays', async () => {
    const brief = await start({ expirySeconds: 1 })
    others.push(brief)
    const url = `${brief.queryUrl}v1.3/subscriptions`
    const passing = (await ask('POST', url, subscriptionRequest('/nodes'))).body as SubscriptionAnswer
    const lasting = (await ask('POST', url, subscriptionRequest('/nodes', {}, 0, true))).body as SubscriptionAnswer
    const unused = (await ask('POST', url, subscriptionRequest('/flows'))).body as SubscriptionAnswer
    const socket = await listen(passing.ws_href)
    await until(async () => (await get(`${url}/${unused.id}`)).status === 404)
    expect((await get(`${url}/${passing.id}`)).status).toBe(200)
    socket.close()
    await until(async () => (await get(`${url}/${passing.id}`)).status === 404)
    expect((await get(`${url}/${lasting.id}`)).status).toBe(200)
  })

  it.each([
    ['no JSON', '{'],
    ['no resource_path', { max_update_rate_ms: 100, persist: false, params: {} }],
    ['an unknown resource_path', subscriptionRequest('/cameras')],
    ['a path without its slash', subscriptionRequest('nodes')],
    ['no params', { max_update_rate_ms: 100, persist: false, resource_path: '/nodes' }],
    ['no rate', { persist: false, resource_path: '/nodes', params: {} }],
    ['secure', { ...subscriptionRequest('/nodes'), secure: true }],
    ['authorization', { ...subscriptionRequest('/nodes'), authorization: true }],
    ['a downgrade to another major version', subscriptionRequest('/nodes', { 'query.downgrade': 'v2.0' })],
  ])('with %s is refused with 400', async (_what, body) => {
    expect((await open(body)).status).toBe(400)
  })

  it('with what is not supported is refused with 501', async () => {
    expect((await open(subscriptionRequest('/flows', { 'query.ancestry_id': 'x' }))).status).toBe(501)
    const plain = await start({ features: { paging: true, downgrade: true, websocket: false, rql: true } })
    others.push(plain)
    expect((await ask('POST', `${plain.queryUrl}v1.3/subscriptions`, subscriptionRequest('/nodes'))).status).toBe(501)
  })
})

describe('grains', () => {
  it('first give what is there, ten at a time, then what changes', async () => {
    registry.preload(nodes(25))
    const socket = await subscribe(registry.queryUrl, '/nodes')
    await until(() => socket.entries().length === 25)
    expect(socket.grains.map(({ grain }) => grain.data.length)).toEqual([10, 10, 5])
    for (const { pre, post } of socket.entries()) expect(pre).toEqual(post)
    expect(socket.grains[0]?.grain.topic).toBe('/nodes/')

    const node = sampleNode('n3')
    const changed = { ...node, label: 'renamed' }
    await ask('POST', `${registry.registrationUrl}v1.3/resource`, { type: 'node', data: changed })
    await until(() => socket.entries().length === 26)
    expect(socket.entries()[25]).toEqual({ path: node.id, pre: node, post: changed })
    await ask('DELETE', `${registry.registrationUrl}v1.3/resource/nodes/${node.id}`)
    await until(() => socket.entries().length === 27)
    expect(socket.entries()[26]).toEqual({ path: node.id, pre: changed })
    await ask('POST', `${registry.registrationUrl}v1.3/resource`, { type: 'node', data: node })
    await until(() => socket.entries().length === 28)
    expect(socket.entries()[27]).toEqual({ path: node.id, post: node })
    socket.close()
  })

  it('exist for every kind, and the end of a node removes all', async () => {
    registry.preload(samplePlant('a'))
    const kinds = ['/nodes', '/devices', '/sources', '/flows', '/senders', '/receivers']
    const sockets = await Promise.all(kinds.map((kind) => subscribe(registry.queryUrl, kind)))
    await until(() => sockets.every((socket) => socket.entries().length === 1))
    await ask('DELETE', `${registry.registrationUrl}v1.3/resource/nodes/${sampleNode('a node').id}`)
    await until(() => sockets.every((socket) => socket.entries().length === 2))
    for (const socket of sockets) {
      expect(socket.entries()[1]).toHaveProperty('pre')
      expect(socket.entries()[1]).not.toHaveProperty('post')
      socket.close()
    }
  })

  it('fold what happens to a resource within one interval into one entry', async () => {
    registry.preload(nodes(1))
    const socket = await subscribe(registry.queryUrl, '/nodes', {}, 400)
    await until(() => socket.entries().length === 1)
    const node = sampleNode('n0')
    for (let i = 1; i <= 5; i++) registry.preload([{ type: 'node', data: { ...node, label: `take ${i}` } }])
    const fleeting = sampleNode('fleeting')
    registry.preload([{ type: 'node', data: fleeting }])
    registry.remove('node', fleeting.id)
    registry.preload([{ type: 'node', data: sampleNode('lasting') }])
    await until(() => socket.entries().length === 3)
    expect(socket.grains).toHaveLength(2)
    expect(socket.entries()[1]).toEqual({ path: node.id, pre: node, post: { ...node, label: 'take 5' } })
    expect(socket.entries()[2]).toEqual({ path: sampleNode('lasting').id, post: sampleNode('lasting') })
    socket.close()
  })

  it('tell of changes during the first state without contradicting it', async () => {
    registry.preload(nodes(30))
    const socket = await subscribe(registry.queryUrl, '/nodes', {}, 30)
    await until(() => socket.grains.length === 1)
    registry.remove('node', sampleNode('n29').id)
    registry.remove('node', sampleNode('n0').id)
    registry.preload([{ type: 'node', data: { ...sampleNode('n28'), label: 'renamed' } }])
    registry.preload([{ type: 'node', data: sampleNode('new') }])
    const held = new Map<string, string>()
    await until(() => {
      held.clear()
      for (const { path, post } of socket.entries()) {
        if (post === undefined) held.delete(path)
        else held.set(path, post.label)
      }
      return held.size === 29 && held.has(sampleNode('new').id) && !held.has(sampleNode('n0').id)
    })
    expect(held.get(sampleNode('n28').id)).toBe('renamed')
    expect(socket.entries().some(({ path }) => path === sampleNode('n29').id)).toBe(false)
    socket.close()
  })

  it('say added and removed when a resource begins and ceases to match', async () => {
    registry.preload(nodes(3))
    const socket = await subscribe(registry.queryUrl, '/nodes', { 'tags.role': 'camera' })
    const node = sampleNode('n1')
    const camera = { ...node, tags: { role: ['camera'] } }
    registry.preload([{ type: 'node', data: camera }])
    await until(() => socket.entries().length === 1)
    expect(socket.entries()[0]).toEqual({ path: node.id, post: camera })
    registry.preload([{ type: 'node', data: node }])
    await until(() => socket.entries().length === 2)
    expect(socket.entries()[1]).toEqual({ path: node.id, pre: camera })
    socket.close()
  })

  it('follow query.downgrade, RQL, and the version of the subscription', async () => {
    registry.preload(samplePlant('new'))
    registry.preload(samplePlant('old').map((resource) => ({ ...resource, apiVersion: 'v1.2' as const })))
    const labels = (entries: readonly { readonly post?: { readonly label: string } }[]) =>
      entries.map(({ post }) => post?.label).sort()
    const plain = await subscribe(registry.queryUrl, '/nodes')
    const downgraded = await subscribe(registry.queryUrl, '/nodes', { 'query.downgrade': 'v1.2' })
    const rql = await subscribe(registry.queryUrl, '/nodes', {
      'query.downgrade': 'v1.2',
      'query.rql': 'eq(label,old%20node)',
    })
    const made = await open(subscriptionRequest('/nodes'), 'v1.2')
    const lower = await listen((made.body as SubscriptionAnswer).ws_href, 'is-04/v1.2')
    await until(() => [plain, downgraded, rql, lower].every((socket) => socket.entries().length > 0))
    await until(() => downgraded.entries().length === 2 && lower.entries().length === 2)
    expect(labels(plain.entries())).toEqual(['new node'])
    expect(labels(downgraded.entries())).toEqual(['new node', 'old node'])
    expect(labels(rql.entries())).toEqual(['old node'])
    expect(labels(lower.entries())).toEqual(['new node', 'old node'])
    const translated = lower.entries().find(({ post }) => post?.label === 'new node')
    expect(JSON.stringify(translated)).not.toContain('attached_network_device')
    for (const socket of [plain, downgraded, rql, lower]) socket.close()
  })

  it('carry the subscription, the instance, and stamps that grow', async () => {
    registry.preload(nodes(30))
    const made = (await open(subscriptionRequest('/nodes'))).body as SubscriptionAnswer
    const socket = await listen(made.ws_href)
    await until(() => socket.entries().length === 30)
    expect(new Set(socket.grains.map((grain) => grain.flow_id))).toEqual(new Set([made.id]))
    expect(new Set(socket.grains.map((grain) => grain.source_id)).size).toBe(1)
    const stamps = socket.grains.map(({ creation_timestamp: stamp }) => {
      const [seconds, nanos] = stamp.split(':')
      return BigInt(seconds ?? '') * 1_000_000_000n + BigInt(nanos ?? '')
    })
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => (a < b ? -1 : 1)))
    socket.close()
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noFaults } from '../../../src/lab/registry/faults'
import { registryDefaults, startRegistry, type Registry } from '../../../src/lab/registry/registry'
import {
  ask,
  get,
  labelsOf,
  listen,
  listOf,
  subscribe,
  subscriptionRequest,
  until,
  type SubscriptionAnswer,
} from './registryClient'
import { sampleNode, samplePlant } from './registrySample'

let registry: Registry
let nodes: string

beforeEach(async () => {
  registry = await startRegistry({ ...registryDefaults, label: 'test' })
  registry.preload(samplePlant('a'))
  nodes = `${registry.queryUrl}v1.3/nodes`
})

afterEach(async () => {
  await registry.stop()
})

describe('a fault', () => {
  it('500, HTML, a loop of redirects, half a page: each on the Query API, and gone again when told', async () => {
    const healthUrl = `${registry.registrationUrl}v1.3/health/nodes/${sampleNode('a node').id}`
    await registry.setFault({ status500: true })
    expect((await get(nodes)).status).toBe(500)
    expect((await ask('POST', healthUrl)).status).toBe(200)
    await registry.setFault({ status500: false, html: true })
    const page = await get(nodes)
    expect(page.headers.get('content-type')).toContain('text/html')
    await registry.setFault({ html: false, redirectLoop: true })
    await expect(fetch(nodes)).rejects.toThrow()
    await registry.setFault({ redirectLoop: false, halfPage: true })
    await expect(get(nodes)).rejects.toThrow()
    expect((await get(`${nodes}/${sampleNode('a node').id}`)).status).toBe(200)
    await registry.setFault(noFaults)
    expect(registry.faults()).toEqual(noFaults)
    expect(listOf(await get(nodes))).toHaveLength(2)
  })

  it('latency delays answers and does not hold up the end', async () => {
    await registry.setFault({ latencyMs: 50 })
    const before = performance.now()
    expect((await get(nodes)).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(49)
    await registry.setFault({ latencyMs: 3_600_000 })
    const never = get(nodes)
    const failed = expect(never).rejects.toThrow()
    await registry.stop()
    await failed
  })

  it('refused WebSockets', async () => {
    const made = await ask('POST', `${registry.queryUrl}v1.3/subscriptions`, subscriptionRequest('/nodes'))
    const { ws_href: href } = made.body as SubscriptionAnswer
    await registry.setFault({ refuseWebSocket: true })
    await expect(listen(href)).rejects.toThrow('503')
    await registry.setFault({ refuseWebSocket: false })
    const socket = await listen(href)
    await until(() => socket.entries().length === 2)
    socket.close()
  })

  it('cut subscriptions: sockets break, the subscription stays and starts over', async () => {
    const made = await ask('POST', `${registry.queryUrl}v1.3/subscriptions`, subscriptionRequest('/nodes'))
    const { ws_href: href } = made.body as SubscriptionAnswer
    const first = await listen(href)
    await until(() => first.entries().length === 2)
    registry.cutSubscriptions()
    await until(() => first.isClosed())
    registry.remove('node', sampleNode('a node').id)
    const second = await listen(href)
    await until(() => second.entries().length === 1)
    expect(second.entries()[0]?.post?.label).toBe('test')
    second.close()
  })

  it('down: connections break and the port is closed; up again at the same port', async () => {
    const socket = await subscribe(registry.queryUrl, '/nodes')
    await registry.setFault({ down: true })
    await until(() => socket.isClosed())
    await expect(get(nodes)).rejects.toThrow()
    await registry.setFault({ down: false })
    expect(listOf(await get(nodes))).toHaveLength(2)
  })
})

describe('a restart', () => {
  it('that keeps the memory gives every node its full time again', async () => {
    await registry.stop()
    registry = await startRegistry({ ...registryDefaults, label: 'test', expirySeconds: 2, selfNode: false })
    nodes = `${registry.queryUrl}v1.3/nodes`
    await ask('POST', `${registry.registrationUrl}v1.3/resource`, { type: 'node', data: sampleNode('a node') })
    const back = registry.restart({ memory: 'kept', downMs: 2_500 })
    await until(async () => (await get(nodes).catch(() => undefined)) === undefined)
    await back
    expect(labelsOf(await get(nodes))).toEqual(['a node'])
    await until(async () => listOf(await get(nodes)).length === 0)
  })

  it('that loses it knows nothing but itself, nor any subscription', async () => {
    const made = await ask('POST', `${registry.queryUrl}v1.3/subscriptions`, subscriptionRequest('/nodes', {}, 0, true))
    const { id, ws_href: href } = made.body as SubscriptionAnswer
    const socket = await listen(href)
    await registry.restart({ memory: 'lost', downMs: 20 })
    await until(() => socket.isClosed())
    expect(labelsOf(await get(nodes))).toEqual(['test'])
    expect((await get(`${registry.queryUrl}v1.3/subscriptions/${id}`)).status).toBe(404)
    const beat = await ask('POST', `${registry.registrationUrl}v1.3/health/nodes/${sampleNode('a node').id}`)
    expect(beat.status).toBe(404)
    const again = await subscribe(registry.queryUrl, '/nodes')
    await until(() => again.entries().length === 1)
    again.close()
  })

  it('can be stopped before it is over', async () => {
    const back = registry.restart({ memory: 'kept', downMs: 3_600_000 })
    await registry.stop()
    await back
    await expect(get(nodes)).rejects.toThrow()
  })
})

it('forgetting tells nobody, cuts the sockets and leaves the door open', async () => {
  const socket = await subscribe(registry.queryUrl, '/nodes')
  await until(() => socket.entries().length === 2)
  registry.forget()
  await until(() => socket.isClosed())
  expect(socket.entries()).toHaveLength(2)
  expect(labelsOf(await get(nodes))).toEqual(['test'])
})

it('a stopped registry leaves no timer and no socket', async () => {
  const other = await startRegistry({ ...registryDefaults, label: 'other' })
  await ask('POST', `${other.registrationUrl}v1.3/resource`, { type: 'node', data: sampleNode('n') })
  await ask('POST', `${other.queryUrl}v1.3/subscriptions`, subscriptionRequest('/flows'))
  const socket = await subscribe(other.queryUrl, '/nodes', {}, 5_000)
  await until(() => socket.entries().length > 0)
  await other.stop()
  await until(() => socket.isClosed())
  await registry.stop()
  await until(() => {
    const left = process.getActiveResourcesInfo()
    return !left.includes('TCPServerWrap')
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import {
  registryDefaults,
  startRegistry,
  type Registry,
  type RegistryOptions,
} from '../../../src/lab/registry/registry'
import { ask, get, labelsOf, until } from './registryClient'
import { sampleDevice, sampleNode, samplePlant, sampleReceiver, sampleSender } from './registrySample'

const running: Registry[] = []

async function start(options: Partial<RegistryOptions> = {}): Promise<Registry> {
  const registry = await startRegistry({ ...registryDefaults, label: 'test', selfNode: false, ...options })
  running.push(registry)
  return registry
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((registry) => registry.stop()))
})

const post = (registry: Registry, type: string, data: object, version = 'v1.3') =>
  ask('POST', `${registry.registrationUrl}${version}/resource`, { type, data })

describe('registering', () => {
  it('creates with 201, updates with 200, and shows what it holds', async () => {
    const registry = await start()
    for (const { type, data } of samplePlant('a')) {
      const created = await post(registry, type, data)
      expect(created.status, created.text).toBe(201)
      expect(created.body).toEqual(data)
      const path = `/x-nmos/registration/v1.3/resource/${type}s/${data.id}`
      expect(created.headers.get('location')).toBe(path)
      expect(await get(registry.url + path)).toMatchObject({ status: 200, body: data })
      expect(await get(`${registry.queryUrl}v1.3/${type}s/${data.id}`)).toMatchObject({ status: 200, body: data })
      const updated = await post(registry, type, { ...data, label: 'renamed', version: '1700000001:0' })
      expect(updated.status).toBe(200)
      expect(updated.headers.get('location')).toBe(path)
      expect(labelsOf(await get(`${registry.queryUrl}v1.3/${type}s`))).toEqual(['renamed'])
    }
  })

  it('deletes with 204 and takes the children along', async () => {
    const registry = await start()
    const plant = samplePlant('a')
    registry.preload(plant)
    const device = plant[1]
    expect((await ask('DELETE', `${registry.registrationUrl}v1.3/resource/devices/${device?.data.id}`)).status).toBe(
      204,
    )
    expect(registry.counts()).toEqual({ node: 1, device: 0, source: 0, flow: 0, sender: 0, receiver: 0 })
    expect((await ask('DELETE', `${registry.registrationUrl}v1.3/resource/devices/${device?.data.id}`)).status).toBe(
      404,
    )
  })

  it.each([
    ['a body that is not JSON', '{"type":'],
    ['an unknown type', { type: 'camera', data: sampleNode('n') }],
    ['no data', { type: 'node' }],
    ['no label', { type: 'node', data: { ...sampleNode('n'), label: undefined } }],
    ['an id that is no UUID', { type: 'node', data: { ...sampleNode('n'), id: 'n' } }],
    ['an unknown parent', { type: 'device', data: sampleDevice('d', sampleNode('nowhere').id) }],
    ['a parent of the wrong kind', { type: 'sender', data: sampleSender('s', sampleNode('a node').id, null) }],
    [
      'an id of another kind',
      { type: 'device', data: { ...sampleDevice('d', sampleNode('a node').id), id: sampleNode('a node').id } },
    ],
    ['a changed parent', { type: 'device', data: { ...sampleDevice('a device', sampleNode('b node').id) } }],
    ['an earlier version', { type: 'node', data: { ...sampleNode('a node'), version: '1699999999:999999999' } }],
  ])('refuses %s with 400', async (_what, body) => {
    const registry = await start()
    registry.preload([...samplePlant('a'), ...samplePlant('b')])
    expect((await ask('POST', `${registry.registrationUrl}v1.3/resource`, body)).status).toBe(400)
  })

  it('compares versions as numbers', async () => {
    const registry = await start()
    const node = sampleNode('n')
    expect((await post(registry, 'node', { ...node, version: '999:999' })).status).toBe(201)
    expect((await post(registry, 'node', { ...node, version: '1000:1' })).status).toBe(200)
    expect((await post(registry, 'node', { ...node, version: '1000:1' })).status).toBe(200)
    expect((await post(registry, 'node', { ...node, version: '999:1000' })).status).toBe(400)
  })

  it('answers 409 and where, when a resource is registered at another version', async () => {
    const registry = await start()
    const node = sampleNode('n')
    await post(registry, 'node', node)
    const conflict = await post(registry, 'node', node, 'v1.2')
    expect(conflict.status).toBe(409)
    expect(conflict.headers.get('location')).toBe(`/x-nmos/registration/v1.3/resource/nodes/${node.id}`)
    const heartbeat = await ask('POST', `${registry.registrationUrl}v1.2/health/nodes/${node.id}`)
    expect(heartbeat.status).toBe(409)
    expect(heartbeat.headers.get('location')).toBe(`/x-nmos/registration/v1.3/health/nodes/${node.id}`)
    expect((await get(`${registry.registrationUrl}v1.2/resource/nodes/${node.id}`)).status).toBe(409)
    expect((await ask('DELETE', `${registry.registrationUrl}v1.2/resource/nodes/${node.id}`)).status).toBe(409)
  })

  it('holds v1.2 to the transports that v1.2 knows', async () => {
    const registry = await start()
    const node = sampleNode('n')
    const device = sampleDevice('d', node.id)
    expect((await post(registry, 'node', node, 'v1.2')).status).toBe(201)
    expect((await post(registry, 'device', device, 'v1.2')).status).toBe(201)
    const sender = { ...sampleSender('s', device.id, null), transport: 'urn:x-nmos:transport:websocket' }
    expect((await post(registry, 'sender', sender, 'v1.2')).status).toBe(400)
    expect((await post(registry, 'receiver', sampleReceiver('r', device.id), 'v1.2')).status).toBe(201)
  })
})

describe('heartbeats', () => {
  it('are answered with the second they came, 404 for nodes unknown', async () => {
    const registry = await start()
    const node = sampleNode('n')
    const url = `${registry.registrationUrl}v1.3/health/nodes/${node.id}`
    expect((await ask('POST', url)).status).toBe(404)
    expect((await get(url)).status).toBe(404)
    await post(registry, 'node', node)
    const beat = await ask('POST', url)
    expect(beat.status).toBe(200)
    expect(await get(url)).toMatchObject({ status: 200, body: beat.body })
  })

  it('keep a node; a silent one goes with all its children, a preloaded one stays', async () => {
    const registry = await start({ expirySeconds: 1 })
    for (const { type, data } of samplePlant('silent')) await post(registry, type, data)
    const lively = sampleNode('lively')
    await post(registry, 'node', lively)
    registry.preload(samplePlant('pinned'))
    await until(async () => {
      const beat = await ask('POST', `${registry.registrationUrl}v1.3/health/nodes/${lively.id}`)
      expect(beat.status).toBe(200)
      return registry.counts().node === 2
    })
    expect(registry.counts()).toEqual({ node: 2, device: 1, source: 1, flow: 1, sender: 1, receiver: 1 })
    expect(labelsOf(await get(`${registry.queryUrl}v1.3/senders`))).toEqual(['pinned sender'])
    await until(() => registry.counts().node === 1)
    expect((await ask('POST', `${registry.registrationUrl}v1.3/health/nodes/${lively.id}`)).status).toBe(404)
  })
})

describe('the doors', () => {
  it('list what is behind them, with and without a slash', async () => {
    const registry = await start({ selfNode: true })
    const expected: readonly (readonly [string, readonly string[]])[] = [
      ['', ['x-nmos/']],
      ['/x-nmos', ['query/', 'registration/', 'node/']],
      ['/x-nmos/query', ['v1.2/', 'v1.3/']],
      ['/x-nmos/registration', ['v1.2/', 'v1.3/']],
      ['/x-nmos/registration/v1.3', ['resource/', 'health/']],
      ['/x-nmos/query/v1.2', ['nodes/', 'devices/', 'sources/', 'flows/', 'senders/', 'receivers/', 'subscriptions/']],
    ]
    for (const [path, items] of expected) {
      expect((await get(`${registry.url}${path}`)).body).toEqual(items)
      expect((await get(`${registry.url}${path}/`)).body).toEqual(items)
    }
  })

  it('redirect a GET and a HEAD with a slash at the end, and nothing else', async () => {
    const registry = await start()
    const url = `${registry.queryUrl}v1.3/nodes/?paging.limit=2`
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(method, url)
      expect(answer.status).toBe(301)
      expect(answer.headers.get('location')).toBe('/x-nmos/query/v1.3/nodes?paging.limit=2')
    }
    expect((await ask('POST', `${registry.queryUrl}v1.3/subscriptions/`, {})).status).toBe(404)
  })

  it('speak CORS, HEAD and OPTIONS', async () => {
    const registry = await start({ selfNode: true })
    const options = await ask('OPTIONS', `${registry.registrationUrl}v1.3/resource`)
    expect(options.status).toBe(200)
    for (const header of ['origin', 'methods', 'headers', 'max-age']) {
      expect(
        options.headers.get(`access-control-allow-${header}`) ?? options.headers.get(`access-control-${header}`),
      ).toBeTruthy()
    }
    const head = await ask('HEAD', `${registry.queryUrl}v1.3/nodes`)
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers.get('x-paging-limit')).toBe('10')
    expect(head.headers.get('access-control-allow-origin')).toBe('*')
  })

  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/x-nmos/query/v1.9', 404],
    ['GET', '/x-nmos/query/v1.3/cameras', 404],
    ['GET', '/x-nmos/query/v1.3/nodes/3b8be755-08ff-452b-b217-c9151eb21193', 404],
    ['GET', '/x-nmos/query//v1.3/nodes', 404],
    ['POST', '/x-nmos/query/v1.3/nodes', 405],
    ['GET', '/x-nmos/registration/v1.3/resource', 405],
    ['GET', '/x-nmos/query/v1.3/nodes?label=%zz', 400],
  ])('answer %s %s with %i and an error body', async (method, path, status) => {
    const registry = await start()
    const answer = await ask(method, registry.url + path)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ code: status })
  })

  it('show the registry itself as a node', async () => {
    const registry = await start({ selfNode: true, label: 'Registry North' })
    expect(labelsOf(await get(`${registry.queryUrl}v1.3/nodes`))).toEqual(['Registry North'])
    expect((await get(`${registry.url}/x-nmos/node/v1.3/self`)).body).toMatchObject({ label: 'Registry North' })
    expect((await get(`${registry.url}/x-nmos/node/v1.3/devices`)).body).toEqual([])
  })

  it('refuse a port that is taken', async () => {
    const registry = await start()
    const port = Number(new URL(registry.url).port)
    await expect(start({ port })).rejects.toThrow(/EADDRINUSE/)
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConnectionApi } from '../../../src/main/nmos/connectionApi'
import { type NmosHttp, createNmosHttp } from '../../../src/main/nmos/http'
import { fetchTransportFile } from '../../../src/main/nmos/transportFile'
import type { ControlEndpoint } from '../../../src/main/nmos/urn'
import { type Answer, type LocalServer, closedPort, json, startLocalServer } from './localServer'

let http: NmosHttp
let server: LocalServer
/** What the device answers, by `METHOD path`. */
let answers: Map<string, Answer>

const state = (more: object = {}) => ({
  sender_id: null,
  master_enable: false,
  activation: { mode: null, requested_time: null, activation_time: null },
  transport_file: { data: null, type: null },
  transport_params: [{ source_ip: null, rtp_enabled: true }],
  ...more,
})

beforeEach(async () => {
  http = createNmosHttp({ timeoutMs: 300 })
  answers = new Map()
  server = await startLocalServer((request, response, raw) => {
    const answer = answers.get(`${request.method} ${request.url}`)
    if (answer === undefined) json(response, { code: 404, error: 'There is nothing', debug: null }, 404)
    else answer(request, response, raw)
  })
})

afterEach(async () => {
  http.close()
  await server.close()
})

const at = (version: 'v1.0' | 'v1.1', base = server.url): ControlEndpoint => ({
  version,
  href: `${base}/x-nmos/connection/${version}/`,
  authorization: false,
})
const api = (...endpoints: readonly ControlEndpoint[]) =>
  createConnectionApi(http, endpoints.length === 0 ? [at('v1.1'), at('v1.0')] : endpoints, 'Camera 1')
const path = (rest: string, version = 'v1.1') => `/x-nmos/connection/${version}/${rest}`

function answer(route: string, body: unknown, status = 200): void {
  answers.set(route, (_, response) => {
    json(response, body, status)
  })
}

describe('reading', () => {
  it('reads active, staged, constraints and transport type', async () => {
    answer(`GET ${path('single/receivers/r1/active')}`, state({ sender_id: 's1', master_enable: true }))
    answer(`GET ${path('single/receivers/r1/staged')}`, state())
    answer(`GET ${path('single/receivers/r1/constraints')}`, [{ source_ip: {} }, { source_ip: { enum: ['a'] } }])
    answer(`GET ${path('single/receivers/r1/transporttype')}`, 'urn:x-nmos:transport:rtp.mcast')
    const receiver = api().receiver('r1')
    expect(await receiver.active()).toMatchObject({ peerId: 's1', masterEnable: true })
    expect(await receiver.staged()).toMatchObject({ peerId: null, masterEnable: false })
    expect(await receiver.constraints()).toEqual([{ source_ip: {} }, { source_ip: { enum: ['a'] } }])
    expect(await receiver.transportType()).toBe('urn:x-nmos:transport:rtp')
    expect(server.seen.every(({ url }) => !url.endsWith('/') && !url.includes('//'))).toBe(true)
  })

  it('knows no transport type at v1.0', async () => {
    expect(await api(at('v1.0')).receiver('r1').transportType()).toBeNull()
    expect(server.seen).toHaveLength(0)
  })

  it('tries the next way when one is dead', async () => {
    answer(`GET ${path('single/receivers/r1/active')}`, state())
    const dead = at('v1.1', `http://127.0.0.1:${await closedPort()}`)
    await expect(api(dead, at('v1.1')).receiver('r1').active()).resolves.toMatchObject({ masterEnable: false })
  })

  it('goes to the version at which the device has it', async () => {
    answer(`GET ${path('single/senders/s1/active')}`, { code: 409, error: 'elsewhere', debug: null }, 409)
    answer(`GET ${path('single/senders/s1/active', 'v1.0')}`, state({ receiver_id: 'r9' }))
    expect(await api().sender('s1').active()).toMatchObject({ masterEnable: false })
  })

  it.each([
    ['active', [1]],
    ['constraints', { a: 1 }],
    ['transporttype', { a: 1 }],
  ])('says that %s is not what IS-05 defines', async (word, body) => {
    answer(`GET ${path(`single/receivers/r1/${word}`)}`, body)
    const receiver = api().receiver('r1')
    const work = { active: receiver.active, constraints: receiver.constraints, transporttype: receiver.transportType }
    await expect(work[word as keyof typeof work]()).rejects.toThrow('not what IS-05 defines there')
  })

  it('does not let an id leave its place', async () => {
    await expect(api().receiver('../../bulk').active()).rejects.toMatchObject({ status: 404 })
    expect(server.seen[0]?.url).toBe(path('single/receivers/..%2F..%2Fbulk/active'))
    await expect(api().receiver('..').active()).rejects.toMatchObject({ kind: 'bad-url' })
  })
})

describe('patchStaged', () => {
  const patch = { sender_id: 's1', master_enable: true, activation: { mode: 'activate_immediate' as const } }

  it('sends one PATCH as it is given', async () => {
    answer(`PATCH ${path('single/receivers/r1/staged')}`, state({ sender_id: 's1', master_enable: true }))
    expect(await api().receiver('r1').patchStaged(patch)).toMatchObject({
      scheduled: false,
      state: { peerId: 's1', masterEnable: true },
    })
    expect(server.seen).toHaveLength(1)
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(patch)
  })

  it('tells that it was only scheduled', async () => {
    const activation = { mode: 'activate_scheduled_relative', requested_time: '1:0', activation_time: '5:0' }
    answer(`PATCH ${path('single/receivers/r1/staged')}`, state({ activation }), 202)
    expect(await api().receiver('r1').patchStaged(patch)).toMatchObject({ scheduled: true, state: { activation } })
  })

  it.each([400, 423, 500])('gives a refusal (%d) in the words of the device', async (status) => {
    answer(`PATCH ${path('single/receivers/r1/staged')}`, { code: status, error: 'No!', debug: 'why' }, status)
    await expect(api().receiver('r1').patchStaged(patch)).rejects.toMatchObject({ status, error: 'No!', debug: 'why' })
    expect(server.seen).toHaveLength(1)
  })

  it('is not sent twice when the connection breaks or nothing comes', async () => {
    for (const kind of ['reset', 'timeout']) {
      answers.set(`PATCH ${path('single/receivers/r1/staged')}`, (_, response) => {
        if (kind === 'reset') response.destroy()
      })
      const before = server.seen.length
      await expect(api().receiver('r1').patchStaged(patch)).rejects.toMatchObject({ kind })
      expect(server.seen.length - before).toBe(1)
    }
  })

  it('goes to the next way when it was surely not sent', async () => {
    answer(`PATCH ${path('single/receivers/r1/staged')}`, state())
    const dead = at('v1.1', `http://127.0.0.1:${await closedPort()}`)
    await expect(api(dead, at('v1.1')).receiver('r1').patchStaged(patch)).resolves.toMatchObject({ scheduled: false })
  })
})

describe('bulk', () => {
  const items = [
    { id: 'r1', params: { master_enable: false } },
    { id: 'r2', params: { master_enable: false } },
  ]

  it('gives each item its own result', async () => {
    answer(`POST ${path('bulk/receivers')}`, [
      { id: 'r1', code: 200 },
      { id: 'r2', code: 400, error: 'No!', debug: null },
    ])
    expect(await api().bulkReceivers(items)).toEqual({
      supported: true,
      url: `${server.url}${path('bulk/receivers')}`,
      results: [
        { id: 'r1', code: 200, error: null, debug: null },
        { id: 'r2', code: 400, error: 'No!', debug: null },
      ],
    })
  })

  it.each([404, 405, 501])('knows a device without it (%d)', async (status) => {
    answer(`POST ${path('bulk/senders')}`, { code: status, error: 'no', debug: null }, status)
    expect(await api().bulkSenders(items)).toEqual({ supported: false })
  })

  it('refuses to name an id twice', async () => {
    const twice = [...items, ...items.slice(0, 1)]
    await expect(api().bulkReceivers(twice)).rejects.toThrow('names r1 twice')
    expect(server.seen).toHaveLength(0)
  })
})

describe('transport file', () => {
  const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=ü\r\n'
  const file =
    (type: string, body: string | Buffer): Answer =>
    (_, response) => {
      response.writeHead(200, { 'Content-Type': type }).end(body)
    }
  const route = `GET ${path('single/senders/s1/transportfile')}`

  it.each([
    ['application/sdp', 'application/sdp'],
    ['application/sdp; charset=utf-8', 'application/sdp'],
    ['text/plain', 'application/sdp'],
  ])('comes as it is, served as %s', async (served, type) => {
    answers.set(route, file(served, sdp))
    expect(await api().sender('s1').transportFile()).toMatchObject({ present: true, data: sdp, type })
    expect(server.seen[0]?.headers.accept).toContain('application/sdp')
  })

  it('is followed to where it lies', async () => {
    answers.set(route, (_, response) => {
      response.writeHead(307, { Location: '/files/s1.sdp' }).end()
    })
    answers.set('GET /files/s1.sdp', file('application/sdp', sdp))
    expect(await api().sender('s1').transportFile()).toMatchObject({
      present: true,
      data: sdp,
      url: `${server.url}/files/s1.sdp`,
    })
  })

  it('is absent when the sender is inactive', async () => {
    expect(await api().sender('s1').transportFile()).toEqual({ present: false })
    answers.set(route, file('application/sdp', ''))
    expect(await api().sender('s1').transportFile()).toEqual({ present: false })
  })

  it('of 10 MB is refused', async () => {
    answers.set(route, file('application/sdp', Buffer.alloc(10 * 1024 * 1024, 'a')))
    await expect(api().sender('s1').transportFile()).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining('over 1 MB') as string,
    })
  })

  it('of a manifest is fetched the same way', async () => {
    answers.set('GET /s1.sdp', file('application/sdp', sdp))
    expect(await fetchTransportFile(http, `${server.url}/s1.sdp`, {})).toMatchObject({ present: true, data: sdp })
  })
})

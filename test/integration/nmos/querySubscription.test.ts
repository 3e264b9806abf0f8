import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { GrainEntry } from '../../../src/main/nmos/grain'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { type QueryApi, openQueryApi } from '../../../src/main/nmos/queryApi'
import type { SubscriptionEnd } from '../../../src/main/nmos/querySubscription'
import { type LocalServer, closedPort, json, startLocalServer } from './localServer'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type Registry = LocalServer & { readonly sockets: WebSocket[]; readonly wsUrl: string }
type PostAnswer = (body: Readonly<Record<string, unknown>>) => readonly [number, unknown]

/** The status of a GET of anything but the root. */
type GetAnswer = (url: string) => number

const notFound: GetAnswer = () => 404

/** A Query API whose POST answers as a test wants it to; its WebSocket is at `/ws`. */
async function registry(
  post: PostAnswer,
  onSocket: (socket: WebSocket) => void,
  autoPong = true,
  get: GetAnswer = notFound,
): Promise<Registry> {
  const sockets: WebSocket[] = []
  const server = await startLocalServer(({ url, method, body }, response) => {
    if (url === '/x-nmos/query') json(response, ['v1.3/'])
    else if (method === 'POST') {
      const [status, answer] = post(JSON.parse(body) as Readonly<Record<string, unknown>>)
      json(response, answer, status)
    } else json(response, {}, get(url))
  })
  const wss = new WebSocketServer({ server: server.server, path: '/ws', autoPong })
  wss.on('connection', (socket) => {
    sockets.push(socket)
    onSocket(socket)
  })
  closers.push(async () => {
    for (const socket of sockets) socket.terminate()
    wss.close()
    await server.close()
  })
  return { ...server, sockets, wsUrl: `${server.url.replace('http', 'ws')}/ws?uid=1` }
}

async function open(server: LocalServer): Promise<QueryApi> {
  const http = createNmosHttp({ timeoutMs: 2000 })
  closers.push(http.close)
  return openQueryApi(http, server.url)
}

/** Subscribes to senders and writes down what comes. */
function watch(api: QueryApi, pingIntervalMs = 10_000) {
  const seen = { opened: 0, grains: [] as GrainEntry[][], faults: [] as string[], ends: [] as SubscriptionEnd[] }
  const dispose = api.subscribe('sender', {
    maxUpdateRateMs: 50,
    pingIntervalMs,
    onOpen: () => {
      seen.opened += 1
    },
    onGrain: (entries) => seen.grains.push([...entries]),
    onFault: (fault) => seen.faults.push(fault),
    onClose: (end) => seen.ends.push(end),
  })
  closers.push(dispose)
  return { seen, dispose }
}

/** What was looked at after the root was. */
const asked = ({ seen }: LocalServer) =>
  seen.filter(({ method, url }) => method === 'GET' && url !== '/x-nmos/query').map(({ url }) => url)

const grain = (...data: readonly unknown[]) => JSON.stringify({ grain: { type: 'x', topic: '/senders/', data } })

describe('subscribe', () => {
  it.each([200, 201])('makes it (%d), connects to the address as it came, hands over what comes', async (status) => {
    const server = await registry(
      () => [status, { id: '1', ws_href: server.wsUrl }],
      (socket) => {
        socket.send(grain({ path: 'a', post: { id: 'a' } }))
        socket.send(grain({ path: 'a', pre: { id: 'a' } }, { path: 'b', post: { id: 'b' } }))
      },
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.grains.length).toBe(2)
    expect(seen).toMatchObject({ opened: 1, faults: [], ends: [] })
    expect(seen.grains[1]).toEqual([
      { path: 'a', pre: { id: 'a' } },
      { path: 'b', post: { id: 'b' } },
    ])
    const post = server.seen.find(({ method }) => method === 'POST')
    expect(post?.url).toBe('/x-nmos/query/v1.3/subscriptions')
    expect(JSON.parse(post?.body ?? '')).toEqual({
      max_update_rate_ms: 50,
      resource_path: '/senders',
      params: { 'query.downgrade': 'v1.2' },
      persist: false,
      secure: false,
    })
  })

  it.each([400, 500, 501])('does without query.downgrade where it is answered with %d', async (status) => {
    const server = await registry(
      ({ params }) =>
        Object.keys(params as object).length > 0 ? [status, { error: 'no' }] : [201, { ws_href: server.wsUrl }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.opened).toBe(1)
  })

  const rates = (server: LocalServer) =>
    server.seen
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>)
      .map(({ max_update_rate_ms: rate, params }) => [rate, Object.keys(params as object).length > 0])

  it.each([400, 422])(
    'takes a slower rate where it is refused (%d), older nodes included, and from then on',
    async (no) => {
      const server = await registry(
        ({ max_update_rate_ms: rate }) =>
          Number(rate) < 100 ? [no, { error: 'too fast' }] : [201, { ws_href: server.wsUrl }],
        () => undefined,
      )
      const api = await open(server)
      const first = watch(api).seen
      await expect.poll(() => first.opened).toBe(1)
      const second = watch(api).seen
      await expect.poll(() => second.opened).toBe(1)
      expect(rates(server)).toEqual([
        [50, true],
        [100, true],
        [100, true],
      ])
    },
  )

  it('takes a slower rate and does without query.downgrade where both are refused', async () => {
    const server = await registry(
      ({ max_update_rate_ms: rate, params }) =>
        Number(rate) < 100 || Object.keys(params as object).length > 0
          ? [400, { error: 'no' }]
          : [201, { ws_href: server.wsUrl }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.opened).toBe(1)
    expect(rates(server)).toEqual([
      [50, true],
      [100, true],
      [50, false],
      [100, false],
    ])
  })

  it('finds out once what is taken, also for those that begin side by side', async () => {
    const server = await registry(
      ({ max_update_rate_ms: rate, params }) =>
        Number(rate) < 100 || Object.keys(params as object).length > 0
          ? [400, { error: 'no' }]
          : [201, { ws_href: server.wsUrl }],
      () => undefined,
    )
    const api = await open(server)
    const all = [watch(api).seen, watch(api).seen, watch(api).seen]
    await expect.poll(() => all.map(({ opened }) => opened)).toEqual([1, 1, 1])
    const counts = new Map<string, number>()
    for (const rate of rates(server)) counts.set(String(rate), (counts.get(String(rate)) ?? 0) + 1)
    expect(Object.fromEntries(counts)).toEqual({ '50,true': 3, '100,true': 1, '50,false': 1, '100,false': 3 })
  })

  it('asks four times at most', async () => {
    const server = await registry(
      () => [400, { error: 'never' }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['refused'])
    expect(rates(server)).toHaveLength(4)
  })

  it('does not keep what a passing 500 led to', async () => {
    let isIll = true
    const server = await registry(
      () => {
        const answer: readonly [number, unknown] = isIll
          ? [500, { error: 'not yet' }]
          : [201, { ws_href: server.wsUrl }]
        isIll = false
        return answer
      },
      () => undefined,
    )
    const api = await open(server)
    const first = watch(api).seen
    await expect.poll(() => first.opened).toBe(1)
    const second = watch(api).seen
    await expect.poll(() => second.opened).toBe(1)
    expect(rates(server)).toEqual([
      [50, true],
      [100, true],
      [50, true],
    ])
  })

  it('goes on after a message that cannot be used', async () => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      (socket) => {
        socket.send('<html>')
        socket.send('{"grain":{}}')
        socket.send(Buffer.from([0xff, 0xfe]))
        socket.send(grain({ post: {} }, { path: 'a' }))
      },
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.grains).toEqual([[{ path: 'a' }]])
    expect(seen.faults).toHaveLength(4)
    expect(seen.ends).toEqual([])
  })

  it('tells once that the registry closed it', async () => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      (socket) => {
        socket.close(1001, 'restarting')
      },
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.ends.length).toBe(1)
    expect(seen.ends[0]).toMatchObject({ kind: 'closed', message: expect.stringContaining('restarting') as string })
  })

  it('notices a connection that broke', async () => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.opened).toBe(1)
    for (const socket of server.sockets) socket.terminate()
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['closed'])
  })

  it('notices a socket that is open and dead, once it has answered a ping', async () => {
    const server = await registry(
      () => [201, { id: 'one', ws_href: server.wsUrl }],
      (socket) => {
        socket.once('ping', () => {
          socket.pong()
        })
      },
      false,
      () => 200,
    )
    const { seen } = watch(await open(server), 30)
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['silent'])
  })

  it('leaves a socket alone that only answers pings', async () => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      () => undefined,
    )
    const { seen } = watch(await open(server), 10)
    let pings = 0
    await expect.poll(() => server.sockets.length).toBe(1)
    server.sockets[0]?.on('ping', () => {
      pings += 1
    })
    await expect.poll(() => pings).toBeGreaterThan(4)
    expect(seen.ends).toEqual([])
  })

  it.each([
    ['shows it', () => 200],
    ['does not show subscriptions', (url: string) => (url.includes('/subscriptions/') ? 404 : 200)],
    ['shows nothing but what was asked for', notFound],
  ])('leaves a socket alone that never answered a ping while the registry %s', async (_, get) => {
    const server = await registry(
      () => [201, { id: 'one', ws_href: server.wsUrl }],
      () => undefined,
      false,
      get,
    )
    const { seen } = watch(await open(server), 10)
    await expect.poll(() => asked(server).length).toBeGreaterThan(4)
    expect(asked(server)[0]).toBe('/x-nmos/query/v1.3/subscriptions/one')
    expect(seen).toMatchObject({ opened: 1, ends: [] })
  })

  it('ends with a socket that never answered a ping once the subscription is gone that was there', async () => {
    let isThere = true
    const server = await registry(
      () => [201, { id: 'one', ws_href: server.wsUrl }],
      () => undefined,
      false,
      (url) => (url.includes('/subscriptions/') && !isThere ? 404 : 200),
    )
    const { seen } = watch(await open(server), 10)
    await expect.poll(() => asked(server).length).toBeGreaterThan(1)
    expect(seen.ends).toEqual([])
    isThere = false
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['silent'])
  })

  it.each([
    ['is ill', () => 500],
    ['hangs up', null],
  ])('ends with a socket that never answered a ping when the registry %s', async (_, get) => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      () => undefined,
      false,
      get ?? (() => 200),
    )
    const { seen } = watch(await open(server), 30)
    await expect.poll(() => seen.opened).toBe(1)
    if (get === null) server.server.prependListener('request', (raw) => raw.socket.destroy())
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['silent'])
  })

  it('says why it was refused', async () => {
    const server = await registry(
      () => [503, { code: 503, error: 'Too many subscriptions', debug: null }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.ends.length).toBe(1)
    expect(seen.ends[0]).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Too many subscriptions') as string,
    })
  })

  it.each([{}, { ws_href: 'http://a/' }, { ws_href: 7 }, null])('does not connect to %j', async (answer) => {
    const server = await registry(
      () => [201, answer],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['refused'])
  })

  it('says that the WebSocket cannot be opened', async () => {
    const port = await closedPort()
    const server = await registry(
      () => [201, { ws_href: `ws://127.0.0.1:${port}/` }],
      () => undefined,
    )
    const { seen } = watch(await open(server))
    await expect.poll(() => seen.ends.map(({ kind }) => kind)).toEqual(['unreachable'])
  })

  it('is silent after its disposer, at whatever moment', async () => {
    const server = await registry(
      () => [201, { ws_href: server.wsUrl }],
      (socket) => {
        socket.send(grain({ path: 'a' }))
      },
    )
    const api = await open(server)
    const early = watch(api)
    early.dispose()
    const late = watch(api)
    await expect.poll(() => late.seen.grains.length).toBe(1)
    late.dispose()
    late.dispose()
    await expect.poll(() => server.sockets.every((socket) => socket.readyState === socket.CLOSED)).toBe(true)
    expect(early.seen).toMatchObject({ opened: 0, grains: [], ends: [] })
    expect(late.seen.ends).toEqual([])
  })
})

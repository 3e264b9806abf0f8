import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { sampleNode } from '../lab/registrySample'
import { type LocalServer, json, startLocalServer } from '../nmos/localServer'
import { type Watch, input, reaches, until, watch } from './watch'

const HELD = { ...sampleNode('Camera 1'), version: '1700000005:0' }
const OTHER = sampleNode('Camera 2')
const OLDER = { ...HELD, version: '1700000004:0' }

let server: LocalServer
let sockets: WebSocketServer
let nodes: WebSocket | undefined
let watched: Watch
/** How a GET of the one resource is answered. */
let answer: (response: ServerResponse, query: URLSearchParams) => void

/** A registry of two nodes, followed until it is live. */
beforeEach(async () => {
  nodes = undefined
  server = await startLocalServer(({ url, method, body }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    if (pathname === '/x-nmos/query') json(response, ['v1.3/'])
    else if (method === 'POST') {
      const { resource_path: path } = JSON.parse(body) as { readonly resource_path: string }
      json(response, { id: 'one', ws_href: `${server.url.replace('http', 'ws')}/ws${path}` }, 201)
    } else if (pathname.endsWith(`/nodes/${HELD.id}`)) answer(response, searchParams)
    else json(response, pathname.endsWith('/nodes') ? [HELD, OTHER] : [])
  })
  sockets = new WebSocketServer({ server: server.server })
  sockets.on('connection', (socket, { url }) => {
    if (url === '/ws/nodes') nodes = socket
  })
  // No listing besides the first: only the second look can find out.
  watched = await watch([input({ queryUrl: server.url })], { checkMs: 60_000 })
  await reaches(watched, 'live')
})

afterEach(async () => {
  await watched.stop()
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  await server.close()
})

const tell = (...data: readonly unknown[]) => nodes?.send(JSON.stringify({ grain: { topic: '/nodes/', data } }))
const removal = { path: HELD.id, pre: OLDER }
const held = () => watched.plant.get(HELD.id)
const looks = () => server.seen.filter(({ url }) => url.includes(HELD.id)).map(({ url }) => url)
const heardOf = (label: string) => until(() => watched.plant.get(OTHER.id)?.resource.label === label)
const renamed = (label: string) => ({ path: OTHER.id, pre: OTHER, post: { ...OTHER, version: '1700000009:0', label } })

describe('a removal that is older than what is held', () => {
  it('takes it away when the registry has it no more', async () => {
    answer = (response) => {
      json(response, { code: 404, error: 'gone', debug: null }, 404)
    }
    tell(removal)
    await until(() => held()?.status === 'offline')
    expect(looks()).toEqual([`/x-nmos/query/v1.3/nodes/${HELD.id}?query.downgrade=v1.2`])
  })

  it('shows what the registry has instead', async () => {
    answer = (response) => {
      json(response, { ...HELD, version: '1700000006:0', label: 'Back' })
    }
    tell(removal)
    await until(() => held()?.resource.label === 'Back')
    expect(held()?.status).toBe('online')
  })

  it('is looked at without query.downgrade where the registry does not know it', async () => {
    answer = (response, query) => {
      json(response, { code: 0, error: 'no', debug: null }, query.has('query.downgrade') ? 501 : 404)
    }
    tell(removal)
    await until(() => held()?.status === 'offline')
  })

  it('changes nothing when the registry cannot say', async () => {
    answer = (response) => {
      json(response, { code: 500, error: 'disk', debug: null }, 500)
    }
    tell(removal)
    await until(() => looks().length === 2)
    tell(renamed('After'))
    await heardOf('After')
    expect(held()?.status).toBe('online')
  })

  it('is overtaken by what is told while the registry is asked', async () => {
    let waiting: ServerResponse | undefined
    answer = (response) => {
      waiting = response
    }
    tell(removal)
    await until(() => waiting !== undefined)
    tell({ path: HELD.id, post: { ...HELD, version: '1700000007:0', label: 'Again' } })
    await until(() => held()?.resource.label === 'Again')
    let isAnswered = false
    waiting?.once('finish', () => {
      isAnswered = true
    })
    if (waiting !== undefined) json(waiting, { code: 404, error: 'gone', debug: null }, 404)
    await until(() => isAnswered)
    tell(renamed('After'))
    await heardOf('After')
    expect(held()?.status).toBe('online')
  })

  it('changes nothing any more once discovery is stopped', async () => {
    let waiting: ServerResponse | undefined
    answer = (response) => {
      waiting = response
    }
    tell(removal)
    await until(() => waiting !== undefined)
    await watched.discovery.stop()
    if (waiting !== undefined) json(waiting, { code: 404, error: 'gone', debug: null }, 404)
    // Whoever still listened has heard it by the time that something asked later is answered.
    await fetch(`${server.url}/x-nmos/query`)
    expect(held()?.status).toBe('online')
  })
})

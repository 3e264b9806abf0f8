import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { EventEmitter, once } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { contract, type Actor, type PlantEvent } from '../../../src/contract'
import type { DesktopEngine } from '../../../src/main/desktop/desktopEngine'
import { handOverPorts } from '../../../src/main/desktop/port'

/** The preload's side of Electron: the bridge listens on it. */
const ipcRenderer = vi.hoisted(() => {
  const listeners = new Map<string, (event: { ports: unknown[] }) => void>()
  return {
    on: (channel: string, listener: (event: { ports: unknown[] }) => void) => listeners.set(channel, listener),
    receive: (channel: string, ports: unknown[]) => listeners.get(channel)?.({ ports }),
  }
})
vi.mock('electron', () => ({ ipcRenderer }))

const ours = implement({
  session: contract.session,
  alias: contract.alias,
  events: contract.events,
}).$context<{ readonly actor: Actor }>()
let ended = 0

const router = ours.router({
  session: ours.session.handler(({ context }) => ({ actor: context.actor, via: 'local' as const })),
  alias: ours.alias.handler(({ errors, input }) => {
    throw errors.NOT_FOUND({ data: { id: input.id } })
  }),
  events: ours.events.handler(async function* () {
    try {
      for (let id = 1; ; id++) {
        yield { type: 'gap' as const, id }
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    } finally {
      ended++
    }
  }),
})

const engine: DesktopEngine = {
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  servePort: (port, actor) => {
    new RPCHandler(router).upgrade(port, { context: { actor } })
    return () => {
      port.close()
    }
  },
}

/** The window's contents, of which only what is posted to the preload matters here. */
class Contents extends EventEmitter {
  readonly getURL = (): string => 'app://signalbox/'
  readonly postMessage = (channel: string, _message: unknown, ports: unknown[]): void => {
    ipcRenderer.receive(channel, ports)
  }
}

let contents: Contents
let dispose: () => void
let arrived: { readonly message: unknown; readonly origin: unknown; readonly port: MessagePort }[]

beforeEach(async () => {
  arrived = []
  vi.stubGlobal('window', {
    location: { origin: 'app://signalbox' },
    postMessage: (message: unknown, origin: unknown, ports: MessagePort[]) => {
      for (const port of ports) arrived.push({ message, origin, port })
    },
  })
  await import('../../../src/preload/bridge')
  contents = new Contents()
  dispose = handOverPorts({
    contents: contents as unknown as Parameters<typeof handOverPorts>[0]['contents'],
    MessageChannelMain: MessageChannel as unknown as Parameters<typeof handOverPorts>[0]['MessageChannelMain'],
    engine,
    actor: { id: 'local', name: 'ada', role: 'admin' },
    isOurPage: (url) => url.startsWith('app://signalbox'),
  })
})
afterEach(() => {
  dispose()
  for (const { port } of arrived) port.close()
  vi.unstubAllGlobals()
})

type Client = ContractRouterClient<Pick<typeof contract, 'session' | 'alias' | 'events'>>
const openPage = (): { readonly client: Client; readonly port: MessagePort } => {
  contents.emit('did-finish-load')
  const last = arrived.at(-1)
  if (last === undefined) throw new Error('The page was given no port.')
  const port = last.port
  const client: Client = createORPCClient(new RPCLink({ port: port as unknown as globalThis.MessagePort }))
  port.start()
  return { client, port }
}

test('the bridge hands the port to the page of its own origin, and calls go through it as the local actor', async () => {
  const { client } = openPage()
  expect(arrived.map(({ message, origin }) => [message, origin])).toEqual([['signalbox:port', 'app://signalbox']])
  expect(await client.session()).toEqual({ actor: { id: 'local', name: 'ada', role: 'admin' }, via: 'local' })
})

test('an error crosses with its code, sentence and data', async () => {
  const { client } = openPage()
  await expect(client.alias({ id: 'x', alias: null })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no such thing.',
    data: { id: 'x' },
  })
})

test('what is subscribed to flows, and ends with the page', async () => {
  const { client, port } = openPage()
  const before = ended
  const seen: PlantEvent[] = []
  for await (const event of await client.events()) {
    seen.push(event)
    if (seen.length === 3) break
  }
  expect(seen.map((event) => event.id)).toEqual([1, 2, 3])

  const second = await client.events()
  await second.next()
  const closed = once(port, 'close')
  contents.emit('render-process-gone', {}, { reason: 'crashed' })
  await closed
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(before + 2)
})

test('a page that is loaded again gets a new port, and the old one is closed', async () => {
  const first = openPage()
  const closed = once(first.port, 'close')
  const second = openPage()
  await closed
  expect(await second.client.session()).toMatchObject({ via: 'local' })
})

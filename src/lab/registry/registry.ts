import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { highestVersion, servedVersion, type ApiVersion } from './apiVersion'
import { idFor } from '../identity'
import { systemClock, type Clock } from '../time/clock'
import { TaiClock, formatTai } from '../time/tai'
import { Delays } from './delays'
import { noFaults, type RegistryFaults } from './faults'
import type { ResourceData, ResourceType } from './kinds'
import { Listener } from './listener'
import { NodeHealth } from './nodeHealth'
import type { PageLimit } from './paging'
import { createQueryApi } from './queryApi'
import { createRegistrationApi } from './registrationApi'
import { errorReply, type Reply } from './reply'
import { apiNameOf, createRoutes } from './routes'
import { createSelfNodeApi, selfNodeData } from './selfNode'
import { ResourceStore } from './store'
import { Subscriptions } from './subscriptions'
import { readBody, transmit } from './transmit'

/** What this registry can do; everything it cannot is answered 501. */
export type RegistryFeatures = {
  readonly paging: boolean
  readonly downgrade: boolean
  readonly websocket: boolean
  readonly rql: boolean
}

/** How a registry is to be. */
export type RegistryOptions = {
  /** Address to listen at, also what it gives as its own. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** The label of the registry's own node, and the seed of its ids. */
  readonly label: string
  /** How long a node may be silent before it is removed with all its children, s. */
  readonly expirySeconds: number
  readonly pageLimit: PageLimit
  /** How many resources the grains of the first state carry at most. */
  readonly syncGrainSize: number
  /** All of them by default. */
  readonly features?: RegistryFeatures
  /** Whether the registry is itself among the nodes; true by default. */
  readonly selfNode?: boolean
  /** The machine's clock by default. */
  readonly clock?: Clock
}

/** What a registry is like out of the box: the figures of sony/nmos-cpp. */
export const registryDefaults = {
  host: '127.0.0.1',
  port: 0,
  expirySeconds: 12,
  pageLimit: { default: 10, max: 100 },
  syncGrainSize: 10,
} as const

/** A resource to be there from the start. */
export type PreloadedResource = {
  readonly type: ResourceType
  /** Must not be changed afterwards. Needs an `id`; nothing else is checked. */
  readonly data: object
  /** The version it is registered at, `v1.3` by default. */
  readonly apiVersion?: 'v1.2' | 'v1.3'
}

/** A running registry. */
export type Registry = {
  /** `http://HOST:PORT` */
  readonly url: string
  /** `http://HOST:PORT/x-nmos/query/` */
  readonly queryUrl: string
  /** `http://HOST:PORT/x-nmos/registration/` */
  readonly registrationUrl: string
  /** Puts resources in as if they had been registered; nodes put in so never expire. */
  readonly preload: (resources: readonly PreloadedResource[]) => void
  /** Removes a resource with its children; false when it is not there. */
  readonly remove: (type: ResourceType, id: string) => boolean
  /** How many of each kind are registered now. */
  readonly counts: () => Readonly<Record<ResourceType, number>>
  /** Loses its memory (resources, preloaded ones too, and subscriptions) without telling anybody; stays up. */
  readonly forget: () => void
  /** Breaks every WebSocket off; the subscriptions stay. */
  readonly cutSubscriptions: () => void
  /** Changes the faults named and leaves the others as they are. Resolves when it holds. */
  readonly setFault: (faults: Partial<RegistryFaults>) => Promise<void>
  /** The faults that hold now. */
  readonly faults: () => RegistryFaults
  /** Goes away for `downMs` and comes back at the same port, with or without what it knew. */
  readonly restart: (how: { readonly memory: 'kept' | 'lost'; readonly downMs: number }) => Promise<void>
  /** Closes every socket and timer. */
  readonly stop: () => Promise<void>
}

const allFeatures: RegistryFeatures = { paging: true, downgrade: true, websocket: true, rql: true }

function versionOf(name: string | undefined): ApiVersion {
  return servedVersion(name ?? '') ?? highestVersion
}

/**
 * Starts a simulated IS-04 registry: Registration API, Query API with WebSocket subscriptions, and the Node API of its
 * own node, v1.3 and v1.2, on one port. Rejects when the port is taken.
 */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const { host, label } = options
  const clock = options.clock ?? systemClock
  const features = options.features ?? allFeatures
  const tai = new TaiClock(clock)
  const nextStamp = () => tai.now()
  const delays = new Delays(clock)
  const subscriptionSeed = `subscriptions ${label} ${nextStamp()}`
  let subscriptionCount = 0
  const selfId = idFor('registry', label)
  const store = new ResourceStore(nextStamp)
  const expiryMs = options.expirySeconds * 1000
  const health = new NodeHealth(clock, expiryMs, (id) => store.remove(id))
  const subscriptions = new Subscriptions({
    store,
    clock,
    nextStamp,
    nextId: () => idFor(subscriptionSeed, `${subscriptionCount++}`),
    sourceId: selfId,
    syncGrainSize: options.syncGrainSize,
    graceMs: expiryMs,
  })
  const stopWatchingNodes = store.onChange((change) => {
    if (change.type === 'node' && change.post === undefined) health.forget(change.id)
  })

  const query = createQueryApi({ store, subscriptions, pageLimit: options.pageLimit, features })
  const registration = createRegistrationApi(store, health)
  const node = createSelfNodeApi(() => store.get(selfId)?.view.data ?? {})
  const routes = createRoutes(options.selfNode === false ? { query, registration } : { query, registration, node })

  let faults = noFaults

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/'
    const mark = target.indexOf('?')
    const pathname = mark < 0 ? target : target.slice(0, mark)
    const body = await readBody(request)
    if (faults.latencyMs > 0 && !(await delays.wait(faults.latencyMs))) return
    if (response.destroyed) return
    const struck = apiNameOf(pathname) === 'query' ? struckBy(target) : undefined
    const reply =
      struck ??
      (body === undefined
        ? errorReply(413, 'the body is too long')
        : routes(pathname, {
            method: request.method ?? 'GET',
            query: mark < 0 ? '' : target.slice(mark + 1),
            host: request.headers.host ?? `${host}:${listener.port}`,
            body,
          }))
    const isList = reply.status === 200 && reply.body?.startsWith('[') === true
    transmit(request, response, reply, faults.halfPage && isList && apiNameOf(pathname) === 'query')
  }

  function struckBy(target: string): Reply | undefined {
    if (faults.status500) return errorReply(500, 'the registry is out of order')
    if (faults.redirectLoop) return { status: 302, body: undefined, headers: { location: target } }
    if (faults.html) {
      const body = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>'
      return { status: 200, body, headers: { 'content-type': 'text/html; charset=utf-8' } }
    }
    return undefined
  }

  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const pathname = (request.url ?? '/').split('?')[0] ?? '/'
    const status = faults.refuseWebSocket
      ? '503 Service Unavailable'
      : subscriptions.hasPath(pathname)
        ? undefined
        : '404 Not Found'
    socket.on('error', () => socket.destroy())
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      subscriptions.serve(pathname, webSocket)
    })
  }

  const listener = new Listener(
    host,
    options.port,
    (request, response) => {
      answer(request, response).catch(() => response.destroy())
    },
    upgrade,
  )

  function registerSelf(): void {
    if (options.selfNode === false) return
    health.pin(selfId)
    store.put('node', selfId, highestVersion, selfNodeData(selfId, label, formatTai(nextStamp()), host, listener.port))
  }

  function forget(): void {
    subscriptions.clear()
    health.clear()
    store.clear()
    registerSelf()
  }

  async function goDown(): Promise<void> {
    health.pause()
    subscriptions.cut()
    await listener.close()
  }

  async function comeUp(): Promise<void> {
    await listener.open()
    health.resume()
  }

  await listener.open()
  registerSelf()
  const url = `http://${host}:${listener.port}`

  return {
    url,
    queryUrl: `${url}/x-nmos/query/`,
    registrationUrl: `${url}/x-nmos/registration/`,
    preload: (resources) => {
      for (const { type, data, apiVersion } of resources) {
        const resource = data as ResourceData
        const { id } = resource
        if (typeof id !== 'string') throw new Error(`a preloaded ${type} has no id`)
        if (type === 'node') health.pin(id)
        store.put(type, id, versionOf(apiVersion), resource)
      }
    },
    remove: (type, id) => store.get(id)?.type === type && store.remove(id),
    counts: () => store.counts(),
    forget,
    cutSubscriptions: () => {
      subscriptions.cut()
    },
    setFault: async (changed) => {
      const wasDown = faults.down
      faults = { ...faults, ...changed }
      if (faults.down && !wasDown) await goDown()
      if (!faults.down && wasDown) await comeUp()
    },
    faults: () => faults,
    restart: async ({ memory, downMs }) => {
      await goDown()
      if (memory === 'lost') forget()
      if ((await delays.wait(downMs)) && !faults.down) await comeUp()
    },
    stop: async () => {
      delays.end()
      stopWatchingNodes()
      subscriptions.clear()
      health.clear()
      webSockets.close()
      await listener.close()
    },
  }
}

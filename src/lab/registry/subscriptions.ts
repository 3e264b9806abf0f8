import type { WebSocket } from 'ws'
import type { ApiVersion } from './apiVersion'
import type { Clock } from '../time/clock'
import type { Filter } from './filter'
import type { ResourceType } from './kinds'
import type { ResourceStore } from './store'
import { serveSubscriber } from './subscriber'
import { serves, socketPath, type Subscription, type SubscriptionRequest } from './subscription'
import type { Tai } from '../time/tai'
import { TimeOrder } from './timeOrder'

/** What the subscriptions need of the registry around them. */
export type SubscriptionsOptions = {
  readonly store: ResourceStore
  readonly clock: Clock
  readonly nextStamp: () => Tai
  readonly nextId: () => string
  readonly sourceId: string
  readonly syncGrainSize: number
  /** How long a non-persistent subscription lives without a socket, ms. */
  readonly graceMs: number
}

type Kept = {
  readonly subscription: Subscription
  readonly sockets: Set<WebSocket>
  callOffEnd: (() => void) | undefined
}

/** The subscriptions of a Query API and the sockets on them. */
export class Subscriptions {
  private readonly kept = new Map<string, Kept>()
  private readonly byPath = new Map<string, Kept>()
  /** For paging through them, as for any other resource. */
  readonly order = new TimeOrder<Subscription>(({ id, created }, stamp) => this.kept.has(id) && created === stamp)
  latest: Tai = 0n

  constructor(private readonly options: SubscriptionsOptions) {}

  /** The subscription that serves the request: one that is there already, or a new one. */
  open(
    version: ApiVersion,
    type: ResourceType,
    request: SubscriptionRequest,
    filter: Filter,
  ): { readonly subscription: Subscription; readonly isNew: boolean } {
    for (const kept of this.kept.values()) {
      if (serves(kept.subscription, version, request)) return { subscription: kept.subscription, isNew: false }
    }
    const created = this.options.nextStamp()
    const subscription: Subscription = { id: this.options.nextId(), version, type, request, filter, created }
    const kept: Kept = { subscription, sockets: new Set(), callOffEnd: undefined }
    this.kept.set(subscription.id, kept)
    this.byPath.set(socketPath(subscription), kept)
    this.order.push(created, subscription)
    this.latest = created
    this.endUnlessUsed(kept)
    return { subscription, isNew: true }
  }

  get(id: string): Subscription | undefined {
    return this.kept.get(id)?.subscription
  }

  /** Whether a WebSocket may be opened at that path. */
  hasPath(path: string): boolean {
    return this.byPath.has(path)
  }

  /** Serves a freshly opened WebSocket until it closes. */
  serve(path: string, socket: WebSocket): void {
    const kept = this.byPath.get(path)
    if (kept === undefined) {
      socket.close(1011)
      return
    }
    kept.callOffEnd?.()
    kept.callOffEnd = undefined
    kept.sockets.add(socket)
    const stop = serveSubscriber({ ...this.options, socket, subscription: kept.subscription })
    socket.on('error', () => {
      socket.terminate()
    })
    socket.once('close', () => {
      stop()
      kept.sockets.delete(socket)
      this.endUnlessUsed(kept)
    })
  }

  /** Ends a subscription and closes its sockets. */
  remove(id: string): void {
    const kept = this.kept.get(id)
    if (kept === undefined) return
    this.kept.delete(id)
    this.byPath.delete(socketPath(kept.subscription))
    this.order.oneDied()
    kept.callOffEnd?.()
    for (const socket of kept.sockets) socket.close(1001)
  }

  /** Breaks every socket off without a word; the subscriptions stay. */
  cut(): void {
    for (const { sockets } of this.kept.values()) for (const socket of sockets) socket.terminate()
  }

  /** Breaks every socket off and forgets every subscription. */
  clear(): void {
    this.cut()
    for (const id of [...this.kept.keys()]) this.remove(id)
  }

  private endUnlessUsed(kept: Kept): void {
    const { subscription, sockets } = kept
    if (subscription.request.persist || sockets.size > 0 || !this.kept.has(subscription.id)) return
    kept.callOffEnd?.()
    kept.callOffEnd = this.options.clock.after(this.options.graceMs, () => {
      this.remove(subscription.id)
    })
  }
}

import { WebSocket, type RawData } from 'ws'
import type { Disposer } from './disposer'
import { type GrainEntry, readGrain } from './grain'
import type { NmosHttp } from './http'
import { keptSubscription } from './keptSubscription'
import { watchPulse } from './socketPulse'
import {
  type MadeSubscription,
  type SubscriptionFeatures,
  type SubscriptionWish,
  postSubscription,
} from './subscriptionPost'

/**
 * Why a subscription ended, once, with a sentence for people.
 * - `refused`: the registry did not make the subscription, or not in a usable way
 * - `unreachable`: its WebSocket could not be opened
 * - `silent`: it was open and nothing came any more, not even the answer to a ping; or no ping was ever answered and the
 *   registry does not stand by it any more
 * - `closed`: the registry closed it, or the connection broke
 */
export type SubscriptionEnd = {
  readonly kind: 'refused' | 'unreachable' | 'silent' | 'closed'
  readonly message: string
  readonly cause?: unknown
}

/** What a subscription tells. Nothing is called after `onClose`, nor after the disposer. */
export type SubscriptionHandlers = {
  /** The WebSocket is open: from now on no change is missed. */
  readonly onOpen: () => void
  /** Changes, in the order in which they happened. An entry with `pre` only is a removal. */
  readonly onGrain: (entries: readonly GrainEntry[]) => void
  /** A message that could not be used; the subscription goes on. */
  readonly onFault: (fault: string) => void
  /** The end, when it was not the disposer. */
  readonly onClose: (end: SubscriptionEnd) => void
}

/** One subscription. Times in ms. */
export type SubscriptionRequest = SubscriptionHandlers &
  SubscriptionWish & {
    /** The socket is pinged this often; two such times without any sign of life end it. */
    readonly pingIntervalMs: number
  }

const OPEN_TIMEOUT_MS = 10_000
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/** Subscribes to one kind: POSTs the subscription and connects to its `ws_href` as it came. */
export function openSubscription(
  http: NmosHttp,
  request: SubscriptionRequest,
  features: SubscriptionFeatures,
): Disposer {
  const ending = new AbortController()
  let socket: WebSocket | null = null
  let over = false

  const end = (reason: SubscriptionEnd) => {
    if (over) return
    over = true
    request.onClose(reason)
  }

  const connect = (made: MadeSubscription) => {
    if (over) return
    const isKept = keptSubscription(http, request.apiHref, made, ending.signal)
    socket = openSocket(made.wsHref, request, isKept, () => over, end)
  }

  postSubscription(http, request, features, ending.signal).then(connect, (cause: unknown) => {
    end({ kind: 'refused', message: cause instanceof Error ? cause.message : String(cause), cause })
  })

  return () => {
    over = true
    ending.abort()
    socket?.terminate()
  }
}

function openSocket(
  href: string,
  request: SubscriptionRequest,
  isKept: () => Promise<boolean>,
  isOver: () => boolean,
  end: (reason: SubscriptionEnd) => void,
): WebSocket {
  const socket = new WebSocket(href, {
    perMessageDeflate: false,
    handshakeTimeout: OPEN_TIMEOUT_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    skipUTF8Validation: true,
  })
  const host = new URL(href).host
  let opened = false
  let stopWatching: Disposer = () => undefined
  let failure: Error | undefined

  const onDead = () => {
    end({ kind: 'silent', message: `The WebSocket of ${host} is open but has fallen silent.` })
    socket.terminate()
  }

  socket.on('open', () => {
    if (isOver()) {
      socket.terminate()
      return
    }
    opened = true
    stopWatching = watchPulse(socket, { intervalMs: request.pingIntervalMs, isKept, onDead })
    request.onOpen()
  })
  socket.on('message', (data) => {
    if (!isOver()) deliver(textOf(data), request)
  })
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', (code, reason) => {
    stopWatching()
    const words = failure?.message ?? (reason.toString() || `code ${code}`)
    if (opened) end({ kind: 'closed', message: `The WebSocket of ${host} was closed (${words}).`, cause: failure })
    else end({ kind: 'unreachable', message: `The WebSocket of ${host} cannot be opened (${words}).`, cause: failure })
  })
  return socket
}

function deliver(message: string, request: SubscriptionRequest): void {
  const grain = readGrain(message)
  if (!grain.ok) {
    request.onFault(grain.fault)
    return
  }
  if (grain.faults > 0) request.onFault(`${grain.faults} of the entries of a message name no resource.`)
  if (grain.entries.length > 0) request.onGrain(grain.entries)
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8')
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8')
}

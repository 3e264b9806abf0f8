import { WebSocket, type RawData } from 'ws'
import type { Id } from '../../contract'
import { showUrl } from '../nmos/href'
import { formatTai, utcToTai } from '../nmos/tai'
import { pauseMs } from './backoff'

/** Where a connection stands. `heardAt`: the last sign of life, epoch ms; null when there was none yet. */
export type ConnectionStanding = {
  readonly isOpen: boolean
  /** Something has come since it was opened: that it opens says nothing of who hangs behind it. */
  readonly hasSpoken: boolean
  readonly heardAt: number | null
  /** Why it is not open, as a sentence. */
  readonly problem: string | null
}

/** One WebSocket of an IS-07 device, for all its sources that are wanted. */
export type EventSocket = {
  readonly address: string
  readonly standing: () => ConnectionStanding
  /** The whole list; sent when it is another one than before. */
  readonly want: (sources: ReadonlySet<Id>) => void
  /** Asks for the states of all again, at most every few seconds. */
  readonly askAgain: () => void
  readonly stop: () => void
}

export type EventSocketOptions = {
  readonly uri: string
  readonly now: () => number
  readonly random: () => number
  /** The list was sent: what comes next of these is what holds now. */
  readonly onAsked: (sources: ReadonlySet<Id>) => void
  readonly onMessage: (text: string) => void
  /** Some of the list have not said what holds since it was sent. */
  readonly isOwed: () => boolean
  /** It was opened, has spoken for the first time, or is lost. */
  readonly onStanding: () => void
  readonly timing: EventSocketTiming
}

/** Times in ms. */
export type EventSocketTiming = { readonly healthMs: number; readonly silentMs: number }

/** IS-07 v1.0 §Transport: WebSocket 4.1: a health command every 5 s; 12 s without an answer end the connection. */
export const EVENT_SOCKET_TIMING: EventSocketTiming = { healthMs: 5_000, silentMs: 12_000 }

const OPEN_TIMEOUT_MS = 10_000
const ASK_AGAIN_MS = 2_000
/** What is owed is asked for again with every health command, then less and less often, at last with each of so many. */
const LONGEST_PATIENCE = 12
const MAX_MESSAGE_BYTES = 1024 * 1024

/** Opens the socket and keeps it: subscription after each (re)connection, health, reconnection with growing pauses. */
export function createEventSocket(options: EventSocketOptions): EventSocket {
  const { uri, now, timing } = options
  const address = showUrl(uri)
  let wanted: ReadonlySet<Id> = new Set()
  let socket: WebSocket | null = null
  let heardAt: number | null = null
  let hasSpoken = false
  let problem: string | null = `${address} has not answered yet.`
  let failures = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let retry: NodeJS.Timeout | null = null
  let later: NodeJS.Timeout | null = null
  let isOver = false

  function connect(): void {
    retry = null
    let health: NodeJS.Timeout | undefined
    let silence: NodeJS.Timeout | undefined
    let reason: string | null = null
    let patience = 1
    let waited = 0
    const own = new WebSocket(uri, {
      perMessageDeflate: false,
      handshakeTimeout: OPEN_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
    })
    const waitForLife = () => {
      clearTimeout(silence)
      silence = setTimeout(() => {
        reason = `nothing came for ${timing.silentMs / 1000} s, not even an answer to the health command`
        own.terminate()
      }, timing.silentMs)
    }
    /** A list that nobody answered is sent again, while others are heard. */
    const recallOwed = () => {
      if (!options.isOwed()) {
        patience = 1
        waited = 0
        return
      }
      waited += 1
      if (waited < patience) return
      waited = 0
      patience = Math.min(2 * patience, LONGEST_PATIENCE)
      subscribe()
    }
    own.on('open', () => {
      socket = own
      failures = 0
      problem = null
      hasSpoken = false
      health = setInterval(() => {
        own.send(JSON.stringify({ command: 'health', timestamp: formatTai(utcToTai(now())) }))
        recallOwed()
      }, timing.healthMs)
      waitForLife()
      subscribe()
      options.onStanding()
    })
    own.on('message', (data) => {
      const isFirst = !hasSpoken
      heardAt = now()
      hasSpoken = true
      waitForLife()
      if (isOver) return
      options.onMessage(textOf(data))
      if (isFirst) options.onStanding()
    })
    own.on('error', (error) => {
      reason ??= error.message
    })
    own.on('close', (code, words) => {
      clearInterval(health)
      clearTimeout(silence)
      socket = null
      if (isOver) return
      const why = reason ?? (words.toString() || `code ${code}`)
      problem = `${address} is not connected: ${why.slice(0, 200)}.`
      failures += 1
      retry = setTimeout(connect, pauseMs(failures, options.random))
      options.onStanding()
    })
    opening = own
  }

  function subscribe(): void {
    if (later !== null) clearTimeout(later)
    later = null
    if (socket?.readyState !== WebSocket.OPEN) return
    askedAt = now()
    options.onAsked(wanted)
    socket.send(JSON.stringify({ command: 'subscription', sources: [...wanted] }))
  }

  let opening: WebSocket | null = null
  connect()

  return {
    address,
    standing: () => ({ isOpen: socket !== null, hasSpoken, heardAt, problem }),
    want(sources) {
      if (isSameSet(wanted, sources)) return
      wanted = new Set(sources)
      subscribe()
    },
    askAgain() {
      if (later !== null || socket === null) return
      later = setTimeout(subscribe, Math.max(0, askedAt + ASK_AGAIN_MS - now()))
    },
    stop() {
      isOver = true
      if (retry !== null) clearTimeout(retry)
      if (later !== null) clearTimeout(later)
      opening?.terminate()
    },
  }
}

function isSameSet(a: ReadonlySet<Id>, b: ReadonlySet<Id>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8')
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8')
}

import {
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http'
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { type Call, failure } from './httpCall'
import type { NmosHttpError } from './nmosHttpError'

/** An answer whole, whatever its status. */
export type Received = {
  readonly status: number
  readonly statusText: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** The connections that are kept, and how to end each exchange that is under way. */
export type ConnectionPool = {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  readonly endings: Set<() => void>
}

/** The cause of a `reset` on a connection that had been used before: the server may just have closed it. */
export class StaleSocket extends Error {}

const MAX_ERROR_BYTES = 256 * 1024
/** An answer that trickles may take this many times the timeout in all. */
const TRICKLE_FACTOR = 12
const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens on that port'],
  ['ENOTFOUND', 'that name is unknown'],
  ['EAI_AGAIN', 'the name server did not answer'],
  ['EHOSTUNREACH', 'no route to that host'],
  ['ENETUNREACH', 'no route to that network'],
  ['EHOSTDOWN', 'the host is down'],
  ['EADDRNOTAVAIL', 'that address cannot be used'],
  ['EACCES', 'this machine does not allow it'],
  ['EPERM', 'this machine does not allow it'],
  ['EMFILE', 'this machine has too many open connections'],
  ['ETIMEDOUT', 'no connection in time'],
])

/**
 * One exchange on the wire, without redirects and without repetition: the whole body, within time and size.
 * It stands on Node's own client: a listing is hundreds of requests, and what a client library adds to each of them
 * doubled the cost of a synchronisation.
 * @throws NmosHttpError of any kind but `status`
 */
export function exchange(call: Call, pool: ConnectionPool): Promise<Received> {
  return new Promise((resolve, reject) => {
    if (call.signal?.aborted === true) {
      reject(failure(call, { kind: 'aborted' }))
      return
    }
    const request = begin(call, pool)
    const progress: Progress = { sent: false, reused: false }
    let over = false
    const settle = (conclude: () => void) => {
      if (over) return
      over = true
      clearTimeout(silence)
      clearTimeout(deadline)
      pool.endings.delete(abort)
      call.signal?.removeEventListener('abort', abort)
      conclude()
    }
    const fail = (error: NmosHttpError) => {
      settle(() => {
        request.destroy()
        reject(error)
      })
    }
    const abort = () => {
      fail(failure(call, { kind: 'aborted' }))
    }
    const expire = () => {
      fail(expired(call, progress))
    }
    const broke = (error: Error) => {
      fail(broken(call, progress, error))
    }
    const silence = setTimeout(expire, call.timeoutMs)
    const deadline = setTimeout(expire, call.timeoutMs * TRICKLE_FACTOR)
    pool.endings.add(abort)
    call.signal?.addEventListener('abort', abort, { once: true })

    watch(request, progress, call.url.startsWith('https:'))
    request.on('error', broke)
    request.on('response', (response) => {
      response.on('error', broke)
      readAll(call, response, {
        onBytes: () => silence.refresh(),
        onWhole: (bytes) => {
          settle(() => {
            resolve({ ...headOf(response), bytes })
          })
        },
        onTooLarge: () => {
          fail(failure(call, { kind: 'too-large', reason: `over ${showBytes(call.maxBytes)}` }))
        },
        onBroken: () => {
          if (!over) broke(new Error('it stopped in the middle of its answer'))
        },
      })
    })
    request.end(call.body)
  })
}

/** How far a request came: only so is it known whether a repetition is safe. */
type Progress = {
  /** A connection was made, so that the request may have reached the host. */
  sent: boolean
  /** That connection had been used before. */
  reused: boolean
}

function begin(call: Call, pool: ConnectionPool): ClientRequest {
  const headers = {
    Accept: call.accept,
    'Accept-Encoding': 'identity',
    'User-Agent': 'signalbox',
    ...(call.body === undefined ? {} : contentHeaders(call.body)),
  }
  return call.url.startsWith('https:')
    ? httpsRequest(call.url, { method: call.method, headers, agent: pool.https })
    : httpRequest(call.url, { method: call.method, headers, agent: pool.http })
}

function contentHeaders(body: string): Readonly<Record<string, string | number>> {
  return { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
}

function watch(request: ClientRequest, progress: Progress, secure: boolean): void {
  request.once('socket', (socket) => {
    progress.reused = request.reusedSocket
    const connected = () => {
      progress.sent = true
    }
    if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected)
    else connected()
  })
}

type BodyEvents = {
  readonly onBytes: () => void
  readonly onWhole: (bytes: Buffer) => void
  readonly onTooLarge: () => void
  readonly onBroken: () => void
}

/** The body of a success up to `call.maxBytes`, which it must not pass; of anything else the first part. */
function readAll(call: Call, response: IncomingMessage, events: BodyEvents): void {
  const refused = (response.statusCode ?? 0) >= 300
  const maxBytes = refused ? MAX_ERROR_BYTES : call.maxBytes
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    events.onBytes()
    size += chunk.length
    if (size <= maxBytes) {
      chunks.push(chunk)
      return
    }
    if (refused) events.onWhole(bytesOf(chunks))
    else events.onTooLarge()
    response.destroy()
  })
  response.on('end', () => {
    if (response.complete) events.onWhole(bytesOf(chunks))
    else events.onBroken()
  })
  response.on('close', events.onBroken)
}

function bytesOf(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
}

function headOf(response: IncomingMessage): Omit<Received, 'bytes'> {
  return { status: response.statusCode ?? 0, statusText: response.statusMessage ?? '', headers: response.headers }
}

function expired(call: Call, progress: Progress): NmosHttpError {
  const time = showMs(call.timeoutMs)
  if (progress.sent) return failure(call, { kind: 'timeout', reason: `nothing for ${time}` })
  return failure(call, { kind: 'unreachable', reason: `no connection within ${time}` })
}

function broken(call: Call, progress: Progress, error: Error): NmosHttpError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const text = error.message === '' ? code : error.message
  if (!progress.sent) {
    return failure(call, { kind: 'unreachable', reason: UNREACHABLE.get(code) ?? text, cause: error })
  }
  const cause = progress.reused ? new StaleSocket(text, { cause: error }) : error
  return failure(call, { kind: 'reset', reason: text, cause })
}

function showMs(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}

function showBytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`
}

import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { parseHttpUrl, showUrl, tryUrl } from './href'
import { type NmosAnswer, answerOf, parsed } from './httpAnswer'
import { type Call, type Method, failure } from './httpCall'
import { type ConnectionPool, StaleSocket, exchange } from './httpExchange'
import { NmosHttpError, isNmosHttpError } from './nmosHttpError'

export type { NmosAnswer } from './httpAnswer'

/** How the client behaves. Times in ms, sizes in bytes. */
export type NmosHttpOptions = {
  /** No connection, no answer or no further byte of it for this long ends a request. */
  readonly timeoutMs: number
  /** How many requests may be under way to one host at once; the others wait their turn. */
  readonly maxSocketsPerHost: number
  /** The largest JSON answer. */
  readonly maxJsonBytes: number
  /** Certificate authorities to trust besides the system's, PEM. Null: the system's alone. */
  readonly ca: string | null
}

/** Limits that suit a plant: a device that is silent for 5 s is silent, a listing may have 64 MB. */
export const NMOS_HTTP_DEFAULTS: NmosHttpOptions = {
  timeoutMs: 5000,
  maxSocketsPerHost: 8,
  maxJsonBytes: 64 * 1024 * 1024,
  ca: null,
}

/** What may be said about a single request. */
export type RequestOptions = {
  readonly signal?: AbortSignal | undefined
  /** Instead of the client's own, ms. */
  readonly timeoutMs?: number | undefined
}

/** The one HTTP client towards registries and devices: persistent connections, limits, typed errors. */
export type NmosHttp = {
  /** GET, following redirects. @throws NmosHttpError */
  readonly getJson: (url: string, options?: RequestOptions) => Promise<NmosAnswer<unknown>>
  /** GET of a text as it is, following redirects. @throws NmosHttpError, `too-large` over `maxBytes` */
  readonly getText: (
    url: string,
    options: RequestOptions & { readonly accept: string; readonly maxBytes: number },
  ) => Promise<NmosAnswer<string>>
  /** POST, PUT or PATCH of JSON; never redirected, never repeated. @throws NmosHttpError */
  readonly sendJson: (
    method: 'POST' | 'PUT' | 'PATCH',
    url: string,
    body: unknown,
    options?: RequestOptions,
  ) => Promise<NmosAnswer<unknown>>
  /** DELETE without a body; never redirected. @throws NmosHttpError */
  readonly delete: (url: string, options?: RequestOptions) => Promise<void>
  /** Ends all requests under way and closes all connections. */
  readonly close: () => void
}

const MAX_REDIRECTS = 5
/** An unused connection is given up before a server gives it up, which would cost a reset (Node closes after 5 s). */
const IDLE_SOCKET_MS = 4000

/** Makes the client. `overrides` are laid over NMOS_HTTP_DEFAULTS. */
export function createNmosHttp(overrides: Partial<NmosHttpOptions>): NmosHttp {
  const options = { ...NMOS_HTTP_DEFAULTS, ...overrides }
  const kept = { keepAlive: true, maxSockets: options.maxSocketsPerHost, timeout: IDLE_SOCKET_MS }
  const pool: ConnectionPool = {
    http: new HttpAgent(kept),
    https: new HttpsAgent(options.ca === null ? kept : { ...kept, ca: options.ca }),
    endings: new Set(),
  }
  let closed = false

  async function run(call: Call): Promise<NmosAnswer<Buffer>> {
    if (closed) throw failure(call, { kind: 'aborted' })
    return answerOf(call, await exchange(call, pool))
  }

  /** A kept-alive connection that the server has just closed is no fault: a GET is asked once more, on a fresh one. */
  async function get(call: Call): Promise<NmosAnswer<Buffer>> {
    try {
      return await run(call)
    } catch (error) {
      if (!isNmosHttpError(error, 'reset') || !(error.cause instanceof StaleSocket)) throw error
      return run(call)
    }
  }

  async function followed(call: Call): Promise<NmosAnswer<Buffer>> {
    const visited = new Set<string>()
    let current = call
    for (;;) {
      visited.add(current.url)
      try {
        return await get(current)
      } catch (error) {
        const next = redirectTarget(current, error)
        if (next === null) throw error
        if (visited.has(next) || visited.size > MAX_REDIRECTS) {
          const reason = visited.has(next) ? `it leads back to ${showUrl(next)}` : `more than ${MAX_REDIRECTS} in a row`
          throw new NmosHttpError({ kind: 'redirect-loop', method: call.method, url: showUrl(call.url), reason })
        }
        current = { ...current, url: next }
      }
    }
  }

  function callOf(method: Method, url: string, rest: Pick<Call, 'accept' | 'maxBytes'>, given: RequestOptions): Call {
    const href = parseHttpUrl(url).href
    return { method, url: href, ...rest, timeoutMs: given.timeoutMs ?? options.timeoutMs, signal: given.signal }
  }

  const jsonCall = { accept: 'application/json', maxBytes: options.maxJsonBytes }
  return {
    async getJson(url, given = {}) {
      const call = callOf('GET', url, jsonCall, given)
      return parsed(call, await followed(call))
    },
    async getText(url, given) {
      const answer = await followed(callOf('GET', url, { accept: given.accept, maxBytes: given.maxBytes }, given))
      return { ...answer, body: answer.bytes.toString('utf8') }
    },
    async sendJson(method, url, body, given = {}) {
      const call = callOf(method, url, jsonCall, given)
      return parsed(call, await run({ ...call, body: JSON.stringify(body) }))
    },
    async delete(url, given = {}) {
      await run(callOf('DELETE', url, jsonCall, given))
    },
    close() {
      closed = true
      for (const end of [...pool.endings]) end()
      pool.http.destroy()
      pool.https.destroy()
    },
  }
}

/** Where a redirect leads, or null when `error` is none to follow. Only GET comes here (IS-04 v1.3 §Controllers). */
function redirectTarget(call: Call, error: unknown): string | null {
  if (!isNmosHttpError(error, 'status') || error.location === undefined) return null
  if (![301, 302, 303, 307, 308].includes(error.status ?? 0)) return null
  const target = tryUrl(error.location, call.url)
  if (target === null || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
    throw failure(call, { kind: 'bad-url', reason: `it redirects to “${error.location.slice(0, 80)}”` })
  }
  if (new URL(call.url).protocol === 'https:' && target.protocol === 'http:') {
    throw failure(call, {
      kind: 'bad-url',
      reason: `it redirects from https to ${showUrl(target.href)}, which is not secure`,
    })
  }
  return target.href
}

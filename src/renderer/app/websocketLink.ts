import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { backoffMs } from './backoff'
import type { Connection } from './connection'

type Link = ClientLink<ClientContext>

/** Where a link comes and goes; `null` while there is none. */
export type LinkSink = { readonly link: (link: Link | null) => void; readonly state: (connection: Connection) => void }

/** Whether the door lets us in: `in`, `out` (401), or `unknown` where it does not answer. */
async function standing(): Promise<'in' | 'out' | 'unknown'> {
  try {
    const answer = await fetch('/api/v1/session', { headers: { accept: 'application/json' } })
    if (answer.status === 401) return 'out'
    return answer.ok ? 'in' : 'unknown'
  } catch {
    return 'unknown'
  }
}

/**
 * Keeps a WebSocket to the host at `url`, and says what it is. A browser does not tell why an upgrade failed, so the
 * session is asked for by HTTP before a socket is tried again. Returns a disposer.
 */
export function keepWebSocket(url: string, sink: LinkSink, random: () => number): () => void {
  let stopped = false
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let attempt = 0
  let lostAt: number | null = null

  const again = (): void => {
    if (stopped) return
    attempt += 1
    lostAt ??= Date.now()
    sink.state({ state: 'reconnecting', since: lostAt, attempt })
    timer = setTimeout(() => void retry(), backoffMs(attempt, random))
  }
  const retry = async (): Promise<void> => {
    const now = await standing()
    if (stopped) return
    if (now === 'out') sink.state({ state: 'signed-out', since: Date.now() })
    else if (now === 'unknown') again()
    else open()
  }
  const open = (): void => {
    const mine = new WebSocket(url)
    socket = mine
    mine.addEventListener('open', () => {
      attempt = 0
      lostAt = null
      sink.link(new RPCLink({ websocket: mine }))
      sink.state({ state: 'open', since: Date.now() })
    })
    mine.addEventListener('close', () => {
      if (socket !== mine) return
      socket = null
      sink.link(null)
      again()
    })
  }
  const online = (): void => {
    if (timer === null || socket !== null) return
    clearTimeout(timer)
    timer = null
    void retry()
  }
  window.addEventListener('online', online)
  void retry()

  return () => {
    stopped = true
    if (timer !== null) clearTimeout(timer)
    window.removeEventListener('online', online)
    socket?.close()
    sink.link(null)
  }
}

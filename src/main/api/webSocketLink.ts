import { RPCHandler } from '@orpc/server/ws'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { SessionInfo } from './apiContext'
import type { Gate } from './gate'
import { HttpFault } from './httpFault'
import type { OpenLinks } from './openLinks'
import { isSameOrigin } from './originGuard'
import type { ApiRouter } from './router'

/** Where windows connect. */
export const WS_PATH = '/api/ws'

/** A window that answers no ping for this long is gone, ms. */
const PING_EVERY_MS = 20_000
/** RFC 6455 §7.4.1: the endpoint goes away; the policy forbids to go on. */
const GOING_AWAY = 1001
const POLICY = 1008

/** The contract over WebSockets, for windows. Returns the end of its pings. Needs the websocket plugin. */
export function serveWebSocket(
  app: FastifyInstance,
  parts: {
    readonly router: ApiRouter
    readonly gate: Gate
    readonly links: OpenLinks
    readonly isStopping: () => boolean
    readonly onWindows: (count: number) => void
  },
): () => void {
  const { router, gate, links, isStopping, onWindows } = parts
  const handler = new RPCHandler(router)
  const sessions = new WeakMap<FastifyRequest, SessionInfo>()
  const windows = new Map<WebSocket, { answered: boolean }>()

  app.get(
    WS_PATH,
    {
      websocket: true,
      preValidation: async (request) => {
        if (!isSameOrigin(request.headers)) {
          throw new HttpFault(403, 'FOREIGN_ORIGIN', 'Only Signalbox’s own page may connect here.')
        }
        sessions.set(request, await gate.admit(request))
      },
    },
    (socket, request) => {
      const session = sessions.get(request)
      if (session === undefined) {
        socket.terminate()
        return
      }
      const state = { answered: true }
      const link = links.open(session, () => {
        if (isStopping()) socket.close(GOING_AWAY, 'Signalbox stops')
        else socket.close(POLICY, 'The key was revoked')
      })
      windows.set(socket, state)
      onWindows(windows.size)
      socket.on('pong', () => {
        state.answered = true
      })
      socket.on('error', () => {
        socket.terminate()
      })
      socket.on('close', () => {
        link.close()
        windows.delete(socket)
        onWindows(windows.size)
      })
      void handler.upgrade(paced(socket), { context: { session, origin: 'window', ended: link.ended } })
    },
  )

  const pings = setInterval(() => {
    for (const [socket, state] of windows) {
      if (!state.answered) socket.terminate()
      else {
        state.answered = false
        socket.ping()
      }
    }
  }, PING_EVERY_MS)
  pings.unref()
  return () => {
    clearInterval(pings)
  }
}

/** Sending waits until the message is on its way, so that a slow window slows its own feeds and nothing piles up. */
function paced(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: Parameters<WebSocket['send']>[0]): Promise<void> =>
    new Promise((resolve) => {
      socket.send(data, () => {
        resolve()
      })
    })
  return { addEventListener: socket.addEventListener.bind(socket), send }
}

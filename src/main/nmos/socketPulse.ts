import type { WebSocket } from 'ws'
import type { Disposer } from './disposer'

/** How a socket is watched. */
export type PulseOptions = {
  /** It is pinged this often, ms; after two such times without any sign of life it is doubted. */
  readonly intervalMs: number
  /** Asked of a doubted socket that never answered a ping: whether it is good all the same. Never rejects. */
  readonly isKept: () => Promise<boolean>
  /** Called once; nothing is watched any more. */
  readonly onDead: () => void
}

/**
 * Watches the life of an open WebSocket. One that has answered a ping and then falls silent is dead. Some registries never
 * answer any, though RFC 6455 §5.5.2 wants it: their silence proves nothing, and is judged by `isKept`.
 */
export function watchPulse(socket: WebSocket, { intervalMs, isKept, onDead }: PulseOptions): Disposer {
  let isAlive = true
  let answersPings = false
  let isAsking = false
  let isOver = false

  const stop = () => {
    isOver = true
    clearInterval(ticker)
  }
  const die = () => {
    stop()
    onDead()
  }
  const ask = async () => {
    isAsking = true
    const kept = await isKept()
    isAsking = false
    if (isOver || isAlive) return
    if (kept) isAlive = true
    else die()
  }
  const tick = () => {
    if (isAsking) return
    if (isAlive) {
      isAlive = false
      socket.ping()
    } else if (answersPings) die()
    else void ask()
  }
  const live = () => {
    isAlive = true
  }

  socket.on('message', live)
  socket.on('ping', live)
  socket.on('pong', () => {
    answersPings = true
    isAlive = true
  })
  const ticker = setInterval(tick, intervalMs)
  // At once, so that it is soon known whether silence means anything.
  socket.ping()
  return stop
}

import { whenOpen } from '../app/connection'

/** Pause before a feed that ended is asked for again, ms. */
const PAUSE_MS = 500

/**
 * Follows a feed of the engine as long as there is a connection, and asks for it again when it ends, fails, or `hear`
 * answers `again`. Returns a disposer.
 */
export function follow<T>(
  watch: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  hear: (message: T) => 'on' | 'again',
): () => void {
  const life = new AbortController()
  const once = async (): Promise<void> => {
    const turn = new AbortController()
    const end = (): void => {
      turn.abort()
    }
    life.signal.addEventListener('abort', end)
    try {
      for await (const message of await watch(turn.signal)) {
        if (life.signal.aborted || hear(message) === 'again') return
      }
    } finally {
      life.signal.removeEventListener('abort', end)
      turn.abort()
    }
  }
  const forever = async (): Promise<void> => {
    while (!life.signal.aborted) {
      try {
        await whenOpen(life.signal)
        await once()
      } catch {
        // A lost connection ends a feed; that it is lost is shown by the connection's own state.
      }
      if (!life.signal.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  void forever()
  return () => {
    life.abort()
  }
}

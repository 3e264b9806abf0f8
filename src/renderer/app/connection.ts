import { createStore } from 'zustand/vanilla'

/**
 * How this window reaches its engine. `since` is epoch ms. `problem` is a sentence, null when nothing is wrong.
 * `signed-out`: the door answered 401; nothing is tried again until the person signs in.
 */
export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'open'; readonly since: number }
  | { readonly state: 'reconnecting'; readonly since: number; readonly attempt: number }
  | { readonly state: 'signed-out'; readonly since: number }

export const connectionStore = createStore<Connection>(() => ({ state: 'connecting', since: Date.now() }))

/** Settles when the connection is open; rejects when `signal` is aborted. */
export function whenOpen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      stop()
      signal.removeEventListener('abort', aborted)
    }
    const aborted = (): void => {
      leave()
      reject(new DOMException('No longer wanted.', 'AbortError'))
    }
    const look = (connection: Connection): void => {
      if (connection.state !== 'open') return
      leave()
      resolve()
    }
    const stop = connectionStore.subscribe(look)
    signal.addEventListener('abort', aborted)
    if (signal.aborted) aborted()
    else look(connectionStore.getState())
  })
}

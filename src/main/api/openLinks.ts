import type { SessionInfo } from './apiContext'

/** One request or WebSocket that is under way. */
export type OpenLink = {
  readonly ended: AbortSignal
  /** It is closed: nothing more to end. */
  readonly close: () => void
}

/** The requests and sockets under way, so that they end when their key is revoked or the server stops. */
export type OpenLinks = {
  /** `onEnd` is called when the link has to end, once; not when it closes by itself. */
  readonly open: (session: SessionInfo, onEnd: () => void) => OpenLink
  readonly endOf: (actorId: string) => void
  readonly endAll: () => void
  /** How many are open, those that were told to end included. */
  readonly count: () => number
}

export function createOpenLinks(): OpenLinks {
  type Entry = { readonly session: SessionInfo; readonly end: () => void }
  const links = new Set<Entry>()
  return {
    open(session, onEnd) {
      const controller = new AbortController()
      const entry: Entry = {
        session,
        end: () => {
          if (controller.signal.aborted) return
          controller.abort()
          onEnd()
        },
      }
      links.add(entry)
      return {
        ended: controller.signal,
        close: () => {
          links.delete(entry)
          controller.abort()
        },
      }
    },
    endOf(actorId) {
      for (const link of [...links]) if (link.session.via === 'key' && link.session.actor.id === actorId) link.end()
    },
    count: () => links.size,
    endAll() {
      for (const link of [...links]) link.end()
    },
  }
}

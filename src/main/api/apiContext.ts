import type { z } from 'zod'
import type { Origin, Session } from '../../contract'

/** Who is at the door, as the contract says it. */
export type SessionInfo = z.infer<typeof Session>

/** What a link (REST, WebSocket, MessagePort) tells the router of each request. */
export type ApiContext = {
  /** Null: nobody has signed in; every procedure then answers 401. */
  readonly session: SessionInfo | null
  readonly origin: Origin
  /** Ends the feeds of this link: the engine stops, or the key behind it was revoked. */
  readonly ended: AbortSignal
}

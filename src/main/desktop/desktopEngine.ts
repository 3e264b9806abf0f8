import type { MessagePortMain } from 'electron'
import type { Actor } from '../../contract'

/** What the shell needs of the engine. */
export type DesktopEngine = {
  /** @throws Error with a sentence for the person when it cannot start */
  readonly start: () => Promise<unknown>
  /** Lets what is being applied finish; afterwards nothing is open. */
  readonly stop: () => Promise<void>
  /** Serves the contract on a port, as this actor, until the returned disposer is called or the port closes. */
  readonly servePort: (port: MessagePortMain, actor: Actor) => () => void
}

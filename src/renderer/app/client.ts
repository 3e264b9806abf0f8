import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../contract'
import { connectionStore, whenOpen } from './connection'
import { isDesktop, takePorts } from './portLink'
import { keepWebSocket, type LinkSink } from './websocketLink'

/** The engine as a window sees it. */
export type Client = ContractRouterClient<Contract>

/** How long a call waits for a connection that is being made, ms. */
const PATIENCE_MS = 5000

let current: ClientLink<ClientContext> | null = null

const sink: LinkSink = {
  link: (link) => {
    current = link
  },
  state: (connection) => {
    connectionStore.setState(connection, true)
  },
}

/** The link of the moment; a call made while there is none waits a little for one. */
const link: ClientLink<ClientContext> = {
  call: async (path, input, options) => {
    if (current === null) await whenOpen(AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined)
    if (current === null) throw new Error('There is no connection to the engine. Nothing was sent.')
    return current.call(path, input, options)
  },
}

export const client: Client = createORPCClient(link)

/** Opens the connection: by the desktop's port, else by WebSocket to where the page came from. Returns a disposer. */
export function connect(): () => void {
  if (isDesktop(navigator.userAgent)) return takePorts(sink)
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return keepWebSocket(`${scheme}://${location.host}/api/ws`, sink, Math.random)
}

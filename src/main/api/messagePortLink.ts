import { RPCHandler } from '@orpc/server/message-port'
import type { ApiContext } from './apiContext'
import type { ApiRouter } from './router'

/** One end of a MessageChannel, of Node, Electron or a browser. */
export type LinkPort = Parameters<InstanceType<typeof RPCHandler>['upgrade']>[0]

/** Serves the contract to windows of the desktop; each port is one window. */
export type MessagePortLink = { readonly serve: (port: LinkPort, context: ApiContext) => void }

export function createMessagePortLink(router: ApiRouter): MessagePortLink {
  const handler = new RPCHandler(router)
  return {
    serve: (port, context) => {
      handler.upgrade(port, { context })
    },
  }
}

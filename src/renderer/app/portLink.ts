import { RPCLink } from '@orpc/client/message-port'
import type { LinkSink } from './websocketLink'

/** What the preload bridge posts into the page, with the port of the engine. */
export const PORT_MESSAGE = 'signalbox:port'

/** Whether this page is the desktop's window, so that a port will come and no socket is wanted. */
export const isDesktop = (userAgent: string): boolean => userAgent.includes('Electron/')

/** Takes each port that the preload hands over (a restarted engine hands over a new one). Returns a disposer. */
export function takePorts(sink: LinkSink): () => void {
  let port: MessagePort | null = null
  const take = (event: MessageEvent<unknown>): void => {
    const offered = event.ports[0]
    if (event.source !== window || event.data !== PORT_MESSAGE || offered === undefined) return
    port?.close()
    port = offered
    sink.link(new RPCLink({ port: offered }))
    offered.start()
    sink.state({ state: 'open', since: Date.now() })
    offered.addEventListener('close', () => {
      if (port !== offered) return
      port = null
      sink.link(null)
      sink.state({ state: 'reconnecting', since: Date.now(), attempt: 1 })
    })
  }
  window.addEventListener('message', take)
  return () => {
    window.removeEventListener('message', take)
    port?.close()
    sink.link(null)
  }
}

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'

/** What is called when a client wants to upgrade to a WebSocket. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * An HTTP server that can really go away and come back at the same port: closing it resets every connection, so that a
 * client sees what it sees when the process dies.
 */
export class Listener {
  private server: Server | undefined
  private readonly connections = new Set<Socket>()
  private boundPort: number

  /** `port` 0 takes a free one at the first opening and keeps it. */
  constructor(
    private readonly host: string,
    port: number,
    private readonly onRequest: RequestListener,
    private readonly onUpgrade: UpgradeListener,
  ) {
    this.boundPort = port
  }

  get port(): number {
    return this.boundPort
  }

  /** Listens. Rejects when the port is taken. */
  async open(): Promise<void> {
    if (this.server !== undefined) return
    const server = createServer({ keepAliveTimeout: 60_000 }, this.onRequest)
    server.on('upgrade', this.onUpgrade)
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket)
      socket.once('close', () => {
        this.connections.delete(socket)
      })
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.boundPort, this.host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    this.server = server
    this.boundPort = (server.address() as AddressInfo).port
  }

  /** Stops listening and resets every connection. */
  async close(): Promise<void> {
    const { server } = this
    if (server === undefined) return
    this.server = undefined
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
    for (const socket of this.connections) socket.resetAndDestroy()
    await closed
  }
}

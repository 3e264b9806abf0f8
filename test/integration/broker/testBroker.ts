import { Aedes, type AedesOptions } from 'aedes'
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'

/** A real MQTT broker that can go away and come back on its port; what it had retained is gone then. */
export type TestBroker = {
  readonly url: string
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
}

export async function testBroker(options: AedesOptions): Promise<TestBroker> {
  let port = 0
  let running: { readonly aedes: Aedes; readonly server: Server; readonly sockets: Set<Socket> } | null = null

  async function up(): Promise<void> {
    const aedes = await Aedes.createBroker(options)
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      aedes.handle(socket)
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    running = { aedes, server, sockets }
  }

  async function down(): Promise<void> {
    if (running === null) return
    const { aedes, server, sockets } = running
    running = null
    for (const socket of sockets) socket.resetAndDestroy()
    await new Promise<void>((resolve) => {
      aedes.close(resolve)
    })
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
  }

  await up()
  return { url: `mqtt://127.0.0.1:${port}`, up, down }
}

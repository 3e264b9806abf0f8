import { Aedes } from 'aedes'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** The MQTT broker of the plant. */
export type LabBroker = {
  readonly host: string
  readonly port: number
  /** `mqtt://host:port`. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Starts a broker on a free port; rejects where none is to be had. */
export async function startBroker(host: string): Promise<LabBroker> {
  const aedes = await Aedes.createBroker({})
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    aedes.handle(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    host,
    port,
    url: `mqtt://${host}:${String(port)}`,
    async stop() {
      await new Promise<void>((resolve) => {
        aedes.close(resolve)
      })
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of sockets) socket.destroy()
      })
    },
  }
}

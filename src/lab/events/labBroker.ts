import { Aedes, type AedesOptions, type PublishPacket } from 'aedes'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { BrokerAccess, Login } from '../mqtt/brokerAccess'

/** The MQTT broker of the plant. */
export type LabBroker = BrokerAccess & {
  readonly host: string
  readonly port: number
  /** Goes away for so long, ms, cutting every connection; comes back on its port with what was retained or without. */
  readonly restart: (how: { readonly memory: 'kept' | 'lost'; readonly downMs: number }) => Promise<void>
  readonly stop: () => Promise<void>
}

export type LabBrokerOptions = {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  /** With what everybody has to log in; null: nobody is asked. */
  readonly login: Login | null
}

type Running = { readonly aedes: Aedes; readonly server: Server; readonly sockets: ReadonlySet<Socket> }

/** Starts a broker; rejects where its port is taken. */
export async function startBroker(options: LabBrokerOptions): Promise<LabBroker> {
  const { host, login } = options
  const retained = new Map<string, PublishPacket>()
  let port = options.port
  const ending = new AbortController()
  let running: Running | undefined
  let restarting = Promise.resolve()

  async function up(): Promise<void> {
    const aedes = await Aedes.createBroker(login === null ? {} : asking(login))
    for (const packet of retained.values()) {
      await new Promise<void>((resolve) => {
        aedes.publish(packet, () => {
          resolve()
        })
      })
    }
    aedes.on('publish', ({ topic, payload, qos, retain }) => {
      if (!retain) return
      if (payload.length === 0) retained.delete(topic)
      else retained.set(topic, { cmd: 'publish', topic, payload, qos, retain, dup: false })
    })
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      aedes.handle(socket)
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    port = (server.address() as AddressInfo).port
    running = { aedes, server, sockets }
  }

  async function down(): Promise<void> {
    if (running === undefined) return
    const { aedes, server, sockets } = running
    running = undefined
    await new Promise<void>((resolve) => {
      aedes.close(resolve)
    })
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
      for (const socket of sockets) socket.destroy()
    })
  }

  await up()
  return {
    host,
    port,
    login,
    url: `mqtt://${host}:${String(port)}`,
    restart({ memory, downMs }) {
      restarting = restarting.then(async () => {
        await down()
        if (memory === 'lost') retained.clear()
        await setTimeout(downMs, undefined, { signal: ending.signal }).catch(() => undefined)
        if (!ending.signal.aborted) await up()
      })
      return restarting
    },
    async stop() {
      ending.abort()
      await restarting.catch(() => undefined)
      await down()
    },
  }
}

/** Refuses everybody without this login. */
function asking({ user, password }: Login): AedesOptions {
  return {
    authenticate: (_, givenUser, givenPassword, done) => {
      done(null, givenUser === user && givenPassword?.toString('utf8') === password)
    },
  }
}

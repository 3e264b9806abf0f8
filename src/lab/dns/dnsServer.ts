import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { answerDns } from './dnsAnswer'
import type { DnsRecord } from './dnsRecord'

/** What is wrong with the server: it never answers, or it answers SERVFAIL. */
export type DnsFault = 'none' | 'silent' | 'servfail'

/** How a DNS server is to be. */
export type DnsServerOptions = {
  readonly host: string
  /** 0 takes a free one, the same for UDP and TCP. */
  readonly port: number
  readonly records: readonly DnsRecord[]
}

/** A running DNS server. */
export type DnsServer = {
  /** `HOST:PORT`, as `dns.Resolver.setServers` takes it. */
  readonly address: string
  readonly port: number
  /** Replaces the zone. */
  readonly setRecords: (records: readonly DnsRecord[]) => void
  readonly setFault: (fault: DnsFault) => void
  /** What was asked so far, `TYPE name`, in order. */
  readonly asked: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** How often another port is tried when the one that UDP got is taken for TCP. */
const attempts = 10

/** At most this much is remembered of what was asked. */
const rememberedQuestions = 1000

function bindDatagram(host: string, port: number): Promise<DatagramSocket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Serves the messages of one TCP connection, each behind its length in two bytes (RFC 1035 §4.2.2). */
function serveConnection(connection: Socket, answer: (message: Uint8Array) => Buffer | undefined): void {
  let pending = Buffer.alloc(0)
  connection.on('error', () => connection.destroy())
  connection.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0)
      const reply = answer(pending.subarray(2, end))
      pending = pending.subarray(end)
      if (reply === undefined) continue
      const length = Buffer.alloc(2)
      length.writeUInt16BE(reply.length)
      connection.write(Buffer.concat([length, reply]))
    }
  })
}

/**
 * Starts a small authoritative DNS server, UDP and TCP, for unicast DNS-SD (RFC 6763): PTR, SRV, TXT, A, NXDOMAIN.
 * Rejects when the port is taken.
 */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const { host } = options
  let { records } = options
  let fault: DnsFault = 'none'
  const questions: string[] = []

  function answer(message: Uint8Array, transport: 'udp' | 'tcp'): Buffer | undefined {
    const outcome = answerDns(message, records, transport, fault === 'servfail')
    for (const { type, name } of outcome?.questions ?? []) questions.push(`${type} ${name}`)
    if (questions.length > rememberedQuestions) questions.splice(0, questions.length - rememberedQuestions)
    return fault === 'silent' ? undefined : outcome?.answer
  }

  async function bind(left: number): Promise<{ readonly udp: DatagramSocket; readonly tcp: Server }> {
    const udp = await bindDatagram(host, options.port)
    const tcp = createServer()
    try {
      await listen(tcp, host, udp.address().port)
      return { udp, tcp }
    } catch (error) {
      udp.close()
      if (options.port !== 0 || left === 0) throw error
      return bind(left - 1)
    }
  }

  const { udp, tcp } = await bind(attempts)
  const connections = new Set<Socket>()
  udp.on('message', (message, from) => {
    const reply = answer(message, 'udp')
    if (reply !== undefined) udp.send(reply, from.port, from.address)
  })
  tcp.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
    serveConnection(connection, (message) => answer(message, 'tcp'))
  })
  const { port } = tcp.address() as AddressInfo

  return {
    address: `${host}:${port}`,
    port,
    setRecords: (next) => {
      records = next
    },
    setFault: (next) => {
      fault = next
    },
    asked: () => [...questions],
    stop: async () => {
      for (const connection of connections) connection.destroy()
      await Promise.all([
        new Promise<void>((resolve) => {
          udp.close(() => {
            resolve()
          })
        }),
        new Promise<void>((resolve) => {
          tcp.close(() => {
            resolve()
          })
        }),
      ])
    },
  }
}

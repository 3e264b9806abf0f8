import { type Record as DnsRecord, RECURSION_DESIRED, TRUNCATED_RESPONSE, decode, encode } from 'dns-packet'
import { createSocket } from 'node:dgram'
import { getServers } from 'node:dns'
import { connect, isIP } from 'node:net'

/** How a question is to be put. */
export type DnsAsker = {
  /** Name servers as `ip` or `ip:port`, tried in turn; empty: the system's. */
  readonly servers: readonly string[]
  /** For one try at one server, ms; each server is tried three times. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What a name server said instead of an answer, or why it said nothing. */
export class DnsFailure extends Error {
  constructor(
    readonly kind: 'bad-server' | 'timeout' | 'unreachable' | 'refused' | 'aborted',
    message: string,
  ) {
    super(message)
    this.name = 'DnsFailure'
  }
}

type Server = { readonly address: string; readonly port: number; readonly family: 4 | 6 }

const TRIES = 3
const RCODES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' }
const NXDOMAIN = 3

/**
 * The records of one type at a name, by UDP, and by TCP when the answer is truncated (RFC 1035 §4.2). A name that is
 * not there gives none. It speaks the protocol itself because names of DNS-SD instances are free text (RFC 6763 §4.1.1)
 * and Node's resolver refuses to ask for one with a space or a colon in it, which common registries have.
 * @throws DnsFailure
 */
export async function askDns<T extends DnsRecord['type']>(
  asker: DnsAsker,
  type: T,
  name: string,
): Promise<readonly Extract<DnsRecord, { type: T }>[]> {
  const servers = (asker.servers.length > 0 ? asker.servers : getServers()).map(parseServer)
  let last: DnsFailure = new DnsFailure('unreachable', 'this machine knows no name server')
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (const server of servers) {
      try {
        const records = await askServer(asker, server, type, name)
        return records.filter((record): record is Extract<DnsRecord, { type: T }> => record.type === type)
      } catch (error) {
        if (!(error instanceof DnsFailure) || error.kind === 'aborted') throw error
        last = error
      }
    }
  }
  throw last
}

async function askServer(asker: DnsAsker, server: Server, type: string, name: string): Promise<readonly DnsRecord[]> {
  const id = Math.floor(Math.random() * 0x10000)
  const question = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }], answers: [] })
  let reply = await overUdp(asker, server, question, id)
  if ((reply.flags & TRUNCATED_RESPONSE) !== 0) reply = await overTcp(asker, server, question, id)
  const rcode = reply.flags & 0xf
  if (rcode === NXDOMAIN) return []
  if (rcode !== 0) throw new DnsFailure('refused', `it answers ${RCODES[rcode] ?? `code ${rcode}`}`)
  return reply.answers
}

type Reply = ReturnType<typeof decode>

function overUdp(asker: DnsAsker, server: Server, question: Buffer, id: number): Promise<Reply> {
  return exchange(asker, (answered, failed) => {
    const socket = createSocket(server.family === 4 ? 'udp4' : 'udp6')
    socket.on('error', (error) => {
      failed(asFailure(error))
    })
    socket.on('message', (message) => {
      const reply = decoded(message)
      // Anything else on this port is late or forged: keep listening.
      if (reply?.id === id && reply.type === 'response') answered(reply)
    })
    // Connected, so that a closed port is told at once instead of after the timeout.
    socket.connect(server.port, server.address, () => {
      socket.send(question)
    })
    return () => socket.close()
  })
}

function overTcp(asker: DnsAsker, server: Server, question: Buffer, id: number): Promise<Reply> {
  return exchange(asker, (answered, failed) => {
    const socket = connect(server.port, server.address)
    let received = Buffer.alloc(0)
    socket.on('error', (error) => {
      failed(asFailure(error))
    })
    socket.on('connect', () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(question.length)
      socket.write(Buffer.concat([length, question]))
    })
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
      const reply = decoded(received.subarray(2, 2 + received.readUInt16BE(0)))
      if (reply?.id === id) answered(reply)
      else failed(new DnsFailure('refused', 'its answer is no DNS message'))
    })
    return () => socket.destroy()
  })
}

/** Runs one exchange within its time; what it opened is closed however it ends. */
function exchange(
  { signal, timeoutMs }: DnsAsker,
  begin: (answered: (reply: Reply) => void, failed: (failure: DnsFailure) => void) => () => void,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const aborted = new DnsFailure('aborted', 'it was cancelled')
    if (signal.aborted) {
      reject(aborted)
      return
    }
    let over = false
    const end = (conclude: () => void) => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      close()
      conclude()
    }
    const failed = (failure: DnsFailure) => {
      end(() => {
        reject(failure)
      })
    }
    const abort = () => {
      failed(aborted)
    }
    const timer = setTimeout(() => {
      failed(new DnsFailure('timeout', 'it did not answer'))
    }, timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    const close = begin((reply) => {
      end(() => {
        resolve(reply)
      })
    }, failed)
  })
}

function decoded(message: Uint8Array): Reply | null {
  try {
    return decode(message)
  } catch {
    return null
  }
}

function asFailure(error: Error & { readonly code?: string }): DnsFailure {
  const kind = error.code === 'ECONNREFUSED' || error.code === 'ENETUNREACH' || error.code === 'EHOSTUNREACH'
  return new DnsFailure(kind ? 'unreachable' : 'refused', error.message)
}

function parseServer(text: string): Server {
  const match = /^(?:\[([^\]]+)\]|([^:]+|[^[]*:[^:]*:[^\]]*?))(?::(\d{1,5}))?$/.exec(text.trim())
  const address = match?.[1] ?? match?.[2] ?? ''
  const family = isIP(address)
  const port = match?.[3] === undefined ? 53 : Number(match[3])
  if ((family !== 4 && family !== 6) || port < 1 || port > 65535) {
    throw new DnsFailure('bad-server', `“${text}” is no name server`)
  }
  return { address, port, family }
}

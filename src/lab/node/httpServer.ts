import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { failure, type Answer, type ApiRequest } from './httpApi'

/** Largest body that is read, in bytes. */
const bodyLimit = 16 * 1024 * 1024

/** How often and how patiently a port is asked for again. */
const reopenAttempts = 50
const reopenPauseMs = 100

/** Refuses a client that wants a WebSocket. */
export const noUpgrade: Upgrade = (_, socket) => {
  socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
}

/** Answers a request, or `reset` to cut the connection instead. */
export type Handler = (request: ApiRequest) => Promise<Answer | 'reset'>

/** Is given a client that wants to leave HTTP for a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * One HTTP port. It can be opened again on the port it had, so that a node that comes back is where it was.
 * CORS as IS-04 v1.3 §APIs: Server Side Implementation Notes asks for.
 */
export class ApiServer {
  private server: Server | undefined
  private readonly sockets = new Set<Socket>()
  private boundPort: number
  private opened = false

  constructor(
    private readonly host: string,
    port: number,
    private readonly handler: Handler,
    private readonly upgrade: Upgrade,
  ) {
    this.boundPort = port
  }

  get port(): number {
    return this.boundPort
  }

  get listening(): boolean {
    return this.server !== undefined
  }

  async open(): Promise<void> {
    if (this.server !== undefined) return
    const server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)))
      })
    })
    server.keepAliveTimeout = 60_000
    server.on('upgrade', this.upgrade)
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    })
    await this.listen(server)
    this.boundPort = (server.address() as AddressInfo).port
    this.server = server
    this.opened = true
  }

  /** Closes the port and cuts every connection. */
  async close(): Promise<void> {
    const server = this.server
    if (server === undefined) return
    this.server = undefined
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  /** A port that was ours may be some other's outgoing port for a moment when it is wanted back. */
  private async listen(server: Server): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await listen(server, this.host, this.boundPort)
        return
      } catch (error) {
        if (!this.opened || attempt === reopenAttempts) throw error
        await setTimeout(reopenPauseMs)
      }
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://node')
    const method = request.method ?? 'GET'
    const body = await readBody(request)
    const answer =
      'problem' in body
        ? failure(body.status, body.problem)
        : await this.handler({ method, path: url.pathname, query: url.searchParams, body: body.value })
    if (answer === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    write(request, response, answer)
  }
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

type Body = { readonly value: unknown } | { readonly status: number; readonly problem: string }

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const part = chunk as Buffer
    size += part.length
    if (size > bodyLimit) return { status: 413, problem: 'The body is too large' }
    chunks.push(part)
  }
  if (size === 0) return { value: undefined }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch {
    return { status: 400, problem: 'The body is not JSON' }
  }
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return
  const text = answer.text?.data ?? (answer.body === undefined ? '' : JSON.stringify(answer.body))
  response.writeHead(answer.status, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, PUT, POST, PATCH, HEAD, OPTIONS, DELETE',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'Content-Type, Accept',
    'access-control-max-age': '3600',
    ...(text === '' ? {} : { 'content-type': answer.text?.type ?? 'application/json' }),
    'content-length': Buffer.byteLength(text),
    ...answer.headers,
  })
  response.end(request.method === 'HEAD' ? '' : text)
}

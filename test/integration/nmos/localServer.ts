import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server saw it. */
export type SeenRequest = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A real HTTP server on loopback that answers as a test wants it to. */
export type LocalServer = {
  readonly url: string
  readonly server: Server
  readonly seen: readonly SeenRequest[]
  /** How many connections were made to it. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export type Answer = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void

/** Starts a server; `answer` gets each request with its body whole. */
export async function startLocalServer(answer: Answer): Promise<LocalServer> {
  const seen: SeenRequest[] = []
  let connections = 0
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = []
    raw.on('data', (chunk: Buffer) => chunks.push(chunk))
    raw.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const request = { method: raw.method ?? '', url: raw.url ?? '', headers: raw.headers, body }
      seen.push(request)
      answer(request, response, raw)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** A port on loopback at which nothing listens. */
export async function closedPort(): Promise<number> {
  const local = await startLocalServer(() => undefined)
  const { port } = new URL(local.url)
  await local.close()
  return Number(port)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reply } from './reply'

/** Bodies longer than this (bytes) are refused. */
const longestBody = 16 * 1024 * 1024

/** The headers by which web pages from elsewhere may use the APIs (IS-04 v1.3 §Server Side Implementation Notes – CORS). */
function corsHeaders(request: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, PUT, POST, PATCH, HEAD, OPTIONS, DELETE',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'Content-Type, Accept',
    'access-control-expose-headers': 'Link, Location, X-Paging-Limit, X-Paging-Since, X-Paging-Until',
    'access-control-max-age': '3600',
  }
}

/** Sends a reply; `truncated` breaks it off after half of the announced bytes. */
export function transmit(request: IncomingMessage, response: ServerResponse, reply: Reply, truncated: boolean): void {
  const body = Buffer.from(reply.body ?? '')
  response.writeHead(reply.status, {
    ...corsHeaders(request),
    ...(reply.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(reply.status === 204 ? {} : { 'content-length': String(body.length) }),
    ...reply.headers,
  })
  if (!truncated) {
    response.end(request.method === 'HEAD' ? undefined : body)
    return
  }
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
    response.socket?.resetAndDestroy()
  })
}

/** The whole body as text; undefined when it is too long. Rejects when the client goes away. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

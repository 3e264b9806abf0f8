import { OpenAPIHandler } from '@orpc/openapi/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AuditRepository } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import { methodsOf } from './apiPaths'
import { serveAuditDownload } from './auditDownload'
import type { Gate } from './gate'
import { HttpFault, errorBody } from './httpFault'
import { MAX_SNAPSHOT_BYTES } from './jsonBody'
import { openApiDocument } from './openApiDocument'
import type { OpenLinks } from './openLinks'
import type { ApiRouter } from './router'

/** Where the orchestration API is. */
export const API_PREFIX = '/api/v1'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** A comment this often keeps an event stream open through proxies, ms. */
const KEEP_ALIVE_MS = 15_000

/** The contract as REST with event streams, and its OpenAPI document. */
export function serveRest(
  app: FastifyInstance,
  parts: {
    readonly router: ApiRouter
    readonly gate: Gate
    readonly links: OpenLinks
    readonly version: string
    readonly audit: Pick<AuditRepository, 'read' | 'append'>
    readonly clock: Clock
  },
): void {
  const { router, gate, links, version } = parts
  const handler = new OpenAPIHandler(router, {
    customErrorResponseBodyEncoder: errorBody,
    eventIteratorKeepAliveInterval: KEEP_ALIVE_MS,
  })
  let document: Promise<unknown> | null = null

  app.get(`${API_PREFIX}/openapi.json`, async (request) => {
    await gate.admit(request)
    return (document ??= openApiDocument(version))
  })

  serveAuditDownload(app, `${API_PREFIX}/audit/export`, parts)

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const session = await gate.admit(request)
    const link = links.open(session, () => undefined)
    reply.raw.once('close', link.close)
    // What a DELETE says may stand in its query: bodies of DELETE get lost on the way (RFC 9110 §9.3.5).
    // Many clients say that JSON comes with every request, and send none with a DELETE.
    if (request.method === 'DELETE' && isEmpty(request.body)) request.body = request.query
    request.body ??= {}
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no')
    const context = { session, origin: 'api' as const, ended: link.ended }
    const { matched } = await handler.handle(request, reply, { prefix: API_PREFIX, context })
    if (!matched) throw nothingThere(request, reply)
    return reply
  }

  app.route({ method: [...METHODS], url: `${API_PREFIX}/*`, handler: serve })
  app.route({
    method: 'POST',
    url: `${API_PREFIX}/snapshots/import`,
    bodyLimit: MAX_SNAPSHOT_BYTES,
    handler: serve,
  })
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0)
}

/** What is answered where the API has nothing: 405 when another method would do, else 404. */
export function nothingThere(request: FastifyRequest, reply: FastifyReply): HttpFault {
  const path = request.url.split('?')[0] ?? ''
  const methods = path.startsWith(`${API_PREFIX}/`) ? methodsOf(path.slice(API_PREFIX.length)) : []
  if (methods.length === 0) {
    return new HttpFault(
      404,
      'NOT_FOUND',
      `There is nothing at ${path}. ${API_PREFIX}/openapi.json lists what there is.`,
    )
  }
  reply.header('allow', methods.join(', '))
  return new HttpFault(405, 'METHOD_NOT_ALLOWED', `${path} answers ${methods.join(', ')}, not ${request.method}.`)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ModuleHost } from '../relay/moduleHost/moduleHost'
import { forbidden } from './apiErrors'
import { isEntitled } from './doors'
import type { Gate } from './gate'
import { HttpFault } from './httpFault'
import type { RefusedByRole } from './refusedByRole'
import { nothingThere } from './restLink'

/** Routes of modules at `/api/<module>/…`: behind the same door as the API, beside its document. */
export function serveModuleRoutes(
  app: FastifyInstance,
  parts: { readonly gate: Gate; readonly modules: Pick<ModuleHost, 'route'>; readonly refused: RefusedByRole },
): void {
  const { gate, modules, refused } = parts

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { actor } = await gate.admit(request)
    const path = request.url.split('?')[0] ?? ''
    const [, module = '', rest = ''] = /^\/api\/([^/]+)(\/.*)$/.exec(path) ?? []
    const match = modules.route(module, request.method, rest)
    switch (match.kind) {
      case 'unknown':
        throw nothingThere(request, reply)
      case 'not-running':
        throw new HttpFault(503, 'MODULE_OFF', match.problem)
      case 'none': {
        if (match.methods.length === 0) {
          throw new HttpFault(404, 'NOT_FOUND', `The module ${module} has nothing at ${path}.`)
        }
        const methods = match.methods.join(', ')
        reply.header('allow', methods)
        throw new HttpFault(405, 'METHOD_NOT_ALLOWED', `${path} answers ${methods}, not ${request.method}.`)
      }
      case 'found': {
        if (!isEntitled(actor.role, match.role)) {
          const asked = { by: { actor, origin: 'api' as const }, procedure: `${request.method} ${path}` }
          await refused.note({ ...asked, input: request.body }, match.role)
          const { status, code, message, data } = forbidden(actor.role, match.role)
          throw new HttpFault(status, code, message, data)
        }
        const answer = await match.answer({ query: queryOf(request.query), body: request.body ?? {}, actor })
        if (!answer.ok) {
          throw new HttpFault(answer.status, answer.status === 504 ? 'MODULE_SILENT' : 'MODULE_FAILED', answer.text)
        }
        return reply
          .status(answer.status)
          .header('cache-control', 'no-store')
          .type('application/json; charset=utf-8')
          .send(answer.json)
      }
    }
  }

  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/api/:module/*', handler: serve })
}

/** Of several values under one name the last counts. */
function queryOf(query: unknown): Readonly<Record<string, string>> {
  if (typeof query !== 'object' || query === null) return {}
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]: [string, unknown]) => {
      const last: unknown = Array.isArray(value) ? value.at(-1) : value
      return typeof last === 'string' ? [[name, last]] : []
    }),
  )
}

import type { FastifyInstance } from 'fastify'
import { HttpFault } from './httpFault'

/** The largest request body, bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** The one kind of body there is. It is parsed here, so that the size limit holds, and handed on parsed. */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    const source = text.toString()
    try {
      done(null, source.trim() === '' ? {} : JSON.parse(source))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      done(new HttpFault(400, 'BAD_REQUEST', `The body is not valid JSON: ${why}`))
    }
  })
}

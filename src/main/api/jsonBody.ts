import type { FastifyInstance } from 'fastify'
import { HttpFault } from './httpFault'

/** The largest request body, bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024

/** The largest snapshot that is imported, bytes: 50 000 destinations with their names. */
export const MAX_SNAPSHOT_BYTES = 16 * 1024 * 1024

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

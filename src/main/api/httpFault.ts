import type { FastifyReply } from 'fastify'

/** The body of every error of the API. */
export type ErrorBody = { readonly code: string; readonly message: string; readonly data: unknown }

/** An error of the HTTP side itself, before or beside the contract. `message` is a sentence a person can act on. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault'
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly data: unknown = null,
  ) {
    super(message)
  }
}

export function errorBody({ code, message, data }: { code: string; message: string; data?: unknown }): ErrorBody {
  return { code, message, data: data ?? null }
}

export function sendFault(reply: FastifyReply, fault: HttpFault): FastifyReply {
  return reply.status(fault.statusCode).header('cache-control', 'no-store').send(errorBody(fault))
}

/** What Fastify and its plugins throw, as our own; null for what nobody expected. */
export function asHttpFault(error: unknown): HttpFault | null {
  if (error instanceof HttpFault) return error
  if (!(error instanceof Error)) return null
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 413)
    return new HttpFault(413, 'TOO_LARGE', 'The request is larger than 4 MB (a snapshot: 16 MB). Send it in parts.')
  if (status === 415) {
    return new HttpFault(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON, with Content-Type: application/json.')
  }
  return status >= 400 && status < 500 ? new HttpFault(status, 'BAD_REQUEST', error.message) : null
}

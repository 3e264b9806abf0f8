import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignedIn } from './doorman'

/** Cookies know no ports: two Signalboxes on one machine each have a name of their own. */
function nameOf(request: FastifyRequest): string {
  return `signalbox_session_${request.socket.localPort ?? 0}`
}

export function sessionCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[nameOf(request)]
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, maxAgeSeconds }: SignedIn,
): void {
  void reply.setCookie(nameOf(request), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: maxAgeSeconds,
  })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(nameOf(request), { path: '/' })
}

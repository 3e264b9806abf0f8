import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SessionInfo } from './apiContext'
import { unauthorized } from './apiErrors'
import type { Doorman } from './doorman'
import { HttpFault } from './httpFault'
import { isSameOrigin } from './originGuard'
import { sessionCookieOf } from './sessionCookie'

/** The way from an HTTP request to somebody we know. */
export type Gate = {
  /** Null: nobody. @throws StoreError */
  readonly identify: (request: FastifyRequest) => Promise<SessionInfo | null>
  /**
   * Who asks.
   * @throws HttpFault 401 for nobody, 403 for a foreign page with our cookie, 429 after too many wrong secrets; StoreError
   */
  readonly admit: (request: FastifyRequest) => Promise<SessionInfo>
}

const SAFE = new Set(['GET', 'HEAD'])
/** Wrong secrets from one address before it has to wait. */
const MAX_WRONG = 60
const WINDOW_MS = 60_000

/** Needs the rate-limit plugin. */
export function createGate(app: FastifyInstance, doorman: Doorman): Gate {
  const countWrong = app.createRateLimit({ max: MAX_WRONG, timeWindow: WINDOW_MS })

  const identify = (request: FastifyRequest): Promise<SessionInfo | null> =>
    doorman.identify({ authorization: request.headers.authorization, sessionCookie: sessionCookieOf(request) })

  return {
    identify,
    async admit(request) {
      const session = await identify(request)
      if (session === null) {
        if (request.headers.authorization !== undefined) await doorman.noteRefused(request.ip, 'key')
        const wrong = await countWrong(request)
        if (!wrong.isAllowed && wrong.isExceeded) {
          throw new HttpFault(429, 'TOO_MANY_REQUESTS', `Too many wrong keys. Try again in ${wrong.ttlInSeconds} s.`)
        }
        const { status, code, message } = unauthorized()
        throw new HttpFault(status, code, message)
      }
      const harmless = SAFE.has(request.method) && request.headers.upgrade === undefined
      if (session.via === 'cookie' && !harmless && !isSameOrigin(request.headers)) {
        throw new HttpFault(403, 'FOREIGN_ORIGIN', 'Another page asked with this window’s sign-in. Nothing was done.')
      }
      return session
    },
  }
}

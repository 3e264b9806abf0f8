import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { z } from 'zod'
import type { Doorman } from './doorman'
import type { Gate } from './gate'
import { HttpFault, sendFault } from './httpFault'
import { nothingThere } from './restLink'
import { isSameOrigin } from './originGuard'
import { clearSessionCookie, sessionCookieOf, setSessionCookie } from './sessionCookie'
import { pageNotBuilt, usedTokenPage } from './signInPage'

const Key = z.strictObject({ key: z.string().min(1).max(500) })
const SIGN_IN_LIMIT = { max: 20, timeWindow: 60_000 }

/** The built page with its fallback to `index.html`, and the address that signs a window in. */
export async function servePages(
  app: FastifyInstance,
  parts: { readonly doorman: Doorman; readonly gate: Gate; readonly staticDir: string | null },
): Promise<void> {
  const { doorman, gate, staticDir } = parts
  const root = staticDir !== null && existsSync(join(staticDir, 'index.html')) ? staticDir : null
  if (root !== null) {
    await app.register(fastifyStatic, {
      root,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', cachingOf(path))
      },
    })
  }

  app.get('/sign-in', { config: { rateLimit: SIGN_IN_LIMIT } }, async (request, reply) => {
    const token = tokenOf(request.query)
    const signedIn = token === null ? null : await doorman.signIn(token)
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    if (signedIn !== null) {
      setSessionCookie(request, reply, signedIn)
      return reply.redirect('/', 303)
    }
    if ((await gate.identify(request)) !== null) return reply.redirect('/', 303)
    if (token !== null) await doorman.noteRefused(request.ip, 'address')
    return html(reply, 401, usedTokenPage)
  })

  // A key never stands in an address: it comes in the body.
  app.post('/sign-in', { config: { rateLimit: SIGN_IN_LIMIT } }, async (request, reply) => {
    if (!isSameOrigin(request.headers))
      throw new HttpFault(403, 'FOREIGN_ORIGIN', 'Another page asked. Nothing was done.')
    const key = Key.safeParse(request.body)
    const signedIn = key.success ? await doorman.signInWithKey(key.data.key) : null
    if (signedIn === null) {
      await doorman.noteRefused(request.ip, 'typed key')
      throw new HttpFault(401, 'UNAUTHORIZED', 'This key is nobody’s: mistyped, or revoked.')
    }
    setSessionCookie(request, reply, signedIn)
    return reply.status(204).header('cache-control', 'no-store').send()
  })

  app.post('/sign-out', async (request, reply) => {
    if (!isSameOrigin(request.headers))
      throw new HttpFault(403, 'FOREIGN_ORIGIN', 'Another page asked. Nothing was done.')
    const cookie = sessionCookieOf(request)
    if (cookie !== undefined) await doorman.signOut(cookie)
    clearSessionCookie(request, reply)
    return reply.status(204).send()
  })

  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return sendFault(reply, nothingThere(request, reply))
    if (root === null) return html(reply, 503, pageNotBuilt)
    return reply.sendFile('index.html')
  })
}

function tokenOf(query: unknown): string | null {
  const token = typeof query === 'object' && query !== null && 'token' in query ? query.token : null
  return typeof token === 'string' && token !== '' && token.length <= 200 ? token : null
}

/** A person's browser that goes somewhere; not the API, and not a file that is missing. */
function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? ''
  if (request.method !== 'GET' || path === '/api' || path.startsWith('/api/') || path === '/metrics') return false
  return (request.headers.accept ?? '').includes('text/html') && !/\.[a-z0-9]+$/i.test(path)
}

/** What the build names by its content never changes; all else is asked for again. */
function cachingOf(path: string): string {
  return path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').send(text)
}

/** Too many attempts to sign in. */
export function tooManyAttempts(seconds: number): HttpFault {
  return new HttpFault(429, 'TOO_MANY_REQUESTS', `Too many attempts. Try again in ${seconds} s.`)
}

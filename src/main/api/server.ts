import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { AuditRepository } from '../store/repositories'
import type { ModuleHost } from '../relay/moduleHost/moduleHost'
import { StoreError } from '../store/storeError'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Metrics } from '../telemetry/metrics'
import type { Doorman } from './doorman'
import { createGate } from './gate'
import { createHostGuard, hostnameOf } from './hostGuard'
import { HttpFault, asHttpFault, sendFault } from './httpFault'
import { MAX_BODY_BYTES, acceptJsonOnly } from './jsonBody'
import { serveModuleRoutes } from './moduleRoutes'
import { type OpenLinks, createOpenLinks } from './openLinks'
import { servePages, tooManyAttempts } from './pages'
import { createRefusedByRole } from './refusedByRole'
import { serveRest } from './restLink'
import type { ApiRouter } from './router'
import { addSecurityHeaders } from './securityHeaders'
import { serveWebSocket } from './webSocketLink'

export type ServerOptions = {
  readonly router: ApiRouter
  readonly doorman: Doorman
  readonly audit: Pick<AuditRepository, 'read' | 'append'>
  readonly clock: Clock
  /** Whose routes are served at `/api/<module>/…`. */
  readonly modules: Pick<ModuleHost, 'route'>
  /** The built renderer; null: the API alone. */
  readonly staticDir: string | null
  readonly bind: string
  /** 0: any free port. */
  readonly port: number
  /** Names it is asked by, besides loopback and `bind`. */
  readonly allowedHosts: readonly string[]
  /** Of Signalbox, for the OpenAPI document. */
  readonly version: string
  readonly metrics: Pick<Metrics, 'text' | 'contentType' | 'setWindows'>
  readonly logger: Logger
}

/** The engine's door to the network: REST, event streams, WebSockets, the page. */
export type Server = {
  /** Listens. @throws with a sentence when the port is taken or the address is none of this machine's */
  readonly start: () => Promise<{ readonly url: string; readonly port: number }>
  /** Ends feeds and sockets in good order, then listens no more. */
  readonly stop: () => Promise<void>
}

/** How long requests under way and clients that are told to close are given, ms. */
const CLOSE_GRACE_MS = 2000
const MAX_WS_MESSAGE_BYTES = MAX_BODY_BYTES

export async function createServer(options: ServerOptions): Promise<Server> {
  const { router, doorman, audit, clock, modules, bind, port, version, metrics, logger } = options
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2000 },
  })
  const links = createOpenLinks()
  let stopping = false

  answerErrors(app, logger)
  acceptJsonOnly(app)
  guardHost(app, bind, options.allowedHosts)
  await addSecurityHeaders(app)
  await app.register(cookie)
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { ttl }) => tooManyAttempts(Math.ceil(ttl / 1000)),
  })
  await app.register(websocket, { options: { maxPayload: MAX_WS_MESSAGE_BYTES, perMessageDeflate: false } })

  const gate = createGate(app, doorman)
  serveRest(app, { router, gate, links, version, audit, clock })
  serveModuleRoutes(app, { gate, modules, refused: createRefusedByRole(audit, clock) })
  const endPings = serveWebSocket(app, {
    router,
    gate,
    links,
    isStopping: () => stopping,
    onWindows: (count) => {
      metrics.setWindows(count)
    },
  })
  app.get('/metrics', async (request, reply) => {
    await gate.admit(request)
    return reply.type(metrics.contentType).send(await metrics.text())
  })
  await servePages(app, { doorman, gate, staticDir: options.staticDir })
  const forgetRevoked = doorman.onRevoked((id) => {
    links.endOf(id)
  })

  async function close(): Promise<void> {
    stopping = true
    endPings()
    forgetRevoked()
    links.endAll()
    await settled(links)
    await app.close()
  }
  let closing: Promise<void> | null = null

  return {
    async start() {
      try {
        await app.listen({ host: bind, port })
      } catch (error) {
        throw listenError(error, bind, port)
      }
      const address = app.server.address() as AddressInfo
      return { url: urlOf(bind, address.port), port: address.port }
    },
    stop: () => (closing ??= close()),
  }
}

function answerErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const fault = asHttpFault(error)
    if (fault !== null) return sendFault(reply, fault)
    if (error instanceof StoreError) return sendFault(reply, new HttpFault(503, 'STORE_FAILED', error.message))
    const path = request.url.split('?')[0] ?? ''
    logger.error('A request failed unexpectedly', { method: request.method, path, error })
    return sendFault(
      reply,
      new HttpFault(500, 'INTERNAL_SERVER_ERROR', 'Signalbox made a mistake here. It is in the log.'),
    )
  })
}

function guardHost(app: FastifyInstance, bind: string, allowed: readonly string[]): void {
  const isOurs = createHostGuard(bind, allowed)
  app.addHook('onRequest', (request, _reply, done) => {
    const { host } = request.headers
    if (isOurs(host)) {
      done()
      return
    }
    const name = hostnameOf(host) ?? 'this name'
    done(
      new HttpFault(
        421,
        'WRONG_HOST',
        `Signalbox is not served as ${name}. Start it with --host-name ${name} to allow it.`,
      ),
    )
  })
}

/** Waits until what was asked to end has ended, at most CLOSE_GRACE_MS. */
async function settled(links: OpenLinks): Promise<void> {
  const end = Date.now() + CLOSE_GRACE_MS
  while (links.count() > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** The address for a person: an address that means "everywhere" is no place to go to. */
function urlOf(bind: string, port: number): string {
  const host = bind === '0.0.0.0' || bind === '::' ? '127.0.0.1' : bind.includes(':') ? `[${bind}]` : bind
  return `http://${host}:${port}`
}

function listenError(error: unknown, bind: string, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const where = `${bind}:${port}`
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken on ${bind}. Is Signalbox running already? Choose another with --port.`)
  }
  if (code === 'EACCES') return new Error(`This user may not listen on ${where}. Choose a port above 1023 with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new Error(`${bind} is no address of this machine.`)
  return error instanceof Error ? error : new Error(String(error))
}

import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Contract, RegistryInput, Role } from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import { type ApiKeys, createApiKeys } from '../../../src/main/api/apiKeys'
import { type Doorman, createDoorman } from '../../../src/main/api/doorman'
import { type EventLog, createEventLog } from '../../../src/main/api/eventLog'
import { recordEvents, recordForeignChange, recordNotices } from '../../../src/main/api/eventSources'
import { type ApiRouter, createRouter } from '../../../src/main/api/router'
import { type Server, createServer } from '../../../src/main/api/server'
import { type PlantDiscovery, createDiscovery } from '../../../src/main/discovery/createDiscovery'
import type { NamedBroker } from '../../../src/main/broker/createBrokerLinks'
import { createBrokers } from '../../../src/main/createBrokers'
import { type House, createHouse } from '../../../src/main/createHouse'
import { IS05_TIMEOUTS } from '../../../src/main/drivers/is05/is05Driver'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import { createPictureFeed } from '../../../src/main/plant/picture'
import type { Plant } from '../../../src/main/plant/plant'
import type { Store } from '../../../src/main/store/repositories'
import { openStore } from '../../../src/main/store/openStore'
import { systemClock } from '../../../src/main/telemetry/clock'
import { type Logger, type LogContext, silentLogger } from '../../../src/main/telemetry/logger'
import { createMetrics } from '../../../src/main/telemetry/metrics'
import { PLAYBOOKS } from '../../support/playbookFolder'

export const ADMIN_KEY = 'admin-key-of-the-environment'

/** An answer of the API. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** A door with all that is behind it: a real store, plant, discovery and execution. */
export type OpenDoor = {
  readonly url: string
  readonly port: number
  readonly store: Store
  readonly plant: Plant
  readonly discovery: PlantDiscovery
  readonly house: House
  readonly keys: ApiKeys
  readonly doorman: Doorman
  readonly events: EventLog
  readonly router: ApiRouter
  readonly server: Server
  /** What was logged as an error. */
  readonly logged: readonly { readonly message: string; readonly context: LogContext | undefined }[]
  /** A request of the API as the admin of the environment. */
  readonly api: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** A request with these headers and nothing else. */
  readonly ask: (method: string, path: string, headers: Record<string, string>, body?: string) => Promise<Answer>
  readonly keyOf: (role: Role) => Promise<string>
  readonly stop: () => Promise<void>
}

export type DoorWishes = {
  readonly sources: readonly RegistryInput[]
  readonly staticDir: string | null
  readonly allowedHosts: readonly string[]
  /** MQTT brokers given from outside. */
  readonly brokers: readonly NamedBroker[]
}

export async function openDoor(wishes: Partial<DoorWishes>): Promise<OpenDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-api-'))
  const clock = systemClock
  const ids = randomUUID
  const logged: { message: string; context: LogContext | undefined }[] = []
  const logger: Logger = {
    ...silentLogger,
    error: (message, context) => logged.push({ message, context }),
    child: () => logger,
  }
  const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger })
  const http = createNmosHttp({})
  const plant = createPlant({ clock, logger })
  const picture = createPictureFeed(plant)
  const discovery = createDiscovery({
    plant,
    http,
    registries: store.registries,
    fixed: wishes.sources ?? [],
    clock,
    random: Math.random,
    ids,
    logger,
  })
  const { links, brokers, ...mqtt } = await createBrokers({
    ...{ store, dataDir: folder, given: wishes.brokers ?? [], keychain: null, clock, ids, random: Math.random, logger },
    suffix: randomUUID,
  })
  const events = createEventLog({ capacity: 1000 })
  const house = await createHouse({
    ...{ store, plant, discovery, http, clock, ids, random: Math.random, logger },
    links,
    timeouts: IS05_TIMEOUTS,
    notify: recordNotices(events, clock),
    playbookFolders: { shipped: PLAYBOOKS, own: join(folder, 'playbooks') },
  })
  const ends = [
    recordEvents(events, {
      runs: house.runs,
      discovery,
      house: { ...house, ...house.relay, brokers, locks: house.holds, schedules: house.scheduler },
    }),
    discovery.onForeignChange((change) => {
      void store.audit.append(recordForeignChange(events, { plant, settings: house.settings }, change))
    }),
  ]
  const keys = createApiKeys({
    store: store.keys,
    sessions: store.sessions,
    adminKey: ADMIN_KEY,
    clock,
    ids,
    random: randomBytes,
    logger,
  })
  const doorman = createDoorman({ keys, sessions: store.sessions, audit: store.audit, clock, random: randomBytes })
  const metrics = createMetrics()
  const parts = {
    version: '0.0.0-test',
    plant,
    picture,
    discovery,
    ...house,
    ...house.relay,
    brokers,
    store,
    keys,
    events,
    http,
    clock,
    logger,
  }
  const router = createRouter({ ...parts, startedAt: clock.now() })
  const server = await createServer({
    router,
    doorman,
    audit: store.audit,
    clock,
    modules: house.relay.modules,
    staticDir: wishes.staticDir ?? null,
    bind: '127.0.0.1',
    port: 0,
    allowedHosts: wishes.allowedHosts ?? [],
    version: '0.0.0-test',
    metrics,
    logger,
  })
  const { url, port } = await server.start()
  await discovery.start()
  await house.start()
  links.start()

  const ask: OpenDoor['ask'] = async (method, path, headers, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.text()
    const isJson = text !== '' && answer.headers.get('content-type')?.includes('application/json') === true
    return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text }
  }

  return {
    url,
    port,
    store,
    plant,
    discovery,
    house,
    keys,
    doorman,
    events,
    router,
    server,
    logged,
    ask,
    api: (method, path, body) =>
      ask(
        method,
        `/api/v1${path}`,
        {
          authorization: `Bearer ${ADMIN_KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body === undefined ? undefined : JSON.stringify(body),
      ),
    async keyOf(role) {
      return (await keys.create({ label: `a ${role}`, role })).secret
    },
    async stop() {
      await server.stop()
      await discovery.stop()
      await house.stop(2000)
      await mqtt.stop()
      for (const end of ends) end()
      events.stop()
      picture.stop()
      metrics.stop()
      http.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A door onto a lab, once the whole lab is in the plant. */
export async function openDoorOnLab(
  wishes: Partial<DoorWishes>,
): Promise<{ readonly door: OpenDoor; readonly lab: Lab }> {
  const lab = await startLab({})
  const source: RegistryInput = {
    label: 'Lab',
    kind: 'registry',
    queryUrl: lab.registry.queryUrl,
    dnsServer: null,
    role: 'lab',
    site: null,
    priority: 0,
    enabled: true,
  }
  const door = await openDoor({ ...wishes, sources: [source] })
  return { door, lab }
}

export type Client = ContractRouterClient<Contract>

/** The contract over a WebSocket. */
export async function openSocket(
  url: string,
  headers: Record<string, string>,
): Promise<{ readonly client: Client; readonly socket: WebSocket }> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/ws`, { headers })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { socket, client: createORPCClient(link) }
}

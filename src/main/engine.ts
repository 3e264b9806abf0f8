import { randomBytes, randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Actor, RegistryInput, Run } from '../contract'
import { createApiKeys } from './api/apiKeys'
import { createDoorman } from './api/doorman'
import { createEventLog } from './api/eventLog'
import { recordEvents, recordForeignChange, recordNotices } from './api/eventSources'
import { type LinkPort, type MessagePortLink, createMessagePortLink } from './api/messagePortLink'
import { createRouter } from './api/router'
import { type Server, type ServerOptions, createServer } from './api/server'
import type { NamedBroker } from './broker/createBrokerLinks'
import type { BrokerBook } from './broker/brokerBook'
import { createBrokers } from './createBrokers'
import { createHouse } from './createHouse'
import type { Discovery } from './discovery/discovery'
import { createDiscovery } from './discovery/createDiscovery'
import { IS05_TIMEOUTS } from './drivers/is05/is05Driver'
import { createNmosHttp } from './nmos/http'
import { createPlant } from './plant/createPlant'
import { createPictureFeed } from './plant/picture'
import type { PlantView } from './plant/plant'
import type { GivenModuleSettings } from './relay/moduleHost/createModuleHost'
import type { SecretBox } from './secrets/secretBox'
import type { Store } from './store/repositories'
import { openStore } from './store/openStore'
import { systemClock } from './telemetry/clock'
import { createLogger } from './telemetry/createLogger'
import { createFileSink } from './telemetry/fileSink'
import { createConsoleSink, createSplitSink } from './telemetry/logSink'
import { type Metrics, createMetrics } from './telemetry/metrics'
import { version } from './version'

/** What an engine is made of. */
export type EngineOptions = {
  readonly dataDir: string
  /** Sources given from outside, asked for when the store is open: `configured` is how many the settings have. */
  readonly sources: (configured: number) => readonly RegistryInput[] | Promise<readonly RegistryInput[]>
  /** MQTT brokers given from outside, by name; asked for after the sources. */
  readonly brokers: () => readonly NamedBroker[]
  /** Settings of modules given from outside, by name; asked for after the sources. */
  readonly moduleSettings?: (() => GivenModuleSettings) | undefined
  /** The folder with the playbooks that ship. */
  readonly playbooks: string
  /** How the door is opened to the network; null: windows come by port only. */
  readonly door: DoorSettings | null
  /** The operating system's own way to keep secrets, asked for at the start; undefined or null: a key file. */
  readonly keychain?: (() => SecretBox | null) | undefined
  /** The SQLite addon built for this runtime; undefined: the installed one. */
  readonly nativeBinding?: string | undefined
}

export type DoorSettings = Pick<ServerOptions, 'bind' | 'port' | 'allowedHosts' | 'staticDir'> & {
  /** One admin key from the environment, or null. */
  readonly apiKey: string | null
}

/** Signalbox itself: knows no Electron and no globals. Started once, stopped once. */
export type Engine = {
  /**
   * Where it is to be seen, and the address that signs one window in; both empty without a door.
   * @throws StoreError and listening errors, with a sentence for the person
   */
  readonly start: () => Promise<{ readonly url: string; readonly signIn: string }>
  /** Lets what is being applied finish; leaves no timer, socket or file open. */
  readonly stop: () => Promise<void>
  /** Serves the contract on a port, as this actor, until the disposer is called or the port closes. */
  readonly servePort: (port: LinkPort, actor: Actor) => () => void
}

const LOG_BYTES = 10 * 1024 * 1024
const EVENTS_KEPT = 1000
const STOP_GRACE_MS = 5_000

/** The composition root: every part gets what it needs here, and nowhere else. */
export function createEngine(options: EngineOptions): Engine {
  const clock = systemClock
  const ids = randomUUID
  const ending = new AbortController()
  /** In the order of their making; undone in reverse. */
  const undo: (() => unknown)[] = []
  let ports: MessagePortLink | null = null

  async function start() {
    const sink = createSplitSink([
      {
        sink: createFileSink({
          path: join(options.dataDir, 'logs', 'signalbox.log'),
          maxBytes: LOG_BYTES,
          keep: 3,
          onTrouble: (error) => {
            console.error(`The log cannot be written: ${String(error)}`)
          },
        }),
        takes: () => true,
      },
      { sink: createConsoleSink(process.stderr), takes: (level) => level === 'warn' || level === 'error' },
    ])
    const logger = createLogger({ sink, level: 'info', clock })
    undo.push(() => {
      sink.close()
    })
    const store = await openStore({
      path: join(options.dataDir, 'signalbox.db'),
      clock,
      logger,
      nativeBinding: options.nativeBinding,
    })
    undo.push(() => store.close())
    const http = createNmosHttp({})
    undo.push(() => {
      http.close()
    })

    const configured = await store.registries.all()
    const fixed = await options.sources(configured.length)
    const { links, brokers, ...mqtt } = await createBrokers({
      store,
      dataDir: options.dataDir,
      given: options.brokers(),
      keychain: options.keychain?.() ?? null,
      clock,
      ids,
      random: Math.random,
      suffix: () => randomBytes(6).toString('hex'),
      logger,
    })
    undo.push(mqtt.stop)

    const plant = createPlant({ clock, logger })
    plant.setPlacements(await store.settings.placements())
    plant.setAliases(await store.settings.aliases())
    const picture = createPictureFeed(plant)
    undo.push(() => {
      picture.stop()
    })
    const discovery = createDiscovery({
      plant,
      http,
      registries: store.registries,
      fixed,
      clock,
      random: Math.random,
      ids,
      logger,
    })
    const events = createEventLog({ capacity: EVENTS_KEPT })
    undo.push(() => {
      events.stop()
    })
    const house = await createHouse({
      store,
      plant,
      discovery,
      http,
      clock,
      ids,
      random: Math.random,
      links,
      logger,
      timeouts: IS05_TIMEOUTS,
      hasEnvironmentKey: (options.door?.apiKey ?? '') !== '',
      givenModuleSettings: options.moduleSettings?.() ?? {},
      notify: recordNotices(events, clock),
      playbookFolders: { shipped: options.playbooks, own: join(options.dataDir, 'playbooks') },
    })

    undo.push(
      recordEvents(events, {
        runs: house.runs,
        discovery,
        house: { ...house, ...house.relay, brokers, locks: house.holds, schedules: house.scheduler },
      }),
    )
    undo.push(
      discovery.onForeignChange((change) => {
        store.audit
          .append(recordForeignChange(events, { plant, settings: house.settings }, change))
          .catch((error: unknown) => {
            logger.error('A foreign change could not be written to the audit', { error })
          })
      }),
    )
    const metrics = createMetrics()
    undo.push(metrics.stop)
    undo.push(house.runs.onRun((run) => measure(metrics, run)))

    const keys = createApiKeys({
      store: store.keys,
      sessions: store.sessions,
      adminKey: options.door?.apiKey ?? null,
      clock,
      ids,
      random: randomBytes,
      logger,
    })
    const router = createRouter({
      version,
      startedAt: clock.now(),
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
    })
    ports = createMessagePortLink(router)
    undo.push(() => house.stop(STOP_GRACE_MS))
    undo.push(() => discovery.stop())

    const doorman = createDoorman({ sessions: store.sessions, audit: store.audit, keys, clock, random: randomBytes })
    const server =
      options.door === null
        ? null
        : await listen(options.door, {
            router,
            doorman,
            audit: store.audit,
            clock,
            modules: house.relay.modules,
            version,
            metrics: live(metrics, { plant, discovery, brokers, store }),
            logger,
          })
    if (server !== null) undo.push(server.stop)

    await discovery.start()
    await house.start()
    // Last: what a broker has kept for us comes as soon as it is connected, and those who listen are there now.
    links.start()
    logger.info('Signalbox has started', { version, dataDir: options.dataDir, url: server?.url ?? null })
    if (server === null) return { url: '', signIn: '' }
    const token = doorman.issueToken(OPERATOR)
    return { url: server.url, signIn: `${server.url}/sign-in?token=${token}` }
  }

  async function stop() {
    ending.abort()
    for (const end of undo.splice(0).reverse()) await end()
  }

  let started: ReturnType<typeof start> | null = null
  let stopped: Promise<void> | null = null
  return {
    start() {
      started ??= start().catch(async (error: unknown) => {
        await stop()
        throw error
      })
      return started
    },
    stop() {
      stopped ??= Promise.resolve(started)
        .catch(() => undefined)
        .then(stop)
      return stopped
    },
    servePort(port, actor) {
      if (ports === null) throw new Error('The engine has not started yet.')
      const gone = new AbortController()
      const ended = AbortSignal.any([gone.signal, ending.signal])
      ports.serve(port, { session: { actor, via: 'local' }, origin: 'window', ended })
      return () => {
        gone.abort()
      }
    },
  }
}

/** Who opens the printed address sits at the machine or was given it by who does. */
const OPERATOR: Actor = { id: 'local', name: userName(), role: 'admin' }

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'operator'
  }
}

type Listening = Server & { readonly url: string }

async function listen(
  door: DoorSettings,
  parts: Pick<ServerOptions, 'router' | 'doorman' | 'audit' | 'clock' | 'modules' | 'version' | 'metrics' | 'logger'>,
): Promise<Listening> {
  const { bind, port, allowedHosts, staticDir } = door
  const server = await createServer({ ...parts, bind, port, allowedHosts, staticDir })
  const { url } = await server.start()
  return { ...server, url }
}

/** Figures that are looked up when they are asked for. */
function live(
  metrics: Metrics,
  {
    plant,
    discovery,
    brokers,
    store,
  }: {
    readonly plant: PlantView
    readonly discovery: Pick<Discovery, 'list'>
    readonly brokers: Pick<BrokerBook, 'list'>
    readonly store: Store
  },
): ServerOptions['metrics'] {
  return {
    ...metrics,
    text() {
      metrics.setPlant(plant.counts())
      metrics.setRegistries(discovery.list())
      metrics.setBrokers(brokers.list())
      metrics.setStore(store.health())
      return metrics.text()
    },
  }
}

/** Counts a run at its end, and the changes it made. */
function measure(metrics: Metrics, run: Run): void {
  if (run.finishedAt === null) return
  metrics.countRun(run.state)
  for (const { driver, state, startedAt, finishedAt } of run.changes) {
    if (startedAt === null || finishedAt === null) continue
    metrics.observeChange({ driver, state, durationMs: Date.parse(finishedAt) - Date.parse(startedAt) })
  }
}

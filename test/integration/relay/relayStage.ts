import { type MqttClient, connectAsync } from 'mqtt'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandEvent, type Id, type Role, type Settings } from '../../../src/contract'
import { PLAIN_USE, plainConnection } from '../../../src/main/broker/brokerConnection'
import type { BrokerLinks } from '../../../src/main/broker/createBrokerLinks'
import { type House, createHouse } from '../../../src/main/createHouse'
import { createDiscovery } from '../../../src/main/discovery/createDiscovery'
import type { Asker } from '../../../src/main/execution/execution'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { type LogContext, type Logger, silentLogger } from '../../../src/main/telemetry/logger'
import { brokerLinks } from '../../support/brokerLinks'
import { type Mosquitto, type MosquittoWishes, startMosquitto } from '../../support/mosquitto'
import { until } from '../../support/until'
import { PLAYBOOKS } from '../../support/playbookFolder'

export const WAIT_MS = 20_000
export const ENGINEER: Asker = { actor: { id: 'eng', name: 'Eva', role: 'engineer' }, origin: 'window' }

type Json = Readonly<Record<string, unknown>>
export type Notice = { readonly severity: string; readonly text: string; readonly by: string }

/** The house on a real broker, with a real store; it can be ended and started again. */
export type RelayStage = {
  readonly broker: Mosquitto
  readonly house: () => House
  readonly store: () => Store
  /** The file of the store. */
  readonly path: string
  readonly plant: () => Plant
  readonly links: () => BrokerLinks
  readonly notices: readonly Notice[]
  /** What was logged as a warning or an error. */
  readonly logged: readonly { readonly message: string; readonly context: LogContext | undefined }[]
  readonly set: (relay: Partial<Settings['relay']>) => Promise<void>
  /** Somebody else on the broker. */
  readonly join: (login?: { readonly username: string; readonly password: string }) => Promise<Voice>
  /** A decoder that says who it is and does as it is told; known to the house when this is fulfilled. */
  readonly decoder: (id: string, manner?: Partial<Manner>) => Promise<Decoder>
  readonly begin: () => Promise<void>
  readonly end: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type StageWishes = {
  readonly role: Role
  readonly broker: Partial<MosquittoWishes>
  /** The house's own name and password at the broker. */
  readonly login: { readonly username: string; readonly password: string } | null
  readonly relay: Partial<Settings['relay']>
}

export async function startRelay(wishes: Partial<StageWishes> = {}): Promise<RelayStage> {
  const broker = await startMosquitto(wishes.broker ?? {})
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-relay-'))
  const path = join(folder, 'signalbox.db')
  const clients: MqttClient[] = []
  const notices: Notice[] = []
  const logged: { message: string; context: LogContext | undefined }[] = []
  const note = (message: string, context?: LogContext) => logged.push({ message, context })
  const logger: Logger = { ...silentLogger, warn: note, error: note, child: () => logger }
  const clock = systemClock
  let parts: Awaited<ReturnType<typeof startParts>> | null = null

  async function startParts() {
    const http = createNmosHttp({})
    const store = await openStore({ path, clock, logger })
    const plant = createPlant({ clock, logger })
    const discovery = createDiscovery({
      ...{ plant, http, registries: store.registries, fixed: [], clock, random: Math.random, ids: randomUUID, logger },
    })
    const links = brokerLinks([])
    const house = await createHouse({
      ...{ store, plant, discovery, http, links, clock, ids: randomUUID, random: Math.random, logger },
      timeouts: { requestMs: () => 1500, verifyMs: 1500, fileMs: 3000 },
      playbookFolders: { shipped: PLAYBOOKS, own: join(folder, 'playbooks') },
      notify: (severity, text, _target, by) => notices.push({ severity, text, by }),
    })
    const connection = { ...plainConnection(broker.url), ...(wishes.login ?? {}) }
    links.put('house', connection, { ...PLAIN_USE, role: wishes.role ?? 'operator' })
    await discovery.start()
    await house.start()
    links.start()
    await until(
      () => links.byName('house')?.state().state,
      (state) => state === 'live',
      WAIT_MS,
    )
    return {
      store,
      plant,
      links,
      house,
      async end() {
        await discovery.stop()
        await house.stop(2000)
        await links.stop()
        http.close()
        await store.close()
      },
    }
  }

  const now = () => {
    if (parts === null) throw new Error('The house has been ended.')
    return parts
  }

  async function open(login: { readonly username: string; readonly password: string } | null): Promise<MqttClient> {
    const client = await connectAsync(broker.url, { ...(login ?? {}), reconnectPeriod: 0 })
    clients.push(client)
    return client
  }

  const stage: RelayStage = {
    broker,
    house: () => now().house,
    store: () => now().store,
    path,
    plant: () => now().plant,
    links: () => now().links,
    notices,
    logged,
    async set(relay) {
      await now().house.settings.update(ENGINEER, { relay })
    },
    join: async (login) => voiceOf(await open(login ?? wishes.login ?? null)),
    async decoder(id, manner = {}) {
      const password = wishes.broker?.users?.[id]
      const login = password === undefined ? (wishes.login ?? null) : { username: id, password }
      const decoder = await decoderOn(await open(login), id, { ...POLITE, ...manner })
      await until(
        () => now().house.relay.devices.get(`mqtt:house/${id}`)?.online,
        (online) => online === true,
        WAIT_MS,
      )
      return decoder
    },
    async begin() {
      parts ??= await startParts()
    },
    async end() {
      const last = parts
      parts = null
      await last?.end()
    },
    async stop() {
      await stage.end()
      await Promise.all(clients.map((client) => client.endAsync(true)))
      await broker.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await stage.begin()
  if (wishes.relay !== undefined) await stage.set(wishes.relay)
  return stage
}

/** Somebody on the broker who commands, and hears the answers. */
export type Voice = {
  readonly client: MqttClient
  readonly heard: readonly CommandEvent[]
  readonly say: (module: string, message: unknown, options?: { readonly retain?: boolean }) => Promise<void>
  /** The events of a number, when as many as wished have come. */
  readonly answers: (reqId: string | null, count: number) => Promise<readonly CommandEvent[]>
  /** Says it and waits for its last word: no `DISPATCHED`. */
  readonly ask: (module: string, message: Json & { readonly req_id: string }) => Promise<CommandEvent>
}

async function voiceOf(client: MqttClient): Promise<Voice> {
  const heard: CommandEvent[] = []
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/evt')) heard.push(JSON.parse(payload.toString()) as CommandEvent)
  })
  await client.subscribeAsync('/lab/orchestrator/+/evt', { qos: 1 })
  const say: Voice['say'] = async (module, message, { retain = false } = {}) => {
    const payload = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)
    await client.publishAsync(`/lab/orchestrator/${module}/cmd`, payload, { qos: 1, retain })
  }
  const of = (reqId: string | null) => heard.filter(({ req_id }) => req_id === reqId)
  return {
    client,
    heard,
    say,
    answers: (reqId, count) =>
      until(
        () => of(reqId),
        (found) => found.length >= count,
        WAIT_MS,
      ),
    async ask(module, message) {
      const before = of(message.req_id).length
      await say(module, message)
      const all = await until(
        () => of(message.req_id).slice(before),
        (found) => found.some(({ status }) => status !== 'DISPATCHED'),
        WAIT_MS,
      )
      const last = all.find(({ status }) => status !== 'DISPATCHED')
      if (last === undefined) throw new Error('There is no last word.')
      return last
    },
  }
}

/** How a decoder behaves. */
export type Manner = {
  readonly answers: boolean
  /** Its words when it refuses; null: it does not. */
  readonly refuses: string | null
}
const POLITE: Manner = { answers: true, refuses: null }

export type Decoder = {
  readonly id: string
  readonly unit: Id
  /** What it was told, as it came. */
  readonly told: readonly Json[]
  manner: Manner
  /** Answers what it has left unanswered. */
  readonly answerAll: () => void
}

async function decoderOn(client: MqttClient, id: string, manner: Manner): Promise<Decoder> {
  const base = `/lab/device/${id}`
  const told: Json[] = []
  const open: Json[] = []
  let ndi = { state: 'stopped', input: null as string | null, recording: false }
  const say = (topic: string, message: Json, retain: boolean) => {
    client.publish(`${base}/${topic}`, JSON.stringify(message), { qos: 1, retain })
  }
  const status = () => {
    say('status', { state: 'online', ts: new Date().toISOString(), ndi }, true)
  }
  const answer = (message: Json): void => {
    const { req_id, actor, action } = message
    const params = (message['params'] ?? {}) as Readonly<Record<string, string>>
    const named = { req_id, device_id: id, actor, action }
    if (decoder.manner.refuses !== null) {
      say('ndi/evt', { ...named, status: 'ERROR', error: decoder.manner.refuses }, false)
      return
    }
    if (action === 'stop') ndi = { ...ndi, state: 'stopped' }
    else if (action === 'start') ndi = { ...ndi, state: 'playing', input: params['source'] ?? ndi.input }
    else if (action === 'set_input') ndi = { ...ndi, input: params['source'] ?? null }
    status()
    say('ndi/evt', { ...named, status: 'OK' }, false)
  }
  const decoder: Decoder = {
    id,
    unit: `ndi:house/${id}`,
    told,
    manner,
    answerAll() {
      for (const message of open.splice(0)) answer(message)
    },
  }
  client.on('message', (_topic, payload) => {
    const message = JSON.parse(payload.toString()) as Json
    told.push(message)
    if (decoder.manner.answers) answer(message)
    else open.push(message)
  })
  await client.subscribeAsync(`${base}/ndi/cmd`, { qos: 1 })
  const beat = setInterval(status, 2_000)
  client.once('close', () => {
    clearInterval(beat)
  })
  say('meta', { device_id: id, name: `Decoder ${id}`, modules: ['ndi'] }, true)
  status()
  return decoder
}

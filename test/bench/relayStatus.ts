import { z } from 'zod'
import { createPlant } from '../../src/main/plant/createPlant'
import { createDeviceMap } from '../../src/main/relay/devices/deviceMap'
import { deviceTopics } from '../../src/main/relay/devices/deviceTopics'
import { deviceStateOf } from '../../src/main/relay/devices/heldDevice'
import type { ModulePorts } from '../../src/main/relay/devices/modulePorts'
import { createPlantFeed } from '../../src/main/relay/devices/plantFeed'
import { registryOf } from '../../src/main/relay/devices/registryContent'
import { createRegistryText } from '../../src/main/relay/devices/registryText'
import { createNdiModule } from '../../src/main/relay/modules/ndi'
import type { RelayBrokers } from '../../src/main/relay/relayBrokers'
import { systemClock, timestamp } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { type Bench, compared, inTurn, timed } from './figure'

const runs = 15
const devices = 5_000
const sources = 200
const memoryRounds = 10
const BROKER = 'lab'

const deviceId = (n: number): string => `rpi-${String(n).padStart(4, '0')}`
/** In every round one device in ten is on another source than before. */
const inputOf = (n: number, round: number): string =>
  `NDI-Source-${String((n + Math.floor((round + (n % 10)) / 10) * 7) % sources)}`

const Status = z.looseObject({
  state: z.string(),
  ts: z.string(),
  ndi: z.object({ state: z.enum(['playing', 'stopped']), input: z.string().nullable(), recording: z.boolean() }),
})

type Message = { readonly topic: string; readonly payload: Buffer }

/** What decoders say in a round, as it is received. */
function statuses(round: number): readonly Message[] {
  return Array.from({ length: devices }, (_, n) => ({
    topic: `/lab/device/${deviceId(n)}/status`,
    payload: Buffer.from(
      JSON.stringify({
        state: 'online',
        ts: new Date(1_800_000_000_000 + round * 5_000).toISOString(),
        ndi: { state: 'playing', input: inputOf(n, round), recording: n % 10 === 0, dropped: round * 3 + n },
      }),
    ),
  }))
}

/** The status of many devices into the model, the plant and the registry, against parsing it and writing the registry. */
export const relayStatus: Bench = {
  name: 'relay.status',
  bar: '≤ 2',
  async run() {
    const model = stage()
    let round = 0
    let messages = statuses(round)
    let written = 0

    const ours = (): Promise<number> => {
      round += 1
      messages = statuses(round)
      collect()
      return timed(() => {
        for (const message of messages) model.receive(message)
        model.settle()
        written = model.text().length
        return Promise.resolve()
      }).then((ms) => {
        model.check(round)
        return ms
      })
    }

    const baseline = async (): Promise<number> => {
      const snapshot = model.snapshot()
      let online = 0
      let length = 0
      collect()
      const ms = await timed(() => {
        for (const { payload } of messages) {
          if (Status.parse(JSON.parse(payload.toString('utf8'))).state === 'online') online += 1
        }
        length = JSON.stringify(snapshot).length
        return Promise.resolve()
      })
      if (online !== devices || (written > 0 && length !== written)) throw new Error('The baseline did something else')
      return ms
    }

    const found = await inTurn(runs, ours, baseline)
    const memory = await memoryOver(ours)
    const note =
      `status of ${String(devices)} decoders, each with news and one in ten on another source, read, merged, shown in ` +
      `the plant and into one registry of ${(written / 1e6).toFixed(1)} MB; ${memory}; baseline: JSON.parse and zod parse of ` +
      'the same buffers and one JSON.stringify of the same registry'
    return compared(found, 'ms', note)
  },
}

/** What ten rounds more leave behind. */
async function memoryOver(round: () => Promise<number>): Promise<string> {
  const before = heapMb()
  for (let n = 0; n < memoryRounds; n += 1) await round()
  const after = heapMb()
  const kind = globalThis.gc === undefined ? 'heap without a collection' : 'heap'
  return `${kind} ${before.toFixed(1)} MB before and ${after.toFixed(1)} MB after ${String(memoryRounds)} rounds more`
}

/** What was made for the measurement is not to be swept up within it. */
function collect(): void {
  globalThis.gc?.()
}

function heapMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

/** As createRelay puts them together, without its sockets, timers and store. */
function stage() {
  const listeners = new Set<(ids: readonly string[]) => void>()
  const map = createDeviceMap({
    now: systemClock.now,
    onChange: () => undefined,
    onRefused: ({ text }) => {
      throw new Error(text)
    },
  })
  const book = {
    all: () => Array.from(map.all(), (held) => deviceStateOf(held, null)),
    get(id: string) {
      const held = map.get(id)
      return held === undefined ? undefined : deviceStateOf(held, null)
    },
    onChange(listener: (ids: readonly string[]) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const brokers: RelayBrokers = {
    // No broker: the model is what is measured.
    list: () => [],
    onChange: () => () => undefined,
  }
  const module = createNdiModule()
  const names = Array.from({ length: sources }, (_, n) => `NDI-Source-${String(n)}`)
  const ports: ModulePorts = {
    inputsOf(device) {
      const input = module.input?.(device) ?? null
      return input === null ? [] : [{ module: 'ndi', input }]
    },
    sources: () => [{ module: 'ndi', title: 'NDI decoders', sources: names.map((name) => ({ name, label: name })) }],
    onChange: () => () => undefined,
  }
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const feed = createPlantFeed({ plant, book, ports, brokers, logger: silentLogger })
  const others = { locks: () => [], modules: () => ['ndi'] }
  const text = createRegistryText(BROKER, others, map.stateText)
  const snapshot = () => ({
    ...registryOf(BROKER, book.all(), others),
    ts: timestamp(systemClock.now()),
  })
  const topics = deviceTopics('/lab')

  function hear({ topic, payload }: Message, about: 'meta' | 'status'): void {
    const at = topics.read(topic)
    if (at === null) throw new Error(`${topic} is no topic of a device`)
    map.hear({ broker: BROKER, deviceId: at.deviceId, about, payload, retained: false })
  }

  map.setStanding(BROKER, null)
  for (let n = 0; n < devices; n += 1) {
    const id = deviceId(n)
    const meta = { device_id: id, name: `Decoder ${String(n)}`, modules: ['ndi'], site: 'Riverside', room: 'MCR' }
    hear({ topic: `/lab/device/${id}/meta`, payload: Buffer.from(JSON.stringify(meta)) }, 'meta')
  }
  for (const message of statuses(0)) hear(message, 'status')
  feed.start()
  map.takeChanged()

  return {
    receive(message: Message): void {
      hear(message, 'status')
    },
    settle(): void {
      const ids = map.takeChanged()
      for (const listener of listeners) listener(ids)
    },
    snapshot,
    text: (): string => text(book.all(), timestamp(systemClock.now())),
    /** Every decoder is on what it said last, on the plant as in the registry. */
    check(round: number): void {
      const { devices: published } = snapshot()
      for (let n = 0; n < devices; n += 1) {
        const id = deviceId(n)
        const route = plant.entry('receiver', `ndi:${BROKER}/${id}`)?.connection
        if (route?.active !== true || route.senderId !== `ndi:${inputOf(n, round)}`) throw new Error(`${id}: no route`)
        const { ndi, online } = published[id] as { readonly ndi: { readonly input: string }; readonly online: boolean }
        if (!online || ndi.input !== inputOf(n, round)) throw new Error(`${id} is not as it said`)
      }
    },
  }
}

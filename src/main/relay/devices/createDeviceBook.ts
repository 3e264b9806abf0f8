import type { Id, MqttDevice, Settings } from '../../../contract'
import type { BrokerMessage, BrokerState } from '../../broker/brokerLink'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { HouseError } from '../../execution/houseError'
import type { MqttDeviceRepository, StoredMqttDevice } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { deviceIdOf } from '../../plant/deviceIds'
import type { ModuleContext } from '../module'
import { followBrokers } from '../followBrokers'
import type { RelayBroker, RelayBrokers } from '../relayBrokers'
import { createDeviceKeeper } from './deviceKeeper'
import { byPlace } from './deviceList'
import { type DeviceMap, createDeviceMap } from './deviceMap'
import { deviceTopics } from './deviceTopics'
import { type HeldDevice, deviceStateOf, mqttDeviceOf, storedDeviceOf } from './heldDevice'
import { createSeldom } from './seldom'

/** The devices on the brokers of the house: what they said last, and whether they are there. */
export type DeviceBook = {
  readonly all: () => readonly DeviceState[]
  readonly get: (id: Id) => DeviceState | undefined
  /** The JSON of its state as it came; null where it did not come as that, or the device is otherwise by now. */
  readonly stateText: (device: DeviceState) => string | null
  /** As the contract says them, by broker and id. */
  readonly list: () => readonly MqttDevice[]
  readonly view: (id: Id) => MqttDevice | undefined
  /** Told of what changed, or is gone, a burst at a time and in the order in which listeners came. */
  readonly onChange: (listener: (ids: readonly Id[]) => void) => () => void
  /** Tells what is still waiting for the end of its burst. */
  readonly tell: () => void
  /**
   * Forgets a device that is offline. It comes back when something is heard of it again.
   * @throws HouseError `unknown`; `state` when it is online
   */
  readonly remove: (id: Id) => void
  /** Takes what a module says of a device that shows itself elsewhere, as if it had been heard of its meta and status. */
  readonly announce: ModuleContext['announce']
  /** Messages about devices that were not taken. */
  readonly refused: () => number
  /** Reads what was known, then hears every broker. @throws StoreError */
  readonly start: () => Promise<void>
  /** Lets what is known reach the disk. */
  readonly stop: () => Promise<void>
}

export type DeviceBookParts = {
  readonly brokers: RelayBrokers
  readonly repository: MqttDeviceRepository
  readonly settings: { readonly get: () => Pick<Settings, 'relay'> }
  readonly clock: Clock
  readonly logger: Logger
}

/** What came within so many ms is told at once. */
const BURST_MS = 20
/** How often it is looked who has fallen silent, ms. */
const LOOK_MS = 1_000
/** A look that comes later than this follows a time in which this machine did nothing, ms. */
const STALLED_MS = 5_000
const KEEP_MS = 5_000

export function createDeviceBook(parts: DeviceBookParts): DeviceBook {
  const { brokers, repository, settings, clock, logger } = parts
  const listeners = new Set<(ids: readonly Id[]) => void>()
  const mayBeSaid = createSeldom(clock.now)
  const ends: (() => void)[] = []
  let burst: NodeJS.Timeout | null = null
  let lookedAt = clock.now()

  const map: DeviceMap = createDeviceMap({
    now: clock.now,
    onChange() {
      burst ??= setTimeout(tell, BURST_MS)
    },
    onRefused({ key, text, context }) {
      if (mayBeSaid(key)) logger.warn(text, context)
    },
  })
  const keeper = createDeviceKeeper({ repository, nowOf: stored, everyMs: KEEP_MS, logger })

  function tell(): void {
    if (burst !== null) clearTimeout(burst)
    burst = null
    const ids = map.takeChanged()
    if (ids.length === 0) return
    keeper.note(ids)
    for (const listener of [...listeners]) listener(ids)
  }

  function stored(id: Id): StoredMqttDevice | null {
    const held = map.get(id)
    return held === undefined || (held.meta === null && held.status === null) ? null : storedDeviceOf(held)
  }

  const stateOf = (held: HeldDevice): DeviceState => deviceStateOf(held, map.standing(held.name.broker))
  const viewOf = (held: HeldDevice): MqttDevice => mqttDeviceOf(held, map.standing(held.name.broker))

  function follow({ name, link, prefix }: RelayBroker): () => void {
    const topics = deviceTopics(prefix)
    const hear =
      (about: 'meta' | 'status') =>
      ({ topic, payload, retained }: BrokerMessage) => {
        const deviceId = topics.read(topic)?.deviceId
        if (deviceId !== undefined) map.hear({ broker: name, deviceId, about, payload, retained })
      }
    const stand = ({ state, problem }: BrokerState) => {
      map.setStanding(name, state === 'live' ? null : (problem ?? `The broker ${name} is not connected.`))
    }
    stand(link.state())
    const own = [
      link.onState(stand),
      link.subscribe(topics.metas, 1, hear('meta')),
      link.subscribe(topics.statuses, 1, hear('status')),
    ]
    return () => {
      for (const end of own) end()
      map.setStanding(name, `The broker ${name} is not used for devices any more.`)
    }
  }

  const following = followBrokers(brokers, follow)

  function look(): void {
    const at = clock.now()
    if (at - lookedAt > STALLED_MS) map.excuse()
    lookedAt = at
    const { silentS } = settings.get().relay
    map.look(silentS === null ? null : silentS * 1000)
  }

  return {
    all: () => Array.from(map.all(), stateOf),
    get(id) {
      const held = map.get(id)
      return held === undefined ? undefined : stateOf(held)
    },
    stateText: map.stateText,
    list: () => Array.from(map.all(), viewOf).sort(byPlace),
    view(id) {
      const held = map.get(id)
      return held === undefined ? undefined : viewOf(held)
    },
    onChange(listener) {
      const own = (ids: readonly Id[]) => {
        listener(ids)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    tell,
    remove(id) {
      const held = map.get(id)
      if (held === undefined) throw new HouseError('unknown', `There is no device “${id.slice(0, 200)}” on MQTT.`)
      const { online, label } = stateOf(held)
      if (online) throw new HouseError('state', `${label} is online; only a device that is offline can be forgotten.`)
      map.remove(id)
      tell()
    },
    announce(broker, deviceId, { label, modules, online, state }) {
      const held = map.get(deviceIdOf({ broker, deviceId }))
      const hear = (about: 'meta' | 'status', whole: object): void => {
        map.hear({ broker, deviceId, about, payload: Buffer.from(JSON.stringify(whole)), retained: false })
      }
      const known = new Set([...(held?.meta?.modules ?? []), ...(modules ?? [])])
      const meta = { ...held?.meta?.whole, ...(label === undefined ? {} : { label }), modules: [...known] }
      hear('meta', meta)
      const said = online === undefined ? {} : { state: online ? 'online' : 'offline' }
      hear('status', { state: 'online', ...held?.status?.whole, ...state, ...said })
    },
    refused: map.refused,
    async start() {
      map.restore(await repository.all())
      lookedAt = clock.now()
      following.refresh()
      const ticker = setInterval(look, LOOK_MS)
      ends.push(brokers.onChange(following.refresh), () => {
        clearInterval(ticker)
      })
      tell()
    },
    async stop() {
      for (const end of ends.splice(0)) end()
      listeners.clear()
      // What was known stays as it was: that Signalbox stops makes no device go offline.
      if (burst !== null) tell()
      following.end()
      if (burst !== null) clearTimeout(burst)
      burst = null
      await keeper.stop()
    },
  }
}

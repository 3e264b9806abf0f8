import PQueue from 'p-queue'
import type { Id } from '../../contract'
import { type ConnectionApi, createConnectionApi } from '../nmos/connectionApi'
import type { NmosHttp } from '../nmos/http'
import type { Device } from '../nmos/resources'
import { controlsOf, transportName } from '../nmos/urn'
import type { EntryOf, PlantView } from '../plant/plant'
import type { Logger } from '../telemetry/logger'
import { pauseMs } from './backoff'
import { type EventWay, wayOf } from './eventWay'

/** A source of events that the plant knows, and how it is to be heard. */
export type EventOffer = {
  readonly senderId: Id
  readonly sourceId: Id
  readonly transport: EventWay['transport']
  /** Null: not known (yet), or there is none; `problem` says why. */
  readonly way: EventWay | null
  readonly problem: string | null
  /** The sender's device has told. Until then there is no reason to worry. */
  readonly isRead: boolean
}

/** The senders of events in the plant (IS-07 v1.0 §Core models), with what their `/active` says. */
export type EventSenders = {
  /** One for each source; of several senders one that can be heard. */
  readonly offers: () => ReadonlyMap<Id, EventOffer>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => void
  readonly stop: () => void
}

const READS_AT_ONCE = 8

/** `isNeeded`: a mapping speaks of this source, so its way is remembered when its sender is gone from the plant. */
export function createEventSenders(parts: {
  readonly plant: PlantView
  readonly http: NmosHttp
  readonly logger: Logger
  readonly random: () => number
  readonly isNeeded: (sourceId: Id) => boolean
}): EventSenders {
  const { plant, http, logger, random, isNeeded } = parts
  const ending = new AbortController()
  const queue = new PQueue({ concurrency: READS_AT_ONCE })
  const offers = new Map<Id, EventOffer>()
  /** What was asked of each sender: its version and the addresses of its device. */
  const asked = new Map<Id, string>()
  const retries = new Map<Id, NodeJS.Timeout>()
  const apis = new WeakMap<Device, ConnectionApi>()
  const listeners = new Set<() => void>()
  let unsubscribe = (): void => undefined

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function put(offer: EventOffer): void {
    offers.set(offer.senderId, offer)
    tell()
  }

  function apiOf(device: Device): ConnectionApi | null {
    const known = apis.get(device)
    if (known !== undefined) return known
    const endpoints = controlsOf(device, 'sr-ctrl')
    if (endpoints.length === 0) return null
    const api = createConnectionApi(http, endpoints, device.label)
    apis.set(device, api)
    return api
  }

  function look(sender: EntryOf<'sender'>): void {
    const transport = eventTransport(plant, sender)
    if (transport === null || sender.status === 'offline') return
    const sourceId = plant.entry('flow', sender.resource.flow_id ?? '')?.resource.source_id ?? null
    const device = plant.entry('device', sender.resource.device_id ?? '')?.resource
    if (sourceId === null || device === undefined) return
    const question = [sender.resource.version, ...controlsOf(device, 'sr-ctrl').map(({ href }) => href)].join(' ')
    if (asked.get(sender.id) === question) return
    asked.set(sender.id, question)
    const known = offers.get(sender.id)
    const blank = { senderId: sender.id, sourceId, transport, way: null, problem: null, isRead: false }
    const api = apiOf(device)
    if (api === null) {
      put({
        ...blank,
        isRead: true,
        problem: `${device.label} offers no Connection API, so nobody knows where it sends.`,
      })
      return
    }
    if (known === undefined) put({ ...blank, problem: `${device.label} has not said yet where it sends.` })
    clearTimeout(retries.get(sender.id))
    void queue.add(() => read(blank, question, api, 1))
  }

  async function read(blank: EventOffer, question: string, api: ConnectionApi, attempt: number): Promise<void> {
    const { senderId, sourceId, transport } = blank
    const { signal } = ending
    if (signal.aborted || asked.get(senderId) !== question) return
    try {
      const reading = wayOf(transport, await api.sender(senderId).active({ signal }))
      if (signal.aborted || asked.get(senderId) !== question) return
      put(
        reading.ok
          ? { ...blank, sourceId: reading.sourceId ?? sourceId, way: reading.way, problem: null, isRead: true }
          : { ...blank, problem: reading.problem, isRead: true },
      )
    } catch (error) {
      if (signal.aborted || asked.get(senderId) !== question) return
      const words = error instanceof Error ? error.message : String(error)
      logger.debug('Where a sender of events sends could not be read', { senderId, error: words })
      if (offers.get(senderId)?.way == null) put({ ...blank, problem: words })
      const again = () => void queue.add(() => read(blank, question, api, attempt + 1))
      retries.set(senderId, setTimeout(again, pauseMs(attempt, random)))
    }
  }

  function drop(senderId: Id): void {
    asked.delete(senderId)
    clearTimeout(retries.get(senderId))
    retries.delete(senderId)
    const offer = offers.get(senderId)
    if (offer === undefined || isNeeded(offer.sourceId)) return
    offers.delete(senderId)
    tell()
  }

  function lookAtFlow(flowId: Id): void {
    for (const sender of plant.sendersOfFlow(flowId)) look(sender)
  }

  return {
    offers() {
      const best = new Map<Id, EventOffer>()
      for (const offer of offers.values()) {
        const other = best.get(offer.sourceId)
        if (other === undefined || rank(offer) > rank(other)) best.set(offer.sourceId, offer)
      }
      return best
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    start() {
      unsubscribe = plant.subscribe(({ added, updated, removed }) => {
        const changed = updated.filter(([from, to]) => from.resource !== to.resource || from.status !== to.status)
        for (const entry of [...added, ...changed.map(([, to]) => to)]) {
          if (entry.kind === 'sender') look(entry as EntryOf<'sender'>)
          else if (entry.kind === 'flow') lookAtFlow(entry.id)
          else if (entry.kind === 'device') for (const sender of plant.sendersOfDevice(entry.id)) look(sender)
          else if (entry.kind === 'source') continue
        }
        for (const { id, kind } of removed) if (kind === 'sender') drop(id)
      })
      for (const sender of plant.all('sender')) look(sender)
    },
    stop() {
      unsubscribe()
      ending.abort()
      queue.clear()
      for (const timer of retries.values()) clearTimeout(timer)
    },
  }
}

/** A way that is known before one that is not, WebSocket before MQTT. */
function rank({ way, transport }: EventOffer): number {
  return (way === null ? 0 : 2) + (transport === 'websocket' ? 1 : 0)
}

/** The transport of a sender of IS-07 events; null for any other sender. */
function eventTransport(plant: PlantView, { resource }: EntryOf<'sender'>): EventWay['transport'] | null {
  const transport = transportName(resource.transport)
  if (transport !== 'websocket' && transport !== 'mqtt') return null
  const flow = plant.entry('flow', resource.flow_id ?? '')?.resource
  if (flow === undefined) return null
  const isEvent = flow.media_type === 'application/json' || flow.event_type !== null
  return isEvent || plant.entry('source', flow.source_id ?? '')?.resource.event_type != null ? transport : null
}

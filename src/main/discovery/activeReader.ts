import type { Id } from '../../contract'
import { type ConnectionApi, createConnectionApi } from '../nmos/connectionApi'
import type { NmosHttp } from '../nmos/http'
import type { Device } from '../nmos/resources'
import { controlsOf, transportBase } from '../nmos/urn'
import type { EntryOf, Plant, PlantDiff, PlantEntry } from '../plant/plant'
import type { Logger } from '../telemetry/logger'
import type { DiscoveryOptions } from './options'
import { pause } from './pause'
import { createReadQueue } from './readQueue'

type Port = EntryOf<'sender'> | EntryOf<'receiver'>

const RETRIES_MS: readonly number[] = [1000, 4000, 15_000]
/** Who switched a receiver reads it back himself, and first: it is read beside him only where that is not enough. */
const OURS_FIRST_MS = 50

export type ActiveReaderParts = {
  readonly plant: Plant
  readonly http: NmosHttp
  readonly options: Pick<DiscoveryOptions, 'readsAtOnce' | 'readsPerNode'>
  readonly logger: Logger
  /** Whether a receiver was set by us a moment ago. */
  readonly isOurs: (receiverId: Id) => boolean
}

/**
 * Reads `/active` where IS-04 does not say enough: receivers that are active and name no sender, receivers on the air
 * that changed, and senders when a stream is to be traced to one. What IS-04 says clearly is not asked for.
 */
export function createActiveReader({ plant, http, options, logger, isOurs }: ActiveReaderParts): {
  readonly stop: () => void
} {
  const ending = new AbortController()
  const queue = createReadQueue({ atOnce: options.readsAtOnce, perGroup: options.readsPerNode })
  const apis = new WeakMap<Device, ConnectionApi>()
  /** The version that reading was begun for; so that nothing is read twice at one version. */
  const asked = new Map<Id, string>()

  function apiOf(port: Port): ConnectionApi | null {
    const device = plant.entry('device', port.resource.device_id ?? '')?.resource
    if (device === undefined) return null
    const known = apis.get(device)
    if (known !== undefined) return known
    const endpoints = controlsOf(device, 'sr-ctrl')
    if (endpoints.length === 0) return null
    const api = createConnectionApi(http, endpoints, device.label)
    apis.set(device, api)
    return api
  }

  function portAt(kind: 'sender' | 'receiver', id: Id): Port | undefined {
    return kind === 'sender' ? plant.entry('sender', id) : plant.entry('receiver', id)
  }

  function ask(port: Port): void {
    if (port.status === 'offline' || asked.get(port.id) === port.resource.version || apiOf(port) === null) return
    asked.set(port.id, port.resource.version)
    if (isOurs(port.id)) void askLater(port)
    else push(port.id, port.kind, 0)
  }

  async function askLater({ id, kind }: Port): Promise<void> {
    await pause(OURS_FIRST_MS, ending.signal)
    if (portAt(kind, id)?.connection?.readAt === null) push(id, kind, 0)
  }

  function push(id: Id, kind: 'sender' | 'receiver', attempt: number): void {
    const port = portAt(kind, id)
    if (port === undefined || ending.signal.aborted) return
    const group = plant.entry('device', port.resource.device_id ?? '')?.resource.node_id ?? ''
    queue.push({ id, group, run: () => read(id, kind, attempt) })
  }

  async function read(id: Id, kind: 'sender' | 'receiver', attempt: number): Promise<void> {
    const port = portAt(kind, id)
    const api = port === undefined ? null : apiOf(port)
    if (port === undefined || api === null || port.status === 'offline') return
    const { version } = port.resource
    asked.set(id, version)
    const { signal } = ending
    try {
      const state = await (kind === 'sender' ? api.sender(id) : api.receiver(id)).active({ signal })
      plant.setActive(id, state, version)
    } catch (error) {
      if (signal.aborted) return
      logger.debug('An /active could not be read', { id, label: port.resource.label, error: String(error) })
      const wait = RETRIES_MS[attempt]
      if (wait !== undefined) void retry(id, kind, attempt + 1, wait)
    }
  }

  async function retry(id: Id, kind: 'sender' | 'receiver', attempt: number, ms: number): Promise<void> {
    await pause(ms, ending.signal)
    push(id, kind, attempt)
  }

  function look(from: PlantEntry | undefined, to: PlantEntry): void {
    const { resource, connection } = to
    if (connection === null || !connection.active) return
    const isNewVersion = from !== undefined && from.resource.version !== resource.version
    if (to.resource.kind === 'receiver') {
      const { senderId, inferred, legs } = connection
      const isUnread = connection.readAt === null
      const isUnclear = isUnread && (senderId === null || inferred || isNewVersion)
      const isUntraced = !isUnread && senderId === null && legs.length > 0
      if (!isUnclear && !isUntraced) return
      const port = plant.entry('receiver', to.id)
      if (port === undefined) return
      if (isUnclear) ask(port)
      else askSenders(port)
    } else if (isNewVersion && connection.readAt === null && asked.has(to.id)) {
      const port = plant.entry('sender', to.id)
      if (port !== undefined) ask(port)
    }
  }

  /** Somebody sends this: all who could are asked once where they send to. */
  function askSenders({ resource }: EntryOf<'receiver'>): void {
    const transport = transportBase(resource.transport)
    for (const sender of plant.all('sender')) {
      if (
        sender.connection?.active === true &&
        sender.connection.readAt === null &&
        transportBase(sender.resource.transport) === transport
      )
        ask(sender)
    }
  }

  function seeDevice(device: PlantEntry): void {
    for (const receiver of plant.receiversOfDevice(device.id)) look(undefined, receiver)
  }

  const unsubscribe = plant.subscribe(({ added, updated, removed }: PlantDiff) => {
    for (const entry of added) {
      if (entry.kind === 'device') seeDevice(entry)
      else look(undefined, entry)
    }
    for (const [from, to] of updated) {
      if (to.kind === 'device' && from.resource !== to.resource) seeDevice(to)
      else if (from.connection !== to.connection || from.resource !== to.resource) look(from, to)
    }
    for (const { id } of removed) asked.delete(id)
  })

  return {
    stop() {
      unsubscribe()
      ending.abort()
      queue.clear()
    },
  }
}

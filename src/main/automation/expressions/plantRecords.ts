import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { routeOf } from '../../plant/lightRecord'
import type { EntryOf, PlantEntry, PlantView } from '../../plant/plant'
import { formatOfEntry } from '../../plant/plantIndexes'
import { entryName } from '../../policy/entryName'

/** A thing of the plant as expressions see it. */
export type PlantRecord = {
  readonly kind: 'node' | 'device' | 'sender' | 'receiver'
  readonly id: Id
  /** What people call it. */
  readonly label: string
  readonly [property: string]: unknown
}

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/'

export function nodeRecord(node: EntryOf<'node'>): PlantRecord {
  return { kind: 'node', ...common(node), hostname: node.resource.hostname }
}

/** `mqtt`: the same device as its broker has it. */
export function deviceRecord(device: EntryOf<'device'>, plant: PlantView, mqtt: DeviceState | undefined): PlantRecord {
  const node = plant.entry('node', device.resource.node_id ?? '')
  return {
    kind: 'device',
    ...common(device),
    nodeId: device.resource.node_id,
    node: node === undefined ? null : entryName(node),
    ...(mqtt === undefined ? { modules: [] } : onBroker(mqtt)),
  }
}

/** A device that the picture does not have (yet). */
export function brokerDeviceRecord(device: DeviceState): PlantRecord {
  const { id, label } = device
  return {
    kind: 'device',
    id,
    label,
    name: label,
    site: null,
    room: null,
    nodeId: null,
    node: null,
    ...onBroker(device),
  }
}

function onBroker({ broker, deviceId, modules, online, meta, state }: DeviceState) {
  return { broker, deviceId, modules: [...modules], online, meta, state }
}

export function senderRecord(sender: EntryOf<'sender'>, plant: PlantView): PlantRecord {
  return {
    kind: 'sender',
    ...common(sender),
    ...port(sender, sender.resource.device_id, plant),
    active: sender.connection?.active ?? false,
    onAir: isOnAir(sender),
    /** How many receivers are on it. */
    used: plant.receiversOfSender(sender.id).length,
  }
}

export function receiverRecord(receiver: EntryOf<'receiver'>, plant: PlantView): PlantRecord {
  const route = routeOf(receiver)
  const sender = route.senderId === null ? undefined : plant.entry('sender', route.senderId)
  return {
    kind: 'receiver',
    ...common(receiver),
    ...port(receiver, receiver.resource.device_id, plant),
    active: route.active,
    /** What it is on: the id, and what people call it. */
    senderId: route.active ? route.senderId : null,
    sender: !route.active || sender === undefined ? null : entryName(sender),
    onAir: isOnAir(receiver),
    locked: receiver.marks.lock !== null,
  }
}

function common(entry: PlantEntry) {
  return {
    id: entry.id,
    label: entryName(entry),
    /** What the device itself calls it. */
    name: entry.resource.label,
    online: entry.status === 'online',
    site: entry.site,
    room: entry.room,
  }
}

function port(entry: EntryOf<'sender'> | EntryOf<'receiver'>, deviceId: Id | null, plant: PlantView) {
  const device = plant.entry('device', deviceId ?? '')
  const nodeId = device?.resource.node_id ?? null
  const node = nodeId === null ? undefined : plant.entry('node', nodeId)
  const groups = groupsOf(entry)
  return {
    format: formatOfEntry(entry, plant.entry),
    transport: entry.resource.transport,
    deviceId,
    device: device === undefined ? null : entryName(device),
    nodeId,
    node: node === undefined ? null : entryName(node),
    /** Natural groups (BCP-002-01 v1.0 §Group Hint), by name; and its role in the first of them. */
    groups: groups.map(({ name }) => name),
    role: groups[0]?.role ?? null,
  }
}

function groupsOf({ resource }: PlantEntry): readonly { readonly name: string; readonly role: string | null }[] {
  return Object.entries(resource.tags)
    .filter(([key]) => key.startsWith(GROUP_HINT))
    .flatMap(([, values]) => values)
    .map((hint) => {
      const [name = '', role] = hint.split(':')
      return { name, role: role ?? null }
    })
}

function isOnAir({ marks }: PlantEntry): boolean {
  return marks.tally !== null && (marks.tally.state === 'on-air' || marks.tally.stale)
}

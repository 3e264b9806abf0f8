import type { Format, Id, LightDevice, LightNode, LightReceiver, LightSender, Status } from '../../../contract'
import { airOf, strongerAir, type Air } from '../../state/onAir'
import { byTitle, sourceOf, titleOf } from '../../state/routes'
import { groupKey } from '../../state/view'

/** What the picture is made of. A filter is null while it lets everything through; `rooms` and `collapsed` hold group keys. */
export type GraphInput = {
  readonly nodes: ReadonlyMap<Id, LightNode>
  readonly devices: ReadonlyMap<Id, LightDevice>
  readonly senders: ReadonlyMap<Id, LightSender>
  readonly receivers: ReadonlyMap<Id, LightReceiver>
  readonly sites: ReadonlySet<string> | null
  readonly rooms: ReadonlySet<string> | null
  readonly formats: ReadonlySet<Format> | null
  /** Only ports that are on air or feed what is, and their devices. */
  readonly onAir: boolean
  readonly collapsed: ReadonlySet<string>
}

export type SenderPort = { readonly kind: 'sender'; readonly record: LightSender }
export type ReceiverPort = {
  readonly kind: 'receiver'
  readonly record: LightReceiver
  /** What its source is called: null when it is on none, `unknown source` when its device names none that we know. */
  readonly from: string | null
}
export type GraphPort = SenderPort | ReceiverPort

export type GraphDevice = {
  readonly id: Id
  /** What people call it. */
  readonly title: string
  /** The device's own label. */
  readonly label: string
  /** What its node is called, empty when it is not known. */
  readonly node: string
  readonly status: Status
  readonly controllable: boolean
  readonly group: string
  readonly receivers: readonly ReceiverPort[]
  readonly senders: readonly SenderPort[]
  /** Whether something of it is on air. */
  readonly air: Air
}

/** A route between two devices of the picture. Its id is the receiver's: a receiver has one source. */
export type GraphLink = {
  readonly id: Id
  readonly senderId: Id
  readonly from: Id
  readonly to: Id
  readonly format: Format
  readonly inferred: boolean
  readonly status: Status
  /** Whether what it feeds is on air. */
  readonly air: Air
}

export type GroupCounts = {
  readonly devices: number
  readonly senders: number
  readonly receivers: number
  readonly routed: number
  readonly offline: number
  /** Devices with something on air; `stale` where none of it is heard of any more. */
  readonly onAir: number
  readonly air: Air
}

export type GraphGroup = {
  readonly key: string
  readonly title: string
  readonly site: string
  readonly collapsed: boolean
  /** In reading order. */
  readonly devices: readonly Id[]
  readonly counts: GroupCounts
}

/** The picture as boxes and lines, without places. */
export type Graph = {
  readonly groups: readonly GraphGroup[]
  readonly devices: ReadonlyMap<Id, GraphDevice>
  readonly ports: ReadonlyMap<Id, GraphPort>
  readonly links: ReadonlyMap<Id, GraphLink>
}

const formatRank: Readonly<Record<Format, number>> = { video: 0, audio: 1, data: 2, mux: 3, unknown: 4 }

/** The device that ports without one are shown at. */
export const NO_DEVICE = 'no-device'

const byReading = (a: GraphPort, b: GraphPort): number =>
  formatRank[a.record.format] - formatRank[b.record.format] ||
  byTitle.compare(titleOf(a.record), titleOf(b.record)) ||
  (a.record.id < b.record.id ? -1 : 1)

type RawPorts = { readonly receivers: ReceiverPort[]; readonly senders: SenderPort[] }

/**
 * The graph of these records. Every device, port, link and group that is as it was in `previous` is the very same object,
 * so that only what changed is drawn again; the result does not depend on `previous` otherwise.
 */
export function nextGraph(previous: Graph | null, input: GraphInput): Graph {
  const ports = new Map<Id, GraphPort>()
  const raw = gather(previous, input, ports)
  const devices = new Map<Id, GraphDevice>()
  for (const [id, of] of raw) {
    const device = deviceOf(previous?.devices.get(id), id, of, input)
    if (device !== null) devices.set(id, device)
  }
  for (const [id, port] of ports) if (!devices.has(port.record.parent ?? NO_DEVICE)) ports.delete(id)
  const links = linksOf(previous, ports, input)
  return {
    groups: groupsOf(previous, devices, input.collapsed),
    devices: sameMap(previous?.devices, devices),
    ports: sameMap(previous?.ports, ports),
    links: sameMap(previous?.links, links),
  }
}

/** Ports by their device; devices without ports too, unless a format is asked for. */
function gather(previous: Graph | null, input: GraphInput, ports: Map<Id, GraphPort>): ReadonlyMap<Id, RawPorts> {
  const raw = new Map<Id, RawPorts>()
  if (input.formats === null && !input.onAir)
    for (const id of input.devices.keys()) raw.set(id, { receivers: [], senders: [] })
  const at = (parent: Id | null): RawPorts => {
    const id = parent ?? NO_DEVICE
    const known = raw.get(id) ?? { receivers: [], senders: [] }
    raw.set(id, known)
    return known
  }
  for (const record of input.senders.values()) {
    if (isFiltered(input, record)) continue
    const old = previous?.ports.get(record.id)
    const port: SenderPort = old?.kind === 'sender' && old.record === record ? old : { kind: 'sender', record }
    ports.set(record.id, port)
    at(record.parent).senders.push(port)
  }
  for (const record of input.receivers.values()) {
    if (isFiltered(input, record)) continue
    const from = fromOf(record, input.senders)
    const old = previous?.ports.get(record.id)
    const same = old?.kind === 'receiver' && old.record === record && old.from === from
    const port: ReceiverPort = same ? old : { kind: 'receiver', record, from }
    ports.set(record.id, port)
    at(record.parent).receivers.push(port)
  }
  return raw
}

const isFiltered = ({ formats, onAir }: GraphInput, record: LightSender | LightReceiver): boolean =>
  formats?.has(record.format) === false || (onAir && airOf(record.tally) === null)

function fromOf(receiver: LightReceiver, senders: ReadonlyMap<Id, LightSender>): string | null {
  if (!receiver.route.active) return null
  const sender = senders.get(sourceOf(receiver) ?? '')
  return sender === undefined ? 'unknown source' : titleOf(sender)
}

/** The device with these ports, or null when the filters hide it. */
function deviceOf(old: GraphDevice | undefined, id: Id, raw: RawPorts, input: GraphInput): GraphDevice | null {
  const record = input.devices.get(id)
  const port = raw.receivers[0]?.record ?? raw.senders[0]?.record
  const place = record ?? port ?? { site: null, room: null }
  const group = groupKey(place)
  if (input.sites?.has(place.site ?? '') === false || input.rooms?.has(group) === false) return null
  const node = input.nodes.get(record?.parent ?? '')
  const base = {
    id,
    title: record === undefined ? 'Unknown device' : titleOf(record),
    label: record?.label ?? id,
    node: node === undefined ? '' : titleOf(node),
    status: record?.status ?? 'online',
    controllable: record?.controllable ?? false,
    group,
    air: airOfPorts(raw),
  }
  if (old === undefined)
    return { ...base, receivers: raw.receivers.sort(byReading), senders: raw.senders.sort(byReading) }
  const receivers = sameSet(old.receivers, raw.receivers) ? old.receivers : raw.receivers.sort(byReading)
  const senders = sameSet(old.senders, raw.senders) ? old.senders : raw.senders.sort(byReading)
  return sameFields(old, { ...base, receivers, senders })
}

function airOfPorts({ receivers, senders }: RawPorts): Air {
  let air: Air = null
  for (const { record } of receivers) air = strongerAir(air, airOf(record.tally))
  for (const { record } of senders) air = strongerAir(air, airOf(record.tally))
  return air
}

function linksOf(
  previous: Graph | null,
  ports: ReadonlyMap<Id, GraphPort>,
  input: GraphInput,
): ReadonlyMap<Id, GraphLink> {
  const links = new Map<Id, GraphLink>()
  for (const port of ports.values()) {
    if (port.kind !== 'receiver') continue
    const { record } = port
    const senderId = sourceOf(record)
    const sender = senderId === null ? undefined : ports.get(senderId)
    if (senderId === null || sender === undefined) continue
    const from = sender.record.parent ?? NO_DEVICE
    const to = record.parent ?? NO_DEVICE
    const up = [record, sender.record, input.devices.get(from), input.devices.get(to)].every(
      (end) => end?.status !== 'offline',
    )
    const link: GraphLink = {
      id: record.id,
      senderId,
      from,
      to,
      format: record.format,
      inferred: record.route.inferred,
      status: up ? 'online' : 'offline',
      air: airOf(record.tally),
    }
    links.set(record.id, sameFields(previous?.links.get(record.id), link))
  }
  return links
}

function groupsOf(
  previous: Graph | null,
  devices: ReadonlyMap<Id, GraphDevice>,
  collapsed: ReadonlySet<string>,
): readonly GraphGroup[] {
  const byKey = new Map<string, GraphDevice[]>()
  for (const device of devices.values()) {
    const of = byKey.get(device.group)
    if (of === undefined) byKey.set(device.group, [device])
    else of.push(device)
  }
  const known = new Map(previous?.groups.map((group) => [group.key, group]))
  const groups = [...byKey].map(([key, of]) => groupOf(known.get(key), key, of, collapsed.has(key)))
  groups.sort(byPlace)
  return previous !== null && sameList(previous.groups, groups) ? previous.groups : groups
}

/** Rooms in reading order by site; what has no room comes last. */
function byPlace(a: GraphGroup, b: GraphGroup): number {
  const last = Number(isRoomless(a.key)) - Number(isRoomless(b.key))
  return last || byTitle.compare(a.site, b.site) || byTitle.compare(a.title, b.title) || (a.key < b.key ? -1 : 1)
}

const isRoomless = (key: string): boolean => key.endsWith('|')

function groupOf(
  old: GraphGroup | undefined,
  key: string,
  devices: readonly GraphDevice[],
  collapsed: boolean,
): GraphGroup {
  const cut = key.indexOf('|')
  const counts = { devices: devices.length, senders: 0, receivers: 0, routed: 0, offline: 0, onAir: 0 }
  let air: Air = null
  for (const device of devices) {
    counts.senders += device.senders.length
    counts.receivers += device.receivers.length
    for (const receiver of device.receivers) if (receiver.from !== null) counts.routed += 1
    if (device.status === 'offline') counts.offline += 1
    if (device.air !== null) counts.onAir += 1
    air = strongerAir(air, device.air)
  }
  const ids = [...devices]
    .sort((a, b) => byTitle.compare(a.title, b.title) || (a.id < b.id ? -1 : 1))
    .map((device) => device.id)
  const group: GraphGroup = {
    key,
    title: isRoomless(key) ? 'No room' : key.slice(cut + 1),
    site: key.slice(0, cut),
    collapsed,
    devices: old !== undefined && sameList(old.devices, ids) ? old.devices : ids,
    counts: sameFields(old?.counts, { ...counts, air }),
  }
  return sameFields(old, group)
}

/** `old` when every field of it is the very same as in `fresh`. */
function sameFields<T extends object>(old: T | undefined, fresh: T): T {
  if (old === undefined) return fresh
  return (Object.keys(fresh) as (keyof T)[]).every((key) => old[key] === fresh[key]) ? old : fresh
}

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])

function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false
  const set = new Set(a)
  return b.every((item) => set.has(item))
}

function sameMap<K, V>(old: ReadonlyMap<K, V> | undefined, fresh: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  if (old?.size !== fresh.size) return fresh
  for (const [key, value] of fresh) if (old.get(key) !== value) return fresh
  return old
}

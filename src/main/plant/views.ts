import type { DeviceView, FlowView, NodeView, ReceiverView, SenderView, SourceView, Tally } from '../../contract'
import type { ResourceKind } from '../nmos/resources'
import { flowSummary } from './flowSummary'
import { isControllable, routeOf } from './lightRecord'
import type { EntryOf, PlantEntry, PlantView } from './plant'
import { formatOfEntry } from './plantIndexes'

/** The contract's view of a kind. */
export type ViewOf = {
  readonly node: NodeView
  readonly device: DeviceView
  readonly source: SourceView
  readonly flow: FlowView
  readonly sender: SenderView
  readonly receiver: ReceiverView
}

export function nodeView(entry: EntryOf<'node'>): NodeView {
  return { ...common(entry), hostname: entry.resource.hostname, href: entry.resource.href }
}

export function deviceView(entry: EntryOf<'device'>): DeviceView {
  const { resource } = entry
  return { ...common(entry), nodeId: resource.node_id, type: resource.type, controllable: isControllable(resource) }
}

export function sourceView(entry: EntryOf<'source'>, plant: PlantView): SourceView {
  return { ...common(entry), deviceId: entry.resource.device_id, format: formatOfEntry(entry, plant.entry) }
}

export function flowView(entry: EntryOf<'flow'>, plant: PlantView): FlowView {
  const { resource } = entry
  const source = plant.entry('source', resource.source_id ?? '')
  return {
    ...common(entry),
    deviceId: resource.device_id ?? source?.resource.device_id ?? null,
    sourceId: resource.source_id,
    format: formatOfEntry(entry, plant.entry),
    mediaType: resource.media_type,
    summary: flowSummary(resource, source?.resource ?? null),
  }
}

export function senderView(entry: EntryOf<'sender'>, plant: PlantView): SenderView {
  const { resource } = entry
  return {
    ...common(entry),
    format: formatOfEntry(entry, plant.entry),
    transport: resource.transport,
    deviceId: resource.device_id,
    nodeId: nodeOf(resource.device_id, plant),
    flowId: resource.flow_id,
    active: entry.connection?.active ?? false,
  }
}

export function receiverView(entry: EntryOf<'receiver'>, plant: PlantView): ReceiverView {
  const { resource } = entry
  const caps = resource.raw['caps']
  return {
    ...common(entry),
    format: formatOfEntry(entry, plant.entry),
    transport: resource.transport,
    deviceId: resource.device_id,
    nodeId: nodeOf(resource.device_id, plant),
    caps: typeof caps === 'object' && caps !== null && !Array.isArray(caps) ? { ...caps } : {},
    controllable: isControllable(plant.entry('device', resource.device_id ?? '')?.resource),
    connection: { ...routeOf(entry), legs: [...(entry.connection?.legs ?? [])] },
    onAir: onAirOf(entry.marks.tally),
    tally: entry.marks.tally,
    lock: entry.marks.lock,
    booking: entry.marks.booking,
  }
}

/** A stale tally counts as on air: nobody can say that it is not. */
function onAirOf(tally: Tally | null): boolean | null {
  return tally === null ? null : tally.state === 'on-air' || tally.stale
}

const VIEWS: { readonly [K in ResourceKind]: (entry: EntryOf<K>, plant: PlantView) => ViewOf[K] } = {
  node: nodeView,
  device: deviceView,
  source: sourceView,
  flow: flowView,
  sender: senderView,
  receiver: receiverView,
}

/** The view of an entry of a kind. */
export function viewOf<K extends ResourceKind>(kind: K, entry: EntryOf<K>, plant: PlantView): ViewOf[K] {
  return VIEWS[kind](entry, plant)
}

/** What a sender sends, a flow is or a receiver gets, in words; empty when nobody says. */
export function summaryOf(entry: PlantEntry, plant: PlantView): string {
  const { resource } = entry
  switch (resource.kind) {
    case 'flow':
      return flowSummary(resource, plant.entry('source', resource.source_id ?? '')?.resource ?? null)
    case 'sender': {
      const flow = plant.entry('flow', resource.flow_id ?? '')
      return flow === undefined ? '' : summaryOf(flow, plant)
    }
    case 'receiver': {
      const sender = plant.entry('sender', routeOf(entry).senderId ?? '')
      return sender === undefined ? '' : summaryOf(sender, plant)
    }
    case 'node':
    case 'device':
    case 'source':
      return ''
  }
}

function nodeOf(deviceId: string | null, plant: PlantView): string | null {
  return deviceId === null ? null : (plant.entry('device', deviceId)?.resource.node_id ?? null)
}

function common({ id, resource, alias, status, site, room }: PlantEntry) {
  const tags = Object.fromEntries(Object.entries(resource.tags).map(([name, values]) => [name, [...values]]))
  return { id, label: resource.label, alias, description: resource.description, status, site, room, tags }
}

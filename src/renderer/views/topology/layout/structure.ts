import type { Id } from '../../../../contract'
import type { Graph, GraphDevice, GraphPort } from '../graphModel'

/** Where a device stands in the flow of signals. */
export type Role = 'source' | 'processing' | 'destination' | 'bystander'

export type DeviceShape = { readonly id: Id; readonly ports: number; readonly role: Role }
export type RoomShape = { readonly key: string; readonly devices: readonly DeviceShape[] }

/**
 * What a layout depends on: rooms, devices and how many ports they have; neither names nor routes nor states, nor what is
 * folded away: a room keeps its place, and so do its neighbours. Two structures with the same key are laid out alike.
 */
export type Structure = { readonly key: string; readonly rooms: readonly RoomShape[] }

export function structureOf(graph: Graph): Structure {
  const rooms = graph.groups.map(({ key, devices }) => ({
    key,
    devices: devices.map((id) => shapeOf(id, graph.devices.get(id))),
  }))
  return { key: rooms.map(roomKey).sort().join('\n'), rooms }
}

/** Without the order, which follows the names: a new name moves nothing. */
function roomKey(room: RoomShape): string {
  const devices = room.devices.map((d) => `${d.id}:${String(d.ports)}:${d.role}`).sort()
  return `${room.key}#${devices.join(',')}`
}

function shapeOf(id: Id, device: GraphDevice | undefined): DeviceShape {
  if (device === undefined) return { id, ports: 0, role: 'bystander' }
  return { id, ports: device.receivers.length + device.senders.length, role: roleOf(device) }
}

/** A camera has returns and a multiviewer has heads: what a device mostly does is what it is. */
const MOSTLY = 0.6
const HARDLY = 0.3

/** From its share of senders among its ports; data (tally, captions) counts only where there is nothing else. */
export function roleOf(device: Pick<GraphDevice, 'receivers' | 'senders'>): Role {
  const counted = (ports: readonly GraphPort[]): number => ports.filter((port) => port.record.format !== 'data').length
  let outs = counted(device.senders)
  let ins = counted(device.receivers)
  if (outs + ins === 0) {
    outs = device.senders.length
    ins = device.receivers.length
  }
  if (outs + ins === 0) return 'bystander'
  const share = outs / (outs + ins)
  if (share >= MOSTLY) return 'source'
  return share <= HARDLY ? 'destination' : 'processing'
}

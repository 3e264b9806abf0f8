import type { DeviceFlowNode } from './DeviceNode'
import type { Graph, GraphDevice, GraphGroup } from './graphModel'
import type { Places, Rect } from './layout/places'
import type { LevelOfDetail } from './levelOfDetail'
import type { RoomFlowNode } from './RoomNode'

export type TopologyNode = DeviceFlowNode | RoomFlowNode

type Known<N> = { readonly rect: Rect; readonly node: N }
const deviceNodes = new WeakMap<GraphDevice, Known<DeviceFlowNode>>()
const roomNodes = new WeakMap<GraphGroup, Known<RoomFlowNode>>()

/**
 * Sizes and handles are given, so that nothing has to be measured when a node comes into view. Places are `left` and
 * `top`: a transform of its own would make each box a layer to be put together anew at every frame of a pan.
 */
const frame = ({ x, y, width, height }: Rect) => ({
  position: { x, y },
  width,
  height,
  measured: { width, height },
  handles: [],
  style: { transform: 'none', left: x, top: y },
})

/** What React Flow draws: rooms, and above them their devices, unless so far out that rooms are enough. A box that is as it was is the same object. */
export function flowNodes(graph: Graph, places: Places, level: LevelOfDetail): TopologyNode[] {
  const nodes: TopologyNode[] = []
  for (const group of graph.groups) {
    const rect = places.rooms.get(group.key)
    if (rect === undefined) continue
    // A room that stands for its devices lies above the routes, as they would.
    const zIndex = group.collapsed || level === 'rooms' ? 2 : 0
    const known = roomNodes.get(group)
    const node: RoomFlowNode =
      known?.rect === rect && known.node.zIndex === zIndex
        ? known.node
        : { id: `room ${group.key}`, type: 'room', zIndex, data: { group }, ...frame(rect) }
    roomNodes.set(group, { rect, node })
    nodes.push(node)
    if (group.collapsed || level === 'rooms') continue
    for (const id of group.devices) {
      const device = graph.devices.get(id)
      const at = places.devices.get(id)
      if (device !== undefined && at !== undefined) nodes.push(deviceNode(device, at))
    }
  }
  return nodes
}

function deviceNode(device: GraphDevice, rect: Rect): DeviceFlowNode {
  const known = deviceNodes.get(device)
  if (known?.rect === rect) return known.node
  const node: DeviceFlowNode = { id: device.id, type: 'device', zIndex: 2, data: { device }, ...frame(rect) }
  deviceNodes.set(device, { rect, node })
  return node
}

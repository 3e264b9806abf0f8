import type { Topology } from '../../contract'
import { routeOf } from './lightRecord'
import type { PlantView } from './plant'
import { formatOfEntry } from './plantIndexes'

type Group = Topology['groups'][number]

/** The plant as rooms, devices, ports and edges. */
export function topologyOf(plant: PlantView): Topology {
  const groups = new Map<string, Group>()
  const devices: Topology['devices'] = []
  for (const { id, resource, alias, status, site, room } of plant.all('device')) {
    devices.push({ id, label: resource.label, alias, status, nodeId: resource.node_id })
    const key = JSON.stringify([site, room])
    const group = groups.get(key) ?? { id: [site ?? '', room ?? ''].join('/'), site, room, devices: [] }
    group.devices.push(id)
    groups.set(key, group)
  }
  return { groups: [...groups.values()], devices, ports: portsOf(plant), edges: edgesOf(plant) }
}

function portsOf(plant: PlantView): Topology['ports'] {
  const ports: Topology['ports'] = []
  for (const kind of ['sender', 'receiver'] as const) {
    for (const entry of plant.all(kind)) {
      const { id, resource, alias, status } = entry
      const format = formatOfEntry(entry, plant.entry)
      ports.push({ id, kind, deviceId: resource.device_id, label: resource.label, alias, format, status })
    }
  }
  return ports
}

/** An edge is there when either end is; it is online when both are. */
function edgesOf(plant: PlantView): Topology['edges'] {
  const edges: Topology['edges'] = []
  for (const entry of plant.all('receiver')) {
    const { senderId, inferred } = routeOf(entry)
    if (senderId === null) continue
    const isOnline = entry.status === 'online' && plant.get(senderId)?.status === 'online'
    const format = formatOfEntry(entry, plant.entry)
    edges.push({ senderId, receiverId: entry.id, format, inferred, status: isOnline ? 'online' : 'offline' })
  }
  return edges
}

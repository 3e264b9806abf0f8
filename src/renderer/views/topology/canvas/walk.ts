import type { Id } from '../../../../contract'
import { portAnchor } from '../edges/anchors'
import type { Graph } from '../graphModel'
import type { Places } from '../layout/places'

export type Way = 'up' | 'down' | 'left' | 'right'

/** Every port that is drawn, in reading order: room by room, device by device. */
export function portsInOrder(graph: Graph): readonly Id[] {
  return graph.groups
    .filter((group) => !group.collapsed)
    .flatMap((group) => group.devices)
    .flatMap((id) => {
      const device = graph.devices.get(id)
      return device === undefined ? [] : [...device.receivers, ...device.senders].map((port) => port.record.id)
    })
}

/** How much more a step to the side counts than one ahead, when the nearest port is looked for. */
const ASIDE = 2.5

/** The port that lies next in a direction; null where there is none. */
export function neighbour(graph: Graph, places: Places, from: Id, way: Way): Id | null {
  const start = centre(graph, places, from)
  if (start === null) return null
  let best: Id | null = null
  let least = Infinity
  for (const id of portsInOrder(graph)) {
    const at = id === from ? null : centre(graph, places, id)
    if (at === null) continue
    const dx = at.x - start.x
    const dy = at.y - start.y
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[way]
    const aside = Math.abs(way === 'up' || way === 'down' ? dx : dy)
    if (ahead < 1) continue
    const far = ahead + aside * ASIDE
    if (far < least) {
      least = far
      best = id
    }
  }
  return best
}

function centre(graph: Graph, places: Places, id: Id): { readonly x: number; readonly y: number } | null {
  const rect = places.devices.get(graph.ports.get(id)?.record.parent ?? 'no-device')
  const anchor = portAnchor(graph, places, id)
  return rect === undefined || anchor === null ? null : { x: rect.x + rect.width / 2, y: anchor.y }
}

import type { Id } from '../../../../contract'
import type { Graph } from '../graphModel'
import { DEVICE_HEAD, PORT_HEIGHT } from './measures'
import type { Places, Rect } from './places'

const touches = (a: Rect, b: Rect): boolean =>
  a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height

/** The ports whose rows a rectangle touches, in units of the picture. What is folded away has no rows. */
export function portsWithin(graph: Graph, places: Places, rect: Rect): readonly Id[] {
  const within: Id[] = []
  for (const group of graph.groups) {
    if (group.collapsed) continue
    for (const id of group.devices) {
      const device = graph.devices.get(id)
      const box = places.devices.get(id)
      if (device === undefined || box === undefined || !touches(rect, box)) continue
      ;[...device.receivers, ...device.senders].forEach((port, row) => {
        const y = box.y + DEVICE_HEAD + row * PORT_HEIGHT
        if (touches(rect, { x: box.x, y, width: box.width, height: PORT_HEIGHT })) within.push(port.record.id)
      })
    }
  }
  return within
}

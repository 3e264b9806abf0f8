import type { Id } from '../../../../contract'
import type { Graph, GraphDevice } from '../graphModel'
import { DEVICE_HEAD, PORT_HEIGHT } from '../layout/measures'
import type { Places, Rect } from '../layout/places'

export type Point = { readonly x: number; readonly y: number }

/** Where a line leaves or enters a port: the middle of its square, on the edge of the device. Null when it is not drawn. */
export function portAnchor(graph: Graph, places: Places, portId: Id): Point | null {
  const port = graph.ports.get(portId)
  const device = graph.devices.get(port?.record.parent ?? 'no-device')
  const rect = device === undefined ? undefined : places.devices.get(device.id)
  if (port === undefined || device === undefined || rect === undefined) return null
  return anchorIn(device, rect, port.kind, portId)
}

function anchorIn(device: GraphDevice, rect: Rect, kind: 'sender' | 'receiver', portId: Id): Point | null {
  const ports = kind === 'receiver' ? device.receivers : device.senders
  const at = ports.findIndex((port) => port.record.id === portId)
  if (at < 0) return null
  const row = kind === 'receiver' ? at : device.receivers.length + at
  return {
    x: kind === 'receiver' ? rect.x : rect.x + rect.width,
    y: rect.y + DEVICE_HEAD + (row + 0.5) * PORT_HEIGHT,
  }
}

/** Where lines leave or enter a whole box. */
export const boxAnchor = (rect: Rect, side: 'in' | 'out'): Point => ({
  x: side === 'in' ? rect.x : rect.x + rect.width,
  y: rect.y + rect.height / 2,
})

/** The curve from a sender's side to a receiver's side, as SVG path data. */
export function curve(from: Point, to: Point): string {
  const across = to.x - from.x
  const reach = across >= 0 ? Math.max(40, across * 0.45) : Math.min(220, 60 - across * 0.3)
  const n = (value: number): string => String(Math.round(value * 10) / 10)
  return `M${n(from.x)} ${n(from.y)}C${n(from.x + reach)} ${n(from.y)} ${n(to.x - reach)} ${n(to.y)} ${n(to.x)} ${n(to.y)}`
}

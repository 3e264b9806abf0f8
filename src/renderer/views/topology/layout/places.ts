import type { Id } from '../../../../contract'

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Where everything is, in units of the picture. Rooms by group key, devices by id, both from the picture's own origin. */
export type Places = {
  readonly rooms: ReadonlyMap<string, Rect>
  readonly devices: ReadonlyMap<Id, Rect>
}

export const nowhere: Places = { rooms: new Map(), devices: new Map() }

/** The smallest rectangle around all of them; null around none. */
export function around(rects: Iterable<Rect>): Rect | null {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const rect of rects) {
    left = Math.min(left, rect.x)
    top = Math.min(top, rect.y)
    right = Math.max(right, rect.x + rect.width)
    bottom = Math.max(bottom, rect.y + rect.height)
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top }
}

import type { Id } from '../../../../contract'
import { columnsOf } from './columns'
import {
  COLUMN_GAP,
  DEVICE_GAP,
  DEVICE_WIDTH,
  ROOM_GAP,
  ROOM_HEAD,
  ROOM_LEAST,
  ROOM_PADDING,
  deviceHeight,
} from './measures'
import type { Places, Rect } from './places'
import type { RoomShape, Structure } from './structure'

type RoomGrid = { readonly width: number; readonly height: number; readonly devices: ReadonlyMap<Id, Rect> }

/** A room laid out in columns, its devices counted from the room's own corner. */
export function gridOf(room: RoomShape): RoomGrid {
  const devices = new Map<Id, Rect>()
  let x = ROOM_PADDING
  let bottom = ROOM_HEAD
  for (const column of columnsOf(room.devices)) {
    let y = ROOM_HEAD
    for (const device of column) {
      const height = deviceHeight(device.ports)
      devices.set(device.id, { x, y, width: DEVICE_WIDTH, height })
      bottom = Math.max(bottom, y + height)
      y += height + DEVICE_GAP
    }
    x += DEVICE_WIDTH + COLUMN_GAP
  }
  const width = Math.max(ROOM_LEAST.width, x - COLUMN_GAP + ROOM_PADDING)
  return { width, height: bottom + ROOM_PADDING, devices }
}

/**
 * A plain arrangement, at once: rooms on shelves in their order. It is shown while the better one is being computed,
 * and stays where that one cannot be had. `aspect` is the width of the window over its height.
 */
export function gridLayout(structure: Structure, aspect: number): Places {
  const grids = structure.rooms.map((room) => ({ key: room.key, grid: gridOf(room) }))
  const area = grids.reduce((sum, { grid }) => sum + (grid.width + ROOM_GAP) * (grid.height + ROOM_GAP), 0)
  const shelf = Math.max(Math.sqrt(area * aspect) * 1.08, ...grids.map(({ grid }) => grid.width))
  const rooms = new Map<string, Rect>()
  const devices = new Map<Id, Rect>()
  let x = 0
  let y = 0
  let tallest = 0
  for (const { key, grid } of grids) {
    if (x > 0 && x + grid.width > shelf) {
      y += tallest + ROOM_GAP
      x = 0
      tallest = 0
    }
    rooms.set(key, { x, y, width: grid.width, height: grid.height })
    for (const [id, rect] of grid.devices) devices.set(id, { ...rect, x: rect.x + x, y: rect.y + y })
    x += grid.width + ROOM_GAP
    tallest = Math.max(tallest, grid.height)
  }
  return { rooms, devices }
}

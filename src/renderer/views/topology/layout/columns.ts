import { COLUMN_GAP, DEVICE_GAP, DEVICE_WIDTH, deviceHeight } from './measures'
import type { DeviceShape, Role } from './structure'

export type Column = readonly DeviceShape[]

/** How wide a room is to how tall at best, and how much an empty corner counts against that. */
const SHAPE = 1.5
const EMPTINESS = 1.6

const order: readonly Role[] = ['source', 'processing', 'destination', 'bystander']

const heightOf = (device: DeviceShape): number => deviceHeight(device.ports)
const tall = (column: Column): number => column.reduce((sum, d) => sum + heightOf(d) + DEVICE_GAP, -DEVICE_GAP)

/** In given order into columns that are no taller than `limit`, unless one device alone is. */
function fill(devices: readonly DeviceShape[], limit: number): readonly Column[] {
  const columns: DeviceShape[][] = []
  let used = Infinity
  for (const device of devices) {
    const height = heightOf(device)
    const last = columns.at(-1)
    if (last === undefined || used + DEVICE_GAP + height > limit) {
      columns.push([device])
      used = height
    } else {
      last.push(device)
      used += DEVICE_GAP + height
    }
  }
  return columns
}

/** As many columns as `fill` makes, as even as they can be. */
function even(devices: readonly DeviceShape[], limit: number): readonly Column[] {
  let best = fill(devices, limit)
  let low = 0
  let high = limit
  while (high - low > 12) {
    const middle = (low + high) / 2
    const tried = fill(devices, middle)
    if (tried.length <= best.length) {
      best = tried
      high = middle
    } else low = middle
  }
  return best
}

/**
 * The devices of a room in columns: sources, then what processes, then destinations, each kind in as many columns as
 * make the room neither a tower nor a ribbon. Order within a kind is kept.
 */
export function columnsOf(devices: readonly DeviceShape[]): readonly Column[] {
  const kinds = order.map((role) => devices.filter((device) => device.role === role))
  const total = devices.reduce((sum, device) => sum + heightOf(device) + DEVICE_GAP, 0)
  const tallest = Math.max(0, ...devices.map(heightOf))
  let best: readonly Column[] = []
  let bestMiss = Infinity
  for (let limit = Math.max(tallest, 240); ; limit *= 1.2) {
    const columns = kinds.flatMap((kind) => even(kind, limit))
    const width = columns.length * (DEVICE_WIDTH + COLUMN_GAP) - COLUMN_GAP
    const height = Math.max(1, ...columns.map(tall))
    const filled = total / (columns.length * (height + DEVICE_GAP))
    const miss = Math.abs(Math.log(width / height / SHAPE)) + (1 - filled) * EMPTINESS
    if (miss < bestMiss) {
      best = columns
      bestMiss = miss
    }
    if (limit > total) return best
  }
}

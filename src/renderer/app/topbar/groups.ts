import type { Id, LightDevice } from '../../../contract'
import { byTitle } from '../../state/routes'
import { groupKey } from '../../state/view'

/** A room of the plant, or what stands in none. */
export type Room = {
  readonly key: string
  readonly site: string | null
  readonly room: string | null
  readonly devices: number
}

const known = new WeakMap<ReadonlyMap<Id, LightDevice>, readonly Room[]>()

/** The rooms that devices stand in, by site and name; the same list for the same map. */
export function roomsOf(devices: ReadonlyMap<Id, LightDevice>): readonly Room[] {
  const before = known.get(devices)
  if (before !== undefined) return before
  const rooms = new Map<string, Room>()
  for (const device of devices.values()) {
    const key = groupKey(device)
    const room = rooms.get(key)
    rooms.set(key, { key, site: device.site, room: device.room, devices: (room?.devices ?? 0) + 1 })
  }
  const sorted = [...rooms.values()].sort(
    (a, b) => byTitle.compare(a.site ?? '~', b.site ?? '~') || byTitle.compare(a.room ?? '~', b.room ?? '~'),
  )
  known.set(devices, sorted)
  return sorted
}

/** The sites, the one with the most devices first. */
export function sitesOf(rooms: readonly Room[]): readonly (string | null)[] {
  const devices = new Map<string | null, number>()
  for (const room of rooms) devices.set(room.site, (devices.get(room.site) ?? 0) + room.devices)
  return [...devices].sort(([, a], [, b]) => b - a).map(([site]) => site)
}

export const roomTitle = (room: Room): string => room.room ?? (room.site === null ? 'No room' : `${room.site}, no room`)

/** A set of filters with one thing switched; null (everything) when nothing or everything would be left. */
export function switched<T>(set: ReadonlySet<T> | null, one: T, all: readonly T[]): ReadonlySet<T> | null {
  const next = new Set(set ?? [])
  if (!next.delete(one)) next.add(one)
  return next.size === 0 || all.every((each) => next.has(each)) ? null : next
}

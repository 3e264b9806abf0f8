import type { LightReceiver, LightRecord, LightSender } from '../../contract'
import type { Device } from '../nmos/resources'
import { controlsOf, transportName } from '../nmos/urn'
import type { EntryOf, PlantEntry, PlantView } from './plant'
import { formatOfEntry } from './plantIndexes'

/** The kinds a window has light records of. */
export const LIGHT_KINDS = ['node', 'device', 'sender', 'receiver'] as const

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/'

/** What a window knows of an entry; null for sources and flows, which windows do not know. */
export function lightRecord(entry: PlantEntry, plant: PlantView): LightRecord | null {
  // Written out per kind: a spread of what they have in common would take twice the time, for each of 20 000 ports.
  const { id, resource, alias, status, site, room } = entry
  const { label } = resource
  switch (resource.kind) {
    case 'node':
      return { kind: 'node', id, label, alias, status, site, room }
    case 'device': {
      const { node_id: parent } = resource
      return { kind: 'device', id, label, alias, status, site, room, parent, controllable: isControllable(resource) }
    }
    case 'sender':
      return withTally(entry, {
        kind: 'sender',
        id,
        label,
        alias,
        status,
        site,
        room,
        parent: resource.device_id,
        format: formatOfEntry(entry, plant.entry),
        transport: transportName(resource.transport),
        active: entry.connection?.active ?? false,
        group: groupOf(entry),
      })
    case 'receiver':
      return withTally(entry, {
        kind: 'receiver',
        id,
        label,
        alias,
        status,
        site,
        room,
        parent: resource.device_id,
        format: formatOfEntry(entry, plant.entry),
        transport: transportName(resource.transport),
        controllable: isControllable(plant.entry('device', resource.device_id ?? '')?.resource),
        route: routeOf(entry),
        group: groupOf(entry),
        lock: entry.marks.lock,
        booking: entry.marks.booking,
      })
    case 'source':
    case 'flow':
      return null
  }
}

/** The field is there only where something is said: most things have no tally. */
function withTally<T extends LightSender | LightReceiver>({ marks }: PlantEntry, record: T): T {
  if (marks.tally !== null) record.tally = marks.tally
  return record
}

/** Whether two records show the same. */
export function isSameRecord(a: LightRecord | undefined, b: LightRecord): boolean {
  if (a === undefined || a.kind !== b.kind || !isSameFlat(a, b)) return false
  if (a.kind === 'sender' && b.kind === 'sender') return a.tally === b.tally
  if (a.kind !== 'receiver' || b.kind !== 'receiver') return true
  return isSameFlat(a.route, b.route) && a.lock === b.lock && a.booking === b.booking && a.tally === b.tally
}

function isSameFlat(a: object, b: object): boolean {
  const known = a as Readonly<Record<string, unknown>>
  const next = b as Readonly<Record<string, unknown>>
  // Runs for every grain: no list of the entries is made.
  for (const key in next) {
    const value = next[key]
    if ((typeof value !== 'object' || value === null) && known[key] !== value) return false
  }
  return true
}

const controllable = new WeakMap<Device, boolean>()

/** The control of a device that is told what to do over MQTT. */
export const MQTT_CONTROL = 'urn:x-signalbox:control:mqtt'

/** Whether a device can be told what to do: by a Connection API at a version Signalbox speaks, or over MQTT. */
export function isControllable(device: Device | undefined): boolean {
  if (device === undefined) return false
  const known = controllable.get(device)
  if (known !== undefined) return known
  const found = controlsOf(device, 'sr-ctrl').length > 0 || device.controls.some(({ type }) => type === MQTT_CONTROL)
  controllable.set(device, found)
  return found
}

/** The route of a receiver, as windows and the API show it. */
export function routeOf({ connection }: PlantEntry): EntryRoute {
  if (connection?.active !== true) return { active: false, senderId: null, inferred: false }
  return { active: true, senderId: connection.senderId, inferred: connection.inferred }
}

type EntryRoute = { active: boolean; senderId: string | null; inferred: boolean }

/** BCP-002-01 v1.0 §Group Hint: `group:role[:scope]`. */
function groupOf({ resource }: PlantEntry | EntryOf<'sender'>): string | null {
  for (const name in resource.tags) {
    if (!name.startsWith(GROUP_HINT)) continue
    const hint = resource.tags[name]?.[0]
    if (hint === undefined) continue
    const scope = hint.indexOf(':', hint.indexOf(':') + 1)
    return scope < 0 ? hint : hint.slice(0, scope)
  }
  return null
}

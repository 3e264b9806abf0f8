import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { EntryOf, PlantEntry, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { ExpressionError } from './expression'
import {
  type PlantRecord,
  brokerDeviceRecord,
  deviceRecord,
  nodeRecord,
  receiverRecord,
  senderRecord,
} from './plantRecords'

/** What of the plant expressions and steps look at. */
export type PlantParts = {
  readonly plant: PlantView
  /** The devices on MQTT as they are now. */
  readonly mqttDevices: () => readonly DeviceState[]
}

export type LookupKind = PlantRecord['kind']

/** Finds things by what people call them. */
export type PlantLookup = {
  /**
   * The one thing with this id, this label, or `device/label`; of a device on MQTT also what it calls itself.
   * @throws ExpressionError, naming what is unknown or ambiguous
   */
  readonly find: (kind: LookupKind, ref: unknown) => PlantRecord
  readonly all: (kind: LookupKind) => Iterable<PlantRecord>
  /** Every site or room that anything is in. */
  readonly places: (of: 'site' | 'room') => ReadonlySet<string>
}

const MOST_NAMED = 5

export function createPlantLookup({ plant, mqttDevices }: PlantParts): PlantLookup {
  const onBroker = (id: string): DeviceState | undefined => mqttDevices().find((device) => device.id === id)

  function recordOf(entry: PlantEntry, deviceOf: (id: string) => DeviceState | undefined): PlantRecord | null {
    switch (entry.kind) {
      case 'node':
        return nodeRecord(entry as EntryOf<'node'>)
      case 'device':
        return deviceRecord(entry as EntryOf<'device'>, plant, deviceOf(entry.id))
      case 'sender':
        return senderRecord(entry as EntryOf<'sender'>, plant)
      case 'receiver':
        return receiverRecord(entry as EntryOf<'receiver'>, plant)
      case 'source':
      case 'flow':
        return null
    }
  }

  function found(kind: LookupKind, ref: string): PlantRecord | null {
    const entry = plant.entry(kind, ref)
    if (entry !== undefined) return recordOf(entry, onBroker)
    const entries: PlantEntry[] = [...plant.all(kind)]
    const devices = kind === 'device' ? mqttDevices() : []
    const candidates =
      [
        () => entries.filter((one) => entryName(one) === ref || one.resource.label === ref),
        () => entries.filter((one) => `${deviceNameOf(one)}/${entryName(one)}` === ref),
        () => entries.filter((one) => entryName(one).toLowerCase() === ref.toLowerCase()),
      ]
        .map((look) => look())
        .find((some) => some.length > 0) ?? []
    if (candidates.length > 1) throw ambiguous(kind, ref, candidates.map(placeOf))
    const [only] = candidates
    if (only !== undefined) return recordOf(only, onBroker)
    const named = devices.filter(({ id, deviceId, label }) => [id, deviceId, label].includes(ref))
    if (named.length > 1)
      throw ambiguous(
        kind,
        ref,
        named.map(({ id }) => id),
      )
    const [device] = named
    if (device === undefined) return null
    const inPlant = plant.entry('device', device.id)
    return inPlant === undefined ? brokerDeviceRecord(device) : recordOf(inPlant, onBroker)
  }

  function deviceNameOf(entry: PlantEntry): string {
    const id = 'device_id' in entry.resource ? entry.resource.device_id : null
    const device = plant.entry('device', id ?? '')
    return device === undefined ? '' : entryName(device)
  }

  function placeOf(entry: PlantEntry): string {
    const device = deviceNameOf(entry)
    return device === '' ? entry.id : `${device}/${entryName(entry)}`
  }

  return {
    find(kind, ref) {
      const wanted = isThing(ref) ? ref.id : ref
      if (typeof wanted !== 'string' || wanted === '') {
        throw new ExpressionError(
          `A ${kind} is named by its id or its label, not by ${JSON.stringify(ref) ?? 'nothing'}.`,
        )
      }
      const record = found(kind, wanted)
      if (record === null) throw new ExpressionError(`There is no ${kind} “${wanted.slice(0, 80)}” in the plant.`)
      return record
    },
    *all(kind) {
      const devices = new Map(kind === 'device' ? mqttDevices().map((device) => [device.id, device]) : [])
      for (const entry of plant.all(kind)) {
        const record = recordOf(entry, (id) => devices.get(id))
        devices.delete(entry.id)
        if (record !== null) yield record
      }
      for (const device of devices.values()) yield brokerDeviceRecord(device)
    },
    places(of) {
      const names = new Set<string>()
      for (const kind of ['node', 'device', 'sender', 'receiver'] as const) {
        for (const entry of plant.all(kind)) {
          const name = entry[of]
          if (name !== null) names.add(name)
        }
      }
      return names
    },
  }
}

function ambiguous(kind: LookupKind, ref: string, places: readonly string[]): ExpressionError {
  const named = places.slice(0, MOST_NAMED).join(', ')
  const more = places.length > MOST_NAMED ? ' …' : ''
  return new ExpressionError(`“${ref}” is the name of ${places.length} ${kind}s: ${named}${more}. Say which by its id.`)
}

function isThing(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}

import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { type RegistryPorts, mergedDevice, restOf } from './registryContent'

type Json = Readonly<Record<string, unknown>>

/** What stays the same of a device over thousands of its statuses, as it is written. */
type Frame = {
  readonly meta: Json
  /** Names that a status may not say too: those in its meta, and ours. */
  readonly names: ReadonlySet<string>
  /** The entries of its meta, those that are ours left out, each with a comma after it. */
  readonly head: string
  /** `"rpi-01":{` */
  readonly begin: string
  /** `"device_id":"rpi-01"` */
  readonly id: string
}

type Written = { readonly device: DeviceState; readonly frame: Frame; readonly text: string }

/** Said by Signalbox itself, whatever a device says under these names. */
const OWN: ReadonlySet<string> = new Set(['device_id', 'online', 'problem'])

/**
 * Writes the registry of a broker as it is published: the text of what `registryOf` gives. Of a device that says nothing
 * new it keeps what it wrote before. `stateText`: the JSON of a device’s state as it came, where it is at hand. `ts`:
 * ISO 8601.
 */
export function createRegistryText(
  broker: string,
  ports: Pick<RegistryPorts, 'locks' | 'modules'>,
  stateText: (device: DeviceState) => string | null,
): (devices: Iterable<DeviceState>, ts: string) => string {
  let kept = new Map<Id, Written>()

  function written(device: DeviceState): Written {
    const known = kept.get(device.id)
    if (known?.device === device) return known
    const frame = known?.frame.meta === device.meta ? known.frame : frameOf(device)
    const made = { device, frame, text: textOf(device, frame, stateText) }
    kept.set(device.id, made)
    return made
  }

  /** Forgets what is not there any more. */
  function keep(all: readonly Written[]): void {
    if (kept.size > all.length) kept = new Map(all.map((one) => [one.device.id, one]))
  }

  return (devices, ts) => {
    const all: Written[] = []
    for (const device of devices) if (device.broker === broker) all.push(written(device))
    keep(all)
    const rest = JSON.stringify({ ...restOf(broker, ports), ts })
    return `{"devices":{${all.map(({ text }) => text).join(',')}},${rest.slice(1)}`
  }
}

function frameOf({ deviceId, meta }: DeviceState): Frame {
  const entries = Object.entries(meta).filter(([name]) => !OWN.has(name))
  const key = JSON.stringify(deviceId)
  return {
    meta,
    names: new Set([...OWN, ...Object.keys(meta)]),
    head: entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`).join(''),
    begin: `${key}:{`,
    id: `"device_id":${key}`,
  }
}

function textOf(
  device: DeviceState,
  { names, head, begin, id }: Frame,
  stateText: (device: DeviceState) => string | null,
): string {
  const { state, online, problem } = device
  let isEmpty = true
  for (const name in state) {
    isEmpty = false
    // Said twice: the later word counts.
    if (names.has(name)) return `${begin}${JSON.stringify(mergedDevice(device)).slice(1)}`
  }
  const between = isEmpty ? '' : `${(stateText(device) ?? JSON.stringify(state)).slice(1, -1)},`
  const why = problem === null ? 'null' : JSON.stringify(problem)
  return `${begin}${head}${between}${id},"online":${String(online)},"problem":${why}}`
}

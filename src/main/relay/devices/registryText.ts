import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { type RegistryPorts, mergedDevice, restOf } from './registryContent'

type Json = Readonly<Record<string, unknown>>

/** An entry of an object, as it is written: `"name":"Decoder 1"`. */
type Written = { readonly key: string; readonly text: string }

/** What devices say of themselves stays the same over thousands of their statuses. */
const metas = new WeakMap<Json, readonly Written[]>()
/** What is written of a device stays until it says something else. */
const devicesWritten = new WeakMap<DeviceState, string>()

/**
 * The registry of a broker as it is published: the text of what `registryOf` gives, put together from what was written
 * before. `ts`: ISO 8601.
 */
export function registryText(
  broker: string,
  devices: Iterable<DeviceState>,
  ports: Pick<RegistryPorts, 'locks' | 'modules'>,
  ts: string,
): string {
  let text = ''
  for (const device of devices)
    if (device.broker === broker) text += `,${JSON.stringify(device.deviceId)}:${written(device)}`
  const rest = JSON.stringify({ ...restOf(broker, ports), ts })
  return `{"devices":{${text.slice(1)}},${rest.slice(1)}`
}

function written(device: DeviceState): string {
  const known = devicesWritten.get(device)
  if (known !== undefined) return known
  const made = isPlain(device) ? merged(device) : JSON.stringify(mergedDevice(device))
  devicesWritten.set(device, made)
  return made
}

/** Whether its status says nothing under the names that are ours. */
function isPlain({ state }: DeviceState): boolean {
  return !Object.hasOwn(state, 'device_id') && !Object.hasOwn(state, 'online') && !Object.hasOwn(state, 'problem')
}

function merged({ deviceId, meta, state, online, problem }: DeviceState): string {
  let text = '{'
  for (const { key, text: entry } of writtenMeta(meta)) if (!Object.hasOwn(state, key)) text += `${entry},`
  const status = JSON.stringify(state)
  if (status !== '{}') text += `${status.slice(1, -1)},`
  const why = problem === null ? 'null' : JSON.stringify(problem)
  return `${text}"device_id":${JSON.stringify(deviceId)},"online":${String(online)},"problem":${why}}`
}

/** Without what is our own to say. */
function writtenMeta(meta: Json): readonly Written[] {
  const known = metas.get(meta)
  if (known !== undefined) return known
  const made = Object.entries(meta)
    .filter(([key]) => key !== 'device_id' && key !== 'online' && key !== 'problem')
    .map(([key, value]) => ({ key, text: `${JSON.stringify(key)}:${JSON.stringify(value)}` }))
  metas.set(meta, made)
  return made
}

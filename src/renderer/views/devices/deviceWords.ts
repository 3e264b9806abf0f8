import type { MqttDevice } from '../../../contract'

type Values = Readonly<Record<string, unknown>>
const isRecord = (thing: unknown): thing is Values =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing)

/** What is at a path, through lists: `streams.source_id` of two streams is their two ids. Undefined: nothing is there. */
export function valueAt(thing: unknown, path: string): unknown {
  let found: unknown = thing
  for (const name of path.split('.')) {
    if (Array.isArray(found)) {
      found = found.flatMap((one: unknown) => (isRecord(one) && one[name] !== undefined ? [one[name]] : []))
    } else found = isRecord(found) ? found[name] : undefined
  }
  return found
}

/** A value as people read it: `yes`, `none`, `0, 1, 2`. Null where there is nothing to say. */
export function valueText(value: unknown): string | null {
  if (value === undefined) return null
  if (value === null || value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none'
    const texts = value.map((one: unknown) => (isRecord(one) ? recordText(one) : (valueText(one) ?? '–')))
    return texts.join(', ')
  }
  return isRecord(value) ? recordText(value) : null
}

const recordText = (record: Values): string =>
  Object.values(record)
    .map((value) => valueText(value) ?? '–')
    .join(' ')

/** `model_id` as it is read: `model id`. */
export const nameWords = (name: string): string => name.replaceAll(/[_-]+/g, ' ')

/** What a device says of one of its modules. */
export function stateOf({ state }: Pick<MqttDevice, 'state'>, module: string): Values {
  const own = state[module]
  return isRecord(own) ? own : {}
}

/** The same in a line: `state playing · input CAM 1 · recording no`; null: it says nothing. */
export function stateLine(device: Pick<MqttDevice, 'state'>, module: string): string | null {
  const parts = Object.entries(stateOf(device, module)).flatMap(([name, value]) => {
    // What is long is looked at in full below.
    if (Array.isArray(value)) return [`${String(value.length)} ${nameWords(name)}`]
    const text = isRecord(value) ? null : valueText(value)
    return text === null ? [] : [`${nameWords(name)} ${text}`]
  })
  return parts.length === 0 ? null : parts.join(' · ')
}

/** What a row of the list says below the name: the most telling words of its modules. */
export function listLine(device: MqttDevice): string {
  if (device.status === 'offline') return device.problem ?? 'offline'
  const said = device.modules.flatMap((module) => {
    const words = Object.values(stateOf(device, module)).flatMap((value) =>
      typeof value === 'string' && value !== '' ? [value] : [],
    )
    return words.length === 0 ? [] : [words.slice(0, 2).join(' · ')]
  })
  if (said.length > 0) return said.join(' · ')
  return device.modules.length === 0 ? 'says of no module' : device.modules.join(', ')
}

/** Where a device is, in a few words: `Riverside · Studio A`. */
export const placeText = ({ site, room }: Pick<MqttDevice, 'site' | 'room'>): string =>
  [site, room].filter((word) => word !== null).join(' · ')

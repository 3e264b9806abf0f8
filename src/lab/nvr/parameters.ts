import type { ProcessorConfig, Stream } from './processorConfig'

export type Params = Readonly<Record<string, unknown>>

/** A parameter that can be used, or what is wrong with it, as a sentence. */
export type Read<T> = { readonly value: T } | { readonly error: string }

/** Most pictures that a camera gives in a second. */
const fastest = 60

/** A parameter as it came; missing where it is null or empty, too. */
export function given(params: Params, name: string): Read<unknown> {
  const value = params[name]
  return value === undefined || value === null || value === ''
    ? { error: `Missing required parameter: ${name}` }
    : { value }
}

const invalid = (name: string, value: unknown, rule: string): { readonly error: string } => ({
  error: `Invalid ${name}: ${(JSON.stringify(value) ?? '').slice(0, 80)} (${rule})`,
})

export function modelId(params: Params, models: readonly string[]): Read<string> {
  const read = given(params, 'model_id')
  if ('error' in read) return read
  const { value } = read
  if (typeof value !== 'string') return invalid('model_id', value, 'a text')
  return models.includes(value) ? { value } : { error: `Unknown model: ${value.slice(0, 80)}` }
}

export function maxFps(params: Params): Read<number> {
  const read = given(params, 'max_fps')
  if ('error' in read) return read
  const { value } = read
  return typeof value === 'number' && value > 0 && value <= fastest
    ? { value }
    : invalid('max_fps', value, `above 0, at most ${String(fastest)}`)
}

export function sourceId(params: Params): Read<number> {
  const read = given(params, 'source_id')
  if ('error' in read) return read
  const { value } = read
  return isRoom(value) ? { value } : invalid('source_id', value, 'a whole number from 0')
}

export function confidence(params: Params): Read<number> {
  const read = given(params, 'confidence')
  if ('error' in read) return read
  const { value } = read
  return typeof value === 'number' && value >= 0 && value <= 1 ? { value } : invalid('confidence', value, 'from 0 to 1')
}

export function flag(params: Params, name: string): Read<boolean> {
  const read = given(params, name)
  if ('error' in read) return read
  const { value } = read
  return typeof value === 'boolean' ? { value } : invalid(name, value, 'true or false')
}

export function uri(params: Params, name: string): Read<string> {
  const read = given(params, name)
  if ('error' in read) return read
  const { value } = read
  return isUri(value) ? { value } : invalid(name, value, 'an RTSP address')
}

/** Rooms, as numbers or as `{source_id, uri?}`, lowest first. */
export function streams(params: Params, uriOf: (room: number) => string): Read<ProcessorConfig['streams']> {
  const read = given(params, 'streams')
  if ('error' in read) return read
  const { value } = read
  if (!Array.isArray(value)) return invalid('streams', value, 'a list of rooms')
  const list: Stream[] = []
  for (const item of value as readonly unknown[]) {
    const stream = streamOf(item, uriOf)
    if ('error' in stream) return stream
    const { source_id } = stream.value
    if (list.some((other) => other.source_id === source_id)) {
      return { error: `Stream ${String(source_id)} already exists` }
    }
    list.push(stream.value)
  }
  return { value: sorted(list) }
}

export const sorted = (list: readonly Stream[]): readonly Stream[] =>
  [...list].sort((a, b) => a.source_id - b.source_id)

function streamOf(item: unknown, uriOf: (room: number) => string): Read<Stream> {
  if (isRoom(item)) return { value: { source_id: item, uri: uriOf(item) } }
  if (typeof item !== 'object' || item === null) return invalid('streams', item, 'a room')
  const room = sourceId(item as Params)
  if ('error' in room) return room
  const source_id = room.value
  if (!('uri' in item)) return { value: { source_id, uri: uriOf(source_id) } }
  const address = uri(item as Params, 'uri')
  return 'error' in address ? address : { value: { source_id, uri: address.value } }
}

const isRoom = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

const isUri = (value: unknown): value is string => typeof value === 'string' && /^rtsps?:\/\/[^\s\p{Cc}]+$/u.test(value)

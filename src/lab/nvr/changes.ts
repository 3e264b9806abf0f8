import {
  confidence,
  flag,
  given,
  maxFps,
  modelId,
  sorted,
  sourceId,
  streams,
  uri,
  type Params,
  type Read,
} from './parameters'
import type { ProcessorConfig, Stream } from './processorConfig'

/** What a processor checks commands against. */
export type ProcessorRules = {
  readonly models: readonly string[]
  readonly uriOf: (room: number) => string
}

/** The configuration that a command makes, or why it makes none, as a sentence. */
export type Change = Read<ProcessorConfig>

type Command = (config: ProcessorConfig, params: Params, rules: ProcessorRules) => Change

/** What a command makes of a configuration. Nothing is changed where it is refused, whatever it is made of. */
export function changed(config: ProcessorConfig, command: string, params: unknown, rules: ProcessorRules): Change {
  const execute = commands.get(command)
  if (execute === undefined) return { error: `Unknown command: ${command.slice(0, 80)}` }
  const checked = params ?? {}
  if (!isParams(checked)) return { error: 'Invalid params: an object is wanted' }
  return execute(config, checked, rules)
}

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['restart', (config) => ({ value: config })],
  ['change_model', (config, params, { models }) => withPart(config, 'model_id', modelId(params, models))],
  ['set_fps', (config, params) => withPart(config, 'max_fps', maxFps(params))],
  ['set_confidence', (config, params) => withPart(config, 'confidence', confidence(params))],
  ['enable_tracking', (config, params) => withPart(config, 'tracking', flag(params, 'enabled'))],
  ['add_stream', addStream],
  ['remove_stream', removeStream],
  ['change_stream_uri', changeStreamUri],
  ['reconfigure', reconfigure],
  ['batch_commands', batch],
])

function withPart<K extends keyof ProcessorConfig>(
  config: ProcessorConfig,
  part: K,
  read: Read<ProcessorConfig[K]>,
): Change {
  return 'error' in read ? read : { value: { ...config, [part]: read.value } }
}

const withStreams = (config: ProcessorConfig, list: readonly Stream[]): Change => ({
  value: { ...config, streams: sorted(list) },
})

const has = (config: ProcessorConfig, room: number): boolean =>
  config.streams.some(({ source_id }) => source_id === room)

function addStream(config: ProcessorConfig, params: Params, rules: ProcessorRules): Change {
  const room = sourceId(params)
  if ('error' in room) return room
  if (has(config, room.value)) return { error: `Stream ${String(room.value)} already exists` }
  return withStreams(config, [...config.streams, { source_id: room.value, uri: rules.uriOf(room.value) }])
}

function removeStream(config: ProcessorConfig, params: Params): Change {
  const room = sourceId(params)
  if ('error' in room) return room
  if (!has(config, room.value)) return { error: `Stream ${String(room.value)} does not exist` }
  return withStreams(
    config,
    config.streams.filter(({ source_id }) => source_id !== room.value),
  )
}

function changeStreamUri(config: ProcessorConfig, params: Params): Change {
  const room = sourceId(params)
  if ('error' in room) return room
  const address = uri(params, 'stream_uri')
  if ('error' in address) return address
  if (!has(config, room.value)) return { error: `Stream ${String(room.value)} does not exist` }
  return withStreams(
    config,
    config.streams.map((stream) =>
      stream.source_id === room.value ? { source_id: room.value, uri: address.value } : stream,
    ),
  )
}

const parts = ['model_id', 'max_fps', 'confidence', 'tracking', 'streams'] as const

/** Several parts at once: all of them or none. */
function reconfigure(config: ProcessorConfig, params: Params, rules: ProcessorRules): Change {
  const named = parts.filter((part) => params[part] !== undefined)
  if (named.length === 0) return { error: `Missing required parameter: one of ${parts.join(', ')}` }
  let next: Change = { value: config }
  for (const part of named) {
    if ('error' in next) return next
    next = reconfigured(next.value, part, params, rules)
  }
  return next
}

function reconfigured(
  config: ProcessorConfig,
  part: (typeof parts)[number],
  params: Params,
  rules: ProcessorRules,
): Change {
  switch (part) {
    case 'model_id':
      return withPart(config, part, modelId(params, rules.models))
    case 'max_fps':
      return withPart(config, part, maxFps(params))
    case 'confidence':
      return withPart(config, part, confidence(params))
    case 'tracking':
      return withPart(config, part, flag(params, part))
    case 'streams':
      return withPart(config, part, streams(params, rules.uriOf))
  }
}

/** Commands one after another on the configuration: all of them or none, and one restart. */
function batch(config: ProcessorConfig, params: Params, rules: ProcessorRules): Change {
  const read = given(params, 'commands')
  if ('error' in read) return read
  if (!Array.isArray(read.value) || read.value.length === 0) {
    return { error: 'Invalid commands: a list of at least one command is wanted' }
  }
  let next: Change = { value: config }
  for (const [index, item] of (read.value as readonly unknown[]).entries()) {
    if ('error' in next) return next
    next = batched(next.value, item, index, rules)
  }
  return next
}

function batched(config: ProcessorConfig, item: unknown, index: number, rules: ProcessorRules): Change {
  const place = `Command ${String(index + 1)}`
  if (!isParams(item) || typeof item['command'] !== 'string') return { error: `${place}: it has no name` }
  const { command, params } = item
  if (command === 'batch_commands') return { error: `${place}: batch_commands cannot be in batch_commands` }
  const change = changed(config, command, params, rules)
  return 'error' in change ? { error: `${place}, ${command}: ${change.error}` } : change
}

const isParams = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

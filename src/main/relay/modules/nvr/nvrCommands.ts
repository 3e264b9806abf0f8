import { z } from 'zod'
import type { CommandDefinition, DeviceCommand, DeviceState, Params } from '../../../drivers/mqtt/deviceLine'
import { type Processor, hasRoom, processorOf } from './processor'

/** As processors say it. */
const missing = (name: string): string => `Missing required parameter: ${name}`
const required = (name: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? missing(name) : undefined),
})

const modelId = z.string(required('model_id')).min(1, missing('model_id')).max(200)
const maxFps = z.number(required('max_fps')).positive('max_fps must be greater than 0').max(120)
/** Rooms are known by their numbers only. */
const sourceId = z.number(required('source_id')).int().min(0).max(100_000)
const confidence = z.number(required('confidence')).min(0).max(1)
const enabled = z.boolean(required('enabled'))
const streamUri = z.string(required('stream_uri')).min(1, missing('stream_uri')).max(2000)

type Check = NonNullable<CommandDefinition['check']>

/** What was known before: the same rules by which the processor checks. */
const duringRestart: Check = (_params, device) =>
  processorOf(device)?.status === 'reconfiguring' ? 'Restart already in progress' : null

const single: Readonly<Record<string, CommandDefinition>> = {
  change_model: {
    title: 'Change the model',
    params: z.strictObject({ model_id: modelId }),
    check: duringRestart,
    ...field('model_id', 'change_model'),
  },
  set_fps: {
    title: 'Set the frame rate',
    params: z.strictObject({ max_fps: maxFps }),
    check: duringRestart,
    ...field('max_fps', 'set_fps'),
  },
  set_confidence: {
    title: 'Set the confidence',
    params: z.strictObject({ confidence }),
    check: duringRestart,
    ...field('confidence', 'set_confidence'),
  },
  enable_tracking: {
    title: 'Track',
    params: z.strictObject({ enabled }),
    check: duringRestart,
    shows: (params, device) => same(processorOf(device)?.tracking ?? null, params['enabled']),
    reverse(params, before) {
      const was = processorOf(before)?.tracking ?? null
      return was === null || was === params['enabled'] ? null : { action: 'enable_tracking', params: { enabled: was } }
    },
  },
  add_stream: {
    title: 'Add a room',
    params: z.strictObject({ source_id: sourceId }),
    check: first(duringRestart, ({ source_id }, device) =>
      known(device, (is) => hasRoom(is, source_id)) === true ? `Stream ${String(source_id)} already exists` : null,
    ),
    shows: ({ source_id }, device) => known(device, (is) => hasRoom(is, source_id)),
    reverse: ({ source_id }, before) =>
      known(before, (was) => hasRoom(was, source_id)) === true
        ? null
        : { action: 'remove_stream', params: { source_id } },
  },
  remove_stream: {
    title: 'Remove a room',
    params: z.strictObject({ source_id: sourceId }),
    check: first(duringRestart, ({ source_id }, device) =>
      known(device, (is) => hasRoom(is, source_id)) === false ? `Stream ${String(source_id)} does not exist` : null,
    ),
    shows: ({ source_id }, device) => negated(known(device, (is) => hasRoom(is, source_id))),
    reverse: ({ source_id }, before) =>
      known(before, (was) => hasRoom(was, source_id)) === false
        ? null
        : { action: 'add_stream', params: { source_id } },
  },
  change_stream_uri: {
    title: "Change a room's stream",
    params: z.strictObject({ source_id: sourceId, stream_uri: streamUri }),
    check: first(duringRestart, ({ source_id }, device) =>
      known(device, (is) => hasRoom(is, source_id)) === false ? `Stream ${String(source_id)} does not exist` : null,
    ),
    shows: ({ source_id, stream_uri }, device) => same(uriOf(device, source_id), stream_uri),
    reverse({ source_id, stream_uri }, before) {
      const was = uriOf(before, source_id)
      return was === null || was === stream_uri
        ? null
        : { action: 'change_stream_uri', params: { source_id, stream_uri: was } }
    },
  },
}

const reconfigured = z
  .strictObject({
    model_id: modelId.optional(),
    max_fps: maxFps.optional(),
    confidence: confidence.optional(),
    tracking: z.boolean().optional(),
    streams: z.array(sourceId).max(1000).optional(),
  })
  .refine(
    (params) => Object.keys(params).length > 0,
    'Missing required parameter: model_id, max_fps, confidence, tracking or streams',
  )

const batch = z.strictObject({
  commands: z
    .array(z.strictObject({ command: z.string(), params: z.record(z.string(), z.unknown()).default({}) }))
    .min(1, missing('commands'))
    .max(100),
})

/** What processors can be told: the commands of the seed's control plane, and the ones it holds possible. */
export const nvrCommands: Readonly<Record<string, CommandDefinition>> = {
  restart: { title: 'Restart', params: z.strictObject({}), check: duringRestart },
  ...single,
  reconfigure: {
    title: 'Reconfigure, all or nothing',
    params: reconfigured,
    check: duringRestart,
    shows: (params, device) => known(device, (is) => isAs(is, params)),
    reverse(params, before) {
      const was = processorOf(before)
      if (was === null) return null
      const back = Object.fromEntries(
        Object.keys(params).flatMap((name) => {
          const value =
            name === 'streams' ? (was.streams?.map(({ source_id }) => source_id) ?? null) : fieldOf(was, name)
          return value === null ? [] : [[name, value] as const]
        }),
      )
      return Object.keys(back).length === 0 ? null : { action: 'reconfigure', params: back }
    },
  },
  batch_commands: {
    title: 'Several commands, all or none',
    params: batch,
    check: first(duringRestart, (params, device) => {
      for (const { command, params: own } of batch.parse(params).commands) {
        const definition = single[command]
        if (definition === undefined) return `Unknown command: ${command}`
        const read = definition.params.safeParse(own)
        if (!read.success) return read.error.issues[0]?.message ?? `Invalid parameters: ${command}`
        const problem = definition.check?.(read.data, device) ?? null
        if (problem !== null) return problem
      }
      return null
    }),
    reverse(params, before) {
      const backs = batch
        .parse(params)
        .commands.flatMap(({ command, params: own }) => single[command]?.reverse?.(own, before) ?? [])
        .reverse()
      if (backs.length === 0) return null
      const commands = backs.map(({ action, params: own }) => ({ command: action, params: own }))
      return { action: 'batch_commands', params: { commands } }
    },
  },
}

function field(
  name: 'model_id' | 'max_fps' | 'confidence',
  command: string,
): Pick<CommandDefinition, 'shows' | 'reverse'> {
  return {
    shows: (params, device) => same(processorOf(device)?.[name] ?? null, params[name]),
    reverse(params, before): DeviceCommand | null {
      const was = processorOf(before)?.[name] ?? null
      return was === null || was === params[name] ? null : { action: command, params: { [name]: was } }
    },
  }
}

function fieldOf(processor: Processor, name: string): unknown {
  switch (name) {
    case 'model_id':
      return processor.model_id
    case 'max_fps':
      return processor.max_fps
    case 'confidence':
      return processor.confidence
    case 'tracking':
      return processor.tracking
    default:
      return null
  }
}

function isAs(is: Processor, params: Params): boolean | null {
  const said = Object.entries(params).map(([name, wanted]) => {
    if (name !== 'streams') return same(fieldOf(is, name), wanted)
    if (is.streams === null || !Array.isArray(wanted)) return null
    const rooms = new Set(is.streams.map(({ source_id }) => source_id))
    return rooms.size === wanted.length && wanted.every((room) => rooms.has(room as number))
  })
  if (said.includes(false)) return false
  return said.includes(null) ? null : true
}

function uriOf(device: DeviceState, room: unknown): string | null {
  return processorOf(device)?.streams?.find(({ source_id }) => source_id === room)?.uri ?? null
}

/** Null: the processor does not say. */
function same(is: unknown, wanted: unknown): boolean | null {
  return is === null ? null : is === wanted
}

function negated(value: boolean | null): boolean | null {
  return value === null ? null : !value
}

function known(device: DeviceState, of: (processor: Processor) => boolean | null): boolean | null {
  const processor = processorOf(device)
  return processor === null ? null : of(processor)
}

function first(...checks: readonly Check[]): Check {
  return (params, device) => {
    for (const check of checks) {
      const problem = check(params, device)
      if (problem !== null) return problem
    }
    return null
  }
}

import { z } from 'zod'
import type { CommandDefinition, DeviceCommand, DeviceState, Params } from '../../../drivers/mqtt/deviceLine'
import { afterCommand } from './afterCommand'
import { type Processor, hasRoom, processorOf } from './processor'

/** What the commands go by besides: settings of the module. */
export type NvrRules = {
  /** Models that processors have; none: that is theirs to say. */
  readonly models: () => readonly string[]
  /** Where the stream of a room is, unless somebody has changed it. */
  readonly uriOf: (room: number) => string
}

/** As processors say it. */
const missing = (name: string): string => `Missing required parameter: ${name}`
const wanted = (name: string, rule: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined || input === null || input === ''
      ? missing(name)
      : `Invalid ${name}: ${(JSON.stringify(input) ?? '').slice(0, 80)} (${rule})`,
})

const FPS = wanted('max_fps', 'above 0, at most 60')
const ROOM = wanted('source_id', 'a whole number from 0')
const CONFIDENCE = wanted('confidence', 'from 0 to 1')
const URI = wanted('stream_uri', 'an RTSP address')
const MODEL = wanted('model_id', 'a text of at most 200 characters')

const modelId = z.string(MODEL).min(1, MODEL).max(200, MODEL)
const maxFps = z.number(FPS).positive(FPS).max(60, FPS)
/** Rooms are known by their numbers only. */
const sourceId = z.number(ROOM).int(ROOM).min(0, ROOM).max(100_000, ROOM)
const confidence = z.number(CONFIDENCE).min(0, CONFIDENCE).max(1, CONFIDENCE)
const enabled = z.boolean(wanted('enabled', 'true or false'))
const streamUri = z
  .string(URI)
  .max(2000, URI)
  .regex(/^rtsps?:\/\/[^\s\p{Cc}]+$/u, URI)

type Check = NonNullable<CommandDefinition['check']>

/** What was known before: the same rules by which the processor checks. */
const duringRestart: Check = (_params, device) =>
  processorOf(device)?.status === 'reconfiguring' ? 'Restart already in progress' : null

const roomIsThere: Check = ({ source_id }, device) =>
  known(device, (is) => hasRoom(is, source_id)) === false ? `Stream ${String(source_id)} does not exist` : null

/** Commands that know nothing but the processor. */
const plain: Readonly<Record<string, CommandDefinition>> = {
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
  change_stream_uri: {
    title: "Change a room's stream",
    params: z.strictObject({ source_id: sourceId, stream_uri: streamUri }),
    check: first(duringRestart, roomIsThere),
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
    tracking: z.boolean(wanted('tracking', 'true or false')).optional(),
    streams: z
      .array(sourceId)
      .max(1000)
      .refine((rooms) => new Set(rooms).size === rooms.length, 'A room is named twice in streams')
      .optional(),
  })
  .refine(
    (params) => Object.keys(params).length > 0,
    'Missing required parameter: one of model_id, max_fps, confidence, tracking, streams',
  )

const batch = z.strictObject({
  commands: z
    .array(z.strictObject({ command: z.string(), params: z.record(z.string(), z.unknown()).default({}) }))
    .min(1, missing('commands'))
    .max(100),
})

/** What processors can be told: the commands of the seed's control plane, and the ones it holds possible. */
export function createNvrCommands({ models, uriOf }: NvrRules): Readonly<Record<string, CommandDefinition>> {
  const knownModel: Check = ({ model_id: model }) => {
    const all = models()
    const isUnknown = typeof model === 'string' && all.length > 0 && !all.includes(model)
    return isUnknown ? `Unknown model: ${model.slice(0, 80)}` : null
  }

  /** What puts rooms back whose streams are elsewhere than the stream server has them. */
  function streamsBack(streams: NonNullable<Processor['streams']>): readonly DeviceCommand[] {
    return streams.flatMap(({ source_id, uri }) =>
      uri === undefined || uri === uriOf(source_id)
        ? []
        : [{ action: 'change_stream_uri', params: { source_id, stream_uri: uri } }],
    )
  }

  const single: Readonly<Record<string, CommandDefinition>> = {
    restart: { title: 'Restart', params: z.strictObject({}), check: duringRestart },
    change_model: {
      title: 'Change the model',
      params: z.strictObject({ model_id: modelId }),
      check: first(duringRestart, knownModel),
      ...field('model_id', 'change_model'),
    },
    ...plain,
    remove_stream: {
      title: 'Remove a room',
      params: z.strictObject({ source_id: sourceId }),
      check: first(duringRestart, roomIsThere),
      shows: ({ source_id }, device) => negated(known(device, (is) => hasRoom(is, source_id))),
      reverse({ source_id }, before) {
        if (known(before, (was) => hasRoom(was, source_id)) === false) return null
        const was = processorOf(before)?.streams?.filter((stream) => stream.source_id === source_id) ?? []
        return inOne([{ action: 'add_stream', params: { source_id } }, ...streamsBack(was)])
      },
    },
    reconfigure: {
      title: 'Reconfigure, all or nothing',
      params: reconfigured,
      check: first(duringRestart, knownModel),
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
        if (Object.keys(back).length === 0) return null
        const rooms = 'streams' in back ? streamsBack(was.streams ?? []) : []
        return inOne([{ action: 'reconfigure', params: back }, ...rooms])
      },
    },
  }

  return {
    ...single,
    batch_commands: {
      title: 'Several commands, all or none',
      params: batch,
      check: first(duringRestart, (params, device) => {
        let now = device
        for (const [index, { command, params: own }] of batch.parse(params).commands.entries()) {
          const against = againstOne(single, command, own, now)
          if (against !== null) return `Command ${String(index + 1)}, ${command.slice(0, 80)}: ${against}`
          now = after(now, command, own)
        }
        return null
      }),
      shows: (params, device) => known(device, (is) => showsAll(single, batch.parse(params).commands, is, device)),
      reverse(params, before) {
        let was = before
        const backs: DeviceCommand[] = []
        for (const { command, params: own } of batch.parse(params).commands) {
          const back = single[command]?.reverse?.(own, was) ?? null
          backs.unshift(...(back === null ? [] : unpacked(back)))
          was = after(was, command, own)
        }
        return inOne(backs)
      },
    },
  }
}

function againstOne(
  single: Readonly<Record<string, CommandDefinition>>,
  command: string,
  params: Params,
  device: DeviceState,
): string | null {
  const definition = Object.hasOwn(single, command) ? single[command] : undefined
  if (definition === undefined) return `Unknown command: ${command.slice(0, 80)}`
  const read = definition.params.safeParse(params)
  if (!read.success) return read.error.issues[0]?.message ?? 'Invalid parameters'
  return definition.check?.(read.data, device) ?? null
}

/** Whether a processor is as these would leave it: each would change nothing of it. */
function showsAll(
  single: Readonly<Record<string, CommandDefinition>>,
  commands: z.infer<typeof batch>['commands'],
  is: Processor,
  device: DeviceState,
): boolean | null {
  const end = commands.reduce((now, { command, params }) => afterCommand(command, params, now), is)
  const said = commands.map(({ command, params }) => {
    const wouldShow = single[command]?.shows?.(params, withProcessor(device, end)) ?? null
    // What a later one of them undoes is not to be seen.
    return wouldShow === false ? null : (single[command]?.shows?.(params, device) ?? null)
  })
  if (said.includes(false)) return false
  return said.includes(null) ? null : true
}

function after(device: DeviceState, command: string, params: Params): DeviceState {
  const is = processorOf(device)
  return is === null ? device : withProcessor(device, afterCommand(command, params, is))
}

function withProcessor(device: DeviceState, nvr: Processor): DeviceState {
  return { ...device, state: { ...device.state, nvr } }
}

/** Several commands as one that is done whole or not at all; null for none. */
function inOne(commands: readonly DeviceCommand[]): DeviceCommand | null {
  const [only, ...others] = commands
  if (only === undefined || others.length === 0) return only ?? null
  return {
    action: 'batch_commands',
    params: { commands: commands.map(({ action, params }) => ({ command: action, params })) },
  }
}

/** The commands of a batch, since there is no batch in a batch. */
function unpacked(back: DeviceCommand): readonly DeviceCommand[] {
  if (back.action !== 'batch_commands') return [back]
  return batch.parse(back.params).commands.map(({ command, params }) => ({ action: command, params }))
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

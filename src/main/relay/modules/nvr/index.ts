import { z } from 'zod'
import type { Panel } from '../../../../contract'
import type { Addressing, MessageContext, ModuleContext, RelayPlugin } from '../../module'
import { createNvrCommands } from './nvrCommands'
import { processorOf } from './processor'

const TOPICS = {
  commands: 'nvr/control/commands',
  status: 'nvr/control/status',
  acks: 'nvr/control/status/ack',
} as const

/** As processors have them that were set up as the documentation has it. */
const MODELS = ['yolov11n-320', ...['n', 's', 'm', 'l', 'x'].map((size) => `yolov11${size}-640`)]

const Settings = z.object({
  /** `own`: `nvr/control/<client id>/commands`. `shared`: `nvr/control/commands` with `client_id` in the message. */
  addressing: z.enum(['own', 'shared']).default('own'),
  /** Where rooms' streams are: the stream of room 2 is `<stream server>/2`. */
  streamServer: z.string().max(500).default('rtsp://go2rtc-server'),
  /** What processors can load; an empty list: only they know. */
  models: z.array(z.string().trim().min(1).max(200)).max(1000).default(MODELS),
})
type Settings = z.infer<typeof Settings>

const streamOf = ({ streamServer }: Pick<Settings, 'streamServer'>, room: number): string =>
  `${streamServer.replace(/\/+$/, '')}/${String(room)}`

const Status = z.object({ status: z.string().max(50), client_id: z.string().min(1).max(100) })
const Ack = z.object({
  command: z.string(),
  status: z.enum(['received', 'completed', 'error']),
  client_id: z.string(),
  req_id: z.string().nullish(),
  error: z.string().nullish(),
})

const PANEL: Panel = {
  title: 'NVR',
  blocks: [
    {
      kind: 'devices',
      title: 'Processors',
      columns: [
        { label: 'Status', path: 'state.nvr.status' },
        { label: 'Model', path: 'state.nvr.model_id' },
        { label: 'Frames per second', path: 'state.nvr.max_fps' },
        { label: 'Rooms', path: 'state.nvr.streams.source_id' },
      ],
      commands: ['restart'],
    },
    { kind: 'command', title: 'Change the model', command: 'change_model', options: {} },
    { kind: 'command', title: 'Set the frame rate', command: 'set_fps', options: {} },
    { kind: 'command', title: 'Add a room', command: 'add_stream', options: {} },
    { kind: 'command', title: 'Remove a room', command: 'remove_stream', options: {} },
    {
      kind: 'table',
      title: 'Rooms',
      route: '/rooms',
      columns: [
        { label: 'Room', path: 'room' },
        { label: 'Processor', path: 'processor' },
        { label: 'Stream', path: 'uri' },
      ],
    },
  ],
}

/** Camera processors. Their topics address nobody by themselves: commands here always name their processor. */
export function createNvrModule(): RelayPlugin {
  let running: ModuleContext | null = null

  const settings = () => Settings.parse(running?.settings() ?? {})

  const addressing: Addressing = {
    request({ deviceId }, { reqId, actor, command }) {
      const { device_id: _device, ...params } = command.params
      const isOwn = settings().addressing === 'own'
      return {
        topic: isOwn ? `nvr/control/${deviceId}/commands` : TOPICS.commands,
        payload: { command: command.action, params, client_id: deviceId, req_id: reqId, actor },
      }
    },
    answers: () => [TOPICS.acks],
    read({ payload }) {
      const ack = Ack.safeParse(payload)
      if (!ack.success) return null
      const { client_id: deviceId, req_id, command: action, status, error } = ack.data
      const base = { deviceId, reqId: req_id ?? null, action }
      if (status === 'received') return { ...base, answer: 'progress' }
      if (status === 'completed') return { ...base, answer: { ok: true, result: {} } }
      const words = error ?? 'it says error, and nothing more'
      return { ...base, answer: { ok: false, code: 'REFUSED', text: words, device: error ?? null } }
    },
  }

  /** Processors that show themselves only here are devices too. */
  function heard(payload: unknown, context: MessageContext): void {
    const status = Status.safeParse(payload)
    if (!status.success) return
    const { client_id: deviceId, status: word } = status.data
    const own = context.devices().find((device) => device.broker === context.broker && device.deviceId === deviceId)
    const before = own === undefined ? null : processorOf(own)
    if (before?.status === word && own?.online === true) return
    context.announce(context.broker, deviceId, {
      modules: ['nvr'],
      state: { nvr: { ...nvrPartOf(own?.state), status: word } },
    })
  }

  return {
    moduleName: 'nvr',
    title: 'Camera processors',
    topicFilters: () => [TOPICS.status],
    handle(topic, payload, context) {
      if (topic === TOPICS.status) heard(payload, context)
    },
    actions: createNvrCommands({ models: () => settings().models, uriOf: (room) => streamOf(settings(), room) }),
    settings: Settings,
    start(context) {
      running = context
    },
    stop() {
      running = null
    },
    addressing,
    panel: PANEL,
    routes: [
      {
        method: 'GET',
        path: '/rooms',
        answer(_request, context) {
          const own = Settings.parse(context.settings())
          const items = context.devices().flatMap((device) =>
            (processorOf(device)?.streams ?? []).map(({ source_id, uri }) => ({
              room: source_id,
              processor: device.label,
              deviceId: device.id,
              uri: uri ?? streamOf(own, source_id),
            })),
          )
          return Promise.resolve({ body: { items: items.sort((a, b) => a.room - b.room) } })
        },
      },
    ],
  }
}

function nvrPartOf(state: Readonly<Record<string, unknown>> | undefined): object {
  const part = state?.['nvr']
  return typeof part === 'object' && part !== null ? part : {}
}

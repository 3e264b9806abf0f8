import type { z } from 'zod'
import type { Panel } from '../../contract'
import type {
  CommandAnswer,
  CommandDefinition,
  DeviceState,
  RouteCommands,
  SentCommand,
} from '../drivers/mqtt/deviceLine'

/** What came on a topic of a broker. `payload`: the JSON value; the text where it is no JSON. */
export type RelayMessage = {
  readonly broker: string
  readonly topic: string
  readonly payload: unknown
  readonly retained: boolean
}

/** What a module is given; everything it may touch. */
export type ModuleContext = {
  /** Its settings, read through `settings` of the module; the newest at each reading. */
  readonly settings: () => Readonly<Record<string, unknown>>
  /** The devices that say they have this module. */
  readonly devices: () => readonly DeviceState[]
  /** @throws Error when the broker does not take it */
  readonly publish: (
    broker: string,
    topic: string,
    payload: unknown,
    options?: { readonly qos?: 0 | 1 | 2; readonly retain?: boolean },
  ) => Promise<void>
  /** A device that shows itself elsewhere than on the meta and status topics: merged as if it had been heard there. */
  readonly announce: (
    broker: string,
    deviceId: string,
    said: {
      readonly label?: string
      readonly modules?: readonly string[]
      readonly online?: boolean
      readonly state?: Readonly<Record<string, unknown>>
    },
  ) => void
  /** The topic prefix of a broker, `/lab` unless set otherwise. */
  readonly prefix: (broker: string) => string
  readonly log: (message: string, detail?: Readonly<Record<string, unknown>>) => void
  /** Tells people: an event, and an alarm in every window when it is more than information. */
  readonly notify: (severity: 'info' | 'warning' | 'alarm', text: string, deviceId?: string) => void
  /** The ports of its devices, or its sources, may have changed: `ports` and `sources` are asked again. */
  readonly changed: () => void
  /** Epoch ms. */
  readonly now: () => number
  /** Aborted when the module ends: what it has begun has to end with it. */
  readonly ended: AbortSignal
}

/** The context of one message. */
export type MessageContext = ModuleContext & Pick<RelayMessage, 'broker' | 'retained'>

/** An input of a device: the receiver that the picture shows. */
export type ModuleInput = {
  readonly label: string
  readonly format: 'video' | 'audio' | 'data' | 'mux'
  /** What it is on now, by the id of a source of the module, else by any sender's id; null: nothing. */
  readonly source: string | null
  readonly active: boolean
}

/** Something that inputs of the module can be on: a sender in the picture, `<module>:<name>`. */
export type ModuleSource = {
  readonly name: string
  readonly label: string
  readonly site?: string
  readonly room?: string
}

/** A request to one of its routes, past the door. */
export type ModuleRequest = {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly actor: { readonly id: string; readonly name: string; readonly role: string }
}

/** Served at `/api/<module><path>`. What it returns goes out as JSON; `status` 200 unless it says otherwise. */
export type ModuleRoute = {
  readonly method: 'GET' | 'POST'
  /** `/sources`, `/devices/:id`. */
  readonly path: string
  /** The least role: `viewer` for GET, `operator` for POST unless said otherwise. */
  readonly role?: 'viewer' | 'operator' | 'engineer' | 'admin'
  readonly answer: (
    request: ModuleRequest,
    context: RouteContext,
  ) => Promise<{ readonly status?: number; readonly body: unknown }>
}

export type RouteContext = ModuleContext & {
  /** A command as a run, through the one gate; waits for its end. What was refused comes back as such. */
  readonly command: (
    request: ModuleRequest,
    deviceId: string,
    action: string,
    params: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly ok: boolean; readonly runId: string | null; readonly code: string; readonly text: string }>
  /** `{devices, locks, modules, ts}` of a broker, as it is published. */
  readonly registry: () => unknown
}

/** How commands go to devices that do not speak `{prefix}/device/{id}/{module}/cmd` and `…/evt`. */
export type Addressing = {
  readonly request: (
    device: DeviceState,
    sent: SentCommand,
    prefix: string,
  ) => { readonly topic: string; readonly payload: Readonly<Record<string, unknown>> }
  /** Where answers come: topic filters. */
  readonly answers: (prefix: string) => readonly string[]
  /** What a message on one of these says; null: it is no answer to a command. `progress`: received, not yet done. */
  readonly read: (
    message: RelayMessage,
    prefix: string,
  ) => {
    readonly deviceId: string
    /** Null: the device repeats none; the oldest open command of this action is meant. */
    readonly reqId: string | null
    readonly action: string | null
    readonly answer: CommandAnswer | 'progress'
  } | null
}

/**
 * A kind of MQTT device, as a plug-in: a folder whose `index` exports one of these by default. Only `moduleName`,
 * `topicFilters` and `handle` are needed.
 */
export type RelayPlugin = {
  /** `[a-z][a-z0-9-]*`, as devices name it in their meta. */
  readonly moduleName: string
  readonly title?: string
  /** What it wants to hear besides; `{prefix}` stands for the topic prefix of the broker. */
  readonly topicFilters: () => readonly string[]
  /** Hears what comes on these. What it throws disables it. */
  readonly handle: (topic: string, payload: unknown, context: MessageContext) => void | Promise<void>
  /** What its devices can be told. */
  readonly actions?: Readonly<Record<string, CommandDefinition>>
  /** Its settings; what does not fit is refused where it is saved. */
  readonly settings?: z.ZodType<Record<string, unknown>>
  readonly start?: (context: ModuleContext) => void | Promise<void>
  readonly stop?: () => void | Promise<void>
  readonly routes?: readonly ModuleRoute[]
  readonly panel?: Panel
  readonly addressing?: Addressing
  /** The input of a device; null: it has none. */
  readonly input?: (device: DeviceState) => ModuleInput | null
  readonly sources?: (context: ModuleContext) => readonly ModuleSource[]
  readonly route?: RouteCommands
}

import { z } from 'zod'
import { Hold } from './light'
import { Id, Status, Timestamp } from './primitives'

/** A JSON Schema (2020-12), as data. */
const JsonSchema = z.record(z.string(), z.unknown())

/** A device on MQTT: what it says of itself (`meta`) and how it is (`state`), as it came. */
export const MqttDevice = z.object({
  /** Its id in the plant: `mqtt:<broker>/<deviceId>`. */
  id: Id,
  broker: z.string(),
  deviceId: z.string(),
  label: z.string(),
  modules: z.array(z.string()),
  site: z.string().nullable(),
  room: z.string().nullable(),
  status: Status,
  /** Why it is offline, or what is wrong with what it says, as a sentence; null: nothing. */
  problem: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
  state: z.record(z.string(), z.unknown()),
  seenAt: Timestamp.nullable(),
})
export type MqttDevice = z.infer<typeof MqttDevice>

/** A device of a module that is reserved, until when and by whom. */
export const Lease = Hold.omit({ kind: true }).extend({
  /** `<module>:<broker>/<deviceId>`; of a device with an input also the id of its receiver. */
  id: Id,
  module: z.string(),
  deviceId: Id,
  label: z.string(),
  until: Timestamp,
})
export type Lease = z.infer<typeof Lease>

/** How long a device may be reserved, s. */
export const LeaseSeconds = z.number().int().min(1).max(604_800)

export const LeaseInput = z.strictObject({
  /** The device in the plant. */
  deviceId: Id,
  module: z.string().min(1).max(50),
  leaseS: LeaseSeconds,
  reason: z.string().max(200).default(''),
})
export type LeaseInput = z.infer<typeof LeaseInput>

/** A command that a module knows. */
export const CommandSpec = z.object({
  name: z.string(),
  title: z.string(),
  params: JsonSchema,
  /** Something undoes it. */
  reversible: z.boolean(),
})
export type CommandSpec = z.infer<typeof CommandSpec>

/** A value of a device to show, by its path: `state.ndi.input`. */
const Column = z.object({ label: z.string(), path: z.string() })

/** A part of a panel. */
export const PanelBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  /** The module's devices with values of theirs, and buttons for commands. */
  z.object({
    kind: z.literal('devices'),
    title: z.string(),
    columns: z.array(Column),
    commands: z.array(z.string()),
  }),
  /** A form made from the params of a command; `options`: a field whose values a route of the module gives. */
  z.object({
    kind: z.literal('command'),
    title: z.string(),
    command: z.string(),
    options: z.record(z.string(), z.object({ route: z.string(), path: z.string() })).default({}),
  }),
  /** `{items}` of a route of the module. */
  z.object({ kind: z.literal('table'), title: z.string(), route: z.string(), columns: z.array(Column) }),
])
export type PanelBlock = z.infer<typeof PanelBlock>

/** A page of a module, as data; shown at `/ui/<module>`. */
export const Panel = z.object({ title: z.string(), blocks: z.array(PanelBlock) })
export type Panel = z.infer<typeof Panel>

/** A kind of MQTT device, and how it is spoken to. */
export const RelayModule = z.object({
  name: z.string(),
  title: z.string(),
  /** False: of the house's own folder. */
  builtIn: z.boolean(),
  enabled: z.boolean(),
  state: z.enum(['running', 'off', 'failed']),
  /** Why it failed, as a sentence; null while it has not. */
  problem: z.string().nullable(),
  topicFilters: z.array(z.string()),
  commands: z.array(CommandSpec),
  settings: z.record(z.string(), z.unknown()),
  settingsSchema: JsonSchema.nullable(),
  panel: Panel.nullable(),
  /** Messages it has handled. */
  handled: z.number().int(),
})
export type RelayModule = z.infer<typeof RelayModule>

export const RelayModulePatch = z
  .strictObject({ enabled: z.boolean(), settings: z.record(z.string(), z.unknown()) })
  .partial()
export type RelayModulePatch = z.infer<typeof RelayModulePatch>

/** What came last on a topic. */
export const TopicValue = z.object({
  broker: z.string(),
  topic: z.string(),
  /** The first 2000 characters; null for bytes that are no text. */
  text: z.string().nullable(),
  bytes: z.number().int(),
  retained: z.boolean(),
  at: Timestamp,
  count: z.number().int(),
  /** Messages in a second, over the last ten. */
  perS: z.number(),
})
export type TopicValue = z.infer<typeof TopicValue>

/** The answer to a command, as it is published: what came of `reqId`. */
export const CommandEvent = z.object({
  req_id: z.string().nullable(),
  actor: z.string().nullable(),
  action: z.string().nullable(),
  status: z.enum(['DISPATCHED', 'OK', 'ERROR', 'RESERVED', 'RELEASED', 'SCHEDULED', 'CANCELLED']),
  ts: Timestamp,
  run_id: Id.optional(),
  error: z.object({ code: z.string(), text: z.string() }).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
})
export type CommandEvent = z.infer<typeof CommandEvent>

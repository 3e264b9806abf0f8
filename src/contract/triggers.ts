import { oc } from '@orpc/contract'
import { z } from 'zod'
import { BrokerName } from './brokers'
import { errors } from './errors'
import { PlaybookName } from './playbooks'
import { Actor, Id, Role, Scope, Timestamp } from './primitives'
import { RunSource } from './runs'
import { RegistryStatus } from './registries'

/** An expression (JSONata): it sees the facts of the event and the lookups of the plant. */
const Expression = z.string().trim().min(1).max(10_000)

const plant = { scope: Scope.default({ kind: 'all' }) }

/**
 * `resource`: a thing of the plant is gone (no witness has it any more, or the start found it so) or back. `route`: a
 * destination is on another sender. `foreign-change`: the same by somebody else. `tally`: it is on air, or is not any
 * more. `is07`: a source says a new value. `mqtt`: a message on a topic. `registry`: it is lost or live. `run`: a run ended,
 * or waits, in one of these states.
 */
const events = [
  z.strictObject({
    kind: z.literal('resource'),
    resource: z.enum(['node', 'device', 'sender', 'receiver']),
    change: z.enum(['gone', 'back']),
    ...plant,
  }),
  z.strictObject({ kind: z.literal('route'), ...plant }),
  z.strictObject({ kind: z.literal('foreign-change'), ...plant }),
  z.strictObject({ kind: z.literal('tally'), becomes: z.enum(['on-air', 'off-air']), ...plant }),
  /** `source`: an `EventSource.id`, `is07:<source id>`. */
  z.strictObject({ kind: z.literal('is07'), source: z.string().min(1).max(500) }),
  z.strictObject({
    kind: z.literal('mqtt'),
    /** The name of a broker; null: whichever. */
    broker: BrokerName.nullable().default(null),
    /** `+` and `#` as in MQTT. */
    topic: z.string().min(1).max(500),
    /** What a broker has kept counts too: it comes with each connection, and is no news. */
    retained: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('registry'),
    /** Null: whichever. */
    registryId: Id.nullable().default(null),
    becomes: z.enum(['lost', 'live']),
  }),
  z.strictObject({
    kind: z.literal('run'),
    states: z
      .array(z.enum(['succeeded', 'failed', 'compensated', 'cancelled', 'paused', 'awaiting_approval']))
      .min(1)
      .max(6)
      .default(['failed', 'compensated']),
    /** What they were made from; empty: whatever. Steps of playbooks are no runs here: the playbook is. */
    sources: z.array(RunSource.shape.kind).max(20).default([]),
  }),
] as const

const TimeEvent = z.strictObject({
  kind: z.literal('time'),
  /** Five parts: minute, hour, day of the month, month, weekday. */
  cron: z.string().trim().min(1).max(200),
  /** Of the IANA list: `Europe/Berlin`. */
  timeZone: z.string().min(1).max(100).default('UTC'),
})

/** What happens, without the clock. */
export const PlantTriggerEvent = z.discriminatedUnion('kind', [...events])
export type PlantTriggerEvent = z.infer<typeof PlantTriggerEvent>

/** What a trigger waits for. */
export const TriggerEvent = z.discriminatedUnion('kind', [...events, TimeEvent])
export type TriggerEvent = z.infer<typeof TriggerEvent>
export type TriggerEventKind = TriggerEvent['kind']

/** Codes of warnings that are said yes to. */
const confirm = z.array(z.string().max(100)).max(50).default([])

/** What is done. In its texts, at any depth, `${…}` stands for an expression. */
export const TriggerAction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('playbook'),
    name: PlaybookName,
    params: z.record(z.string().max(100), z.unknown()).default({}),
    confirm,
  }),
  z.strictObject({ kind: z.literal('salvo'), salvoId: Id, confirm }),
  z.strictObject({
    kind: z.literal('take'),
    /** Senders and receivers by their id or their label; a sender of null disconnects. */
    routes: z
      .array(z.strictObject({ sender: z.string().min(1).max(2000).nullable(), receiver: z.string().min(1).max(2000) }))
      .min(1)
      .max(500),
    confirm,
  }),
  z.strictObject({ kind: z.literal('job'), name: z.string().min(1).max(100) }),
  z.strictObject({
    kind: z.literal('notify'),
    severity: z.enum(['info', 'warning', 'alarm']).default('warning'),
    text: z.string().trim().min(1).max(2000),
  }),
])
export type TriggerAction = z.infer<typeof TriggerAction>

/**
 * When what was done for a key is put back: at an event for the same key, or so long after the last event that began it,
 * whichever comes first. A person may do it at any time.
 */
export const TriggerUntil = z
  .strictObject({
    event: PlantTriggerEvent.nullable().default(null),
    /** Null: whenever the event comes. */
    condition: Expression.nullable().default(null),
    /** Which key the event is about; null: as the trigger's own key. */
    key: Expression.nullable().default(null),
    timeoutS: z.number().int().min(1).max(2_592_000).nullable().default(null),
  })
  .refine(({ event, timeoutS }) => event !== null || timeoutS !== null, {
    message: 'Say an event, a time, or both.',
    path: ['event'],
  })
export type TriggerUntil = z.infer<typeof TriggerUntil>

const trigger = {
  label: z.string().trim().min(1).max(100),
  description: z.string().max(2000).default(''),
  event: TriggerEvent,
  /** Null: whenever the event comes. */
  condition: Expression.nullable().default(null),
  /** Which thing an event is about, such as `payload.room_id`; null: what the event itself is about. */
  key: Expression.nullable().default(null),
  action: TriggerAction,
  /** Null: what is done stays done. */
  until: TriggerUntil.nullable().default(null),
  /** So long it waits after an event: what takes it back meanwhile ends it, and more of the same key is one. */
  debounceMs: z.number().int().min(0).max(3_600_000).default(0),
  /** Of all keys together. */
  maxPerMinute: z.number().int().min(1).max(600).default(10),
  /** What it does for one key begins when what it does for another is over. */
  inTurn: z.boolean().default(false),
  /**
   * It does not fire for a key of which it has seen nothing good since the start. Left out: true where something is gone or
   * a registry is lost, else false.
   */
  requiresHealth: z.boolean().optional(),
}

/** Unknown keys are refused. */
export const TriggerInput = z.strictObject(trigger)
export type TriggerInput = z.infer<typeof TriggerInput>

/** In place of what it was. `revision`: the one that was edited; refused when somebody saved meanwhile. */
export const TriggerUpdate = TriggerInput.extend({ revision: z.number().int().optional() })
export type TriggerUpdate = z.infer<typeof TriggerUpdate>

/**
 * `off`: nothing is looked at. `watch`: everything is looked at and recorded, nothing is done. `armed`: it is done. What an
 * armed trigger has done is put back when its time comes, whatever its mode is then.
 */
export const TriggerMode = z.enum(['off', 'watch', 'armed'])
export type TriggerMode = z.infer<typeof TriggerMode>

/** What a trigger has done for a key, and will put back. `stuck`: it could not be; `problem` says why. */
export const TriggerHold = z.object({
  key: z.string(),
  runId: Id.nullable(),
  state: z.enum(['waiting', 'running', 'done', 'putting-back', 'stuck']),
  since: Timestamp,
  /** When it is put back at the latest; null: at its event only. */
  until: Timestamp.nullable(),
  problem: z.string().nullable(),
})
export type TriggerHold = z.infer<typeof TriggerHold>

export const Trigger = z.object({
  id: Id,
  ...trigger,
  requiresHealth: z.boolean(),
  mode: TriggerMode,
  /** Who made it, or changed it last. */
  owner: Actor,
  /** Who armed it; null while it is not. */
  armedBy: Actor.nullable(),
  /** As which it acts: the lesser of who made it and who armed it; null while it is not armed. */
  role: Role.nullable(),
  /** Comes with Signalbox; removing what was made of it brings it back as it came, off. */
  builtIn: z.boolean(),
  /** Counts from 1, with every change. */
  revision: z.number().int(),
  createdAt: Timestamp,
  editedAt: Timestamp,
  /** Why it cannot do what it should, as a sentence; null: nothing is known against it. */
  problem: z.string().nullable(),
  /** Since the start of Signalbox. */
  counts: z.object({
    fired: z.number().int(),
    wouldHaveFired: z.number().int(),
    suppressed: z.number().int(),
    /** Events that its condition said no to. */
    passed: z.number().int(),
  }),
  lastFiredAt: Timestamp.nullable(),
  /** Of one by the clock. */
  nextAt: Timestamp.nullable(),
  holds: z.array(TriggerHold),
})
export type Trigger = z.infer<typeof Trigger>

/** Why it did not fire though its event came and its condition said yes; `EXPRESSION`: its condition could not say. */
export const SuppressionReason = z.enum([
  'TAKEN_BACK',
  'RATE',
  'UNDER_WAY',
  'NO_HEALTH_YET',
  'LOOP',
  'EXPRESSION',
  'NO_KEY',
  'FLOOD',
  'MISSED',
  'REVOKED',
])
export type SuppressionReason = z.infer<typeof SuppressionReason>

/** A link of what caused what: a trigger, and the key it fired for. */
export const TriggerCause = z.object({ triggerId: Id, label: z.string(), key: z.string() })
export type TriggerCause = z.infer<typeof TriggerCause>

/**
 * What became of an event. `refused`: the pipeline did not let it begin. `failed`: what was begun did not end well.
 * `put-back`, `not-put-back`: the end of what was done for a key.
 */
export const TriggerRecord = z.object({
  id: Id,
  at: Timestamp,
  outcome: z.enum(['fired', 'would-have-fired', 'suppressed', 'refused', 'failed', 'put-back', 'not-put-back']),
  /** Of what was suppressed, else null. */
  reason: SuppressionReason.nullable(),
  key: z.string().nullable(),
  text: z.string(),
  /** How often in a row. */
  count: z.number().int(),
  /** What was known of the event; long texts are cut. */
  facts: z.record(z.string(), z.unknown()),
  /** With its values in place; null where it did not come so far. */
  action: TriggerAction.nullable(),
  runId: Id.nullable(),
  /** What had caused the event, the first first; empty: nothing that a trigger did. */
  causes: z.array(TriggerCause),
})
export type TriggerRecord = z.infer<typeof TriggerRecord>

/** Whether it would fire, and with what. */
export const TriggerTrial = z.object({
  fires: z.boolean(),
  key: z.string().nullable(),
  /** What the condition gave; null where there is none. */
  condition: z.unknown().nullable(),
  /** With its values in place. */
  action: TriggerAction.nullable(),
  problems: z.array(z.string()),
})
export type TriggerTrial = z.infer<typeof TriggerTrial>

/** A name that expressions of a trigger can use, with what it may be. */
export type TriggerFact = { readonly name: string; readonly title: string; readonly sample: unknown }

const thing = { kind: 'sender', id: '7c1f…', label: 'CAM 1', online: false, site: 'North', room: 'Studio A' }
const route: readonly TriggerFact[] = [
  { name: 'id', title: 'The destination', sample: '2b90…' },
  { name: 'label', title: 'What people call it', sample: 'MON 3' },
  { name: 'from', title: 'The sender it was on: id and label, or null', sample: { id: '7c1f…', label: 'CAM 1' } },
  { name: 'to', title: 'The sender it is on: id and label, or null', sample: { id: '81aa…', label: 'CAM 4' } },
  { name: 'site', title: 'Its site', sample: 'North' },
  { name: 'room', title: 'Its room', sample: 'MCR' },
  { name: 'subject', title: 'The destination, as $receiver(…) gives it', sample: { kind: 'receiver', label: 'MON 3' } },
]

/** What expressions see of an event, by its kind; `at` (ISO 8601) and `event` (its kind) they see of every one. */
export const TRIGGER_FACTS: Readonly<Record<TriggerEventKind, readonly TriggerFact[]>> = {
  resource: [
    { name: 'id', title: 'The thing', sample: '7c1f…' },
    { name: 'label', title: 'What people call it', sample: 'CAM 1' },
    { name: 'resource', title: 'node, device, sender or receiver', sample: 'sender' },
    { name: 'change', title: 'gone or back', sample: 'gone' },
    { name: 'site', title: 'Its site', sample: 'North' },
    { name: 'room', title: 'Its room', sample: 'Studio A' },
    { name: 'subject', title: 'The thing, as $sender(…) and the like give it', sample: thing },
  ],
  route,
  'foreign-change': route,
  tally: [
    { name: 'id', title: 'The sender or destination', sample: '2b90…' },
    { name: 'label', title: 'What people call it', sample: 'MON 3' },
    { name: 'resource', title: 'sender or receiver', sample: 'receiver' },
    { name: 'onAir', title: 'Whether it is on air', sample: true },
    { name: 'by', title: 'What says so', sample: 'Mixer PGM' },
    { name: 'site', title: 'Its site', sample: 'North' },
    { name: 'room', title: 'Its room', sample: 'MCR' },
    { name: 'subject', title: 'The thing, as $sender(…) and the like give it', sample: thing },
  ],
  is07: [
    { name: 'source', title: 'The source: is07:<source id>', sample: 'is07:5d3e…' },
    { name: 'label', title: 'What people call it', sample: 'GPI 4' },
    { name: 'type', title: 'IS-07 event_type', sample: 'boolean' },
    { name: 'value', title: 'Its value', sample: true },
    { name: 'previous', title: 'The value before, or null', sample: false },
  ],
  mqtt: [
    { name: 'broker', title: 'The name of the broker', sample: 'house' },
    { name: 'topic', title: 'The topic', sample: 'nvr/events/fall_detected' },
    { name: 'levels', title: 'The parts of the topic', sample: ['nvr', 'events', 'fall_detected'] },
    { name: 'payload', title: 'The message: JSON as what it is, else a text', sample: { room_id: 2 } },
    { name: 'retained', title: 'The broker had kept it', sample: false },
  ],
  registry: [
    { name: 'id', title: 'The registry', sample: 'a3c0…' },
    { name: 'label', title: 'What people call it', sample: 'Registry A' },
    { name: 'state', title: RegistryStatus.shape.state.options.join(', '), sample: 'stale' },
    { name: 'problem', title: 'Why it is not live, or null', sample: 'It does not answer.' },
  ],
  run: [
    { name: 'id', title: 'The run', sample: '90cd…' },
    { name: 'number', title: 'What people say to each other', sample: 214 },
    { name: 'state', title: 'How it ended, or what it waits for', sample: 'failed' },
    { name: 'origin', title: 'The door it was asked for by', sample: 'window' },
    { name: 'source', title: 'What it was made from: kind, id and label, or null', sample: { kind: 'salvo' } },
    {
      name: 'actor',
      title: 'Who asked for it: id, name and role',
      sample: { id: 'ada', name: 'Ada', role: 'operator' },
    },
    { name: 'targets', title: 'What it touched: kind, id and label', sample: [{ kind: 'receiver', label: 'MON 3' }] },
    { name: 'problem', title: 'What went wrong, or null', sample: 'MON 3 did not answer.' },
  ],
  time: [{ name: 'cron', title: 'The cron expression', sample: '0 6 * * *' }],
}

const door = oc.errors(errors)
const tags = ['Triggers']
const byId = z.object({ id: Id })

/** Event, condition, action. */
export const triggerProcedures = {
  list: door.route({ method: 'GET', path: '/triggers', tags }).output(z.object({ items: z.array(Trigger) })),
  get: door.route({ method: 'GET', path: '/triggers/{id}', tags }).input(byId).output(Trigger),
  /** A new one is off. */
  create: door
    .route({ method: 'POST', path: '/triggers', successStatus: 201, tags })
    .input(TriggerInput)
    .output(Trigger),
  /** One that is armed is put to `watch` when more than its label and its description change: somebody arms it again. */
  update: door
    .route({ method: 'PUT', path: '/triggers/{id}', tags })
    .input(TriggerUpdate.extend({ id: Id }))
    .output(Trigger),
  /** Refused while it has something to put back. */
  remove: door
    .route({ method: 'DELETE', path: '/triggers/{id}', tags })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  mode: door
    .route({ method: 'POST', path: '/triggers/{id}/mode', successStatus: 200, tags })
    .input(z.strictObject({ id: Id, mode: TriggerMode }))
    .output(Trigger),
  /** Puts back now what was done for a key, or (`keep`) lets it stay for good. */
  putBack: door
    .route({ method: 'POST', path: '/triggers/{id}/put-back', successStatus: 200, tags })
    .input(z.strictObject({ id: Id, key: z.string().max(500), keep: z.boolean().default(false) }))
    .output(Trigger),
  /** What it would make of an event with these facts (`TRIGGER_FACTS`). Nothing is done, and nothing is kept. */
  test: door
    .route({ method: 'POST', path: '/triggers/test', successStatus: 200, tags })
    .input(z.strictObject({ trigger: TriggerInput, facts: z.record(z.string(), z.unknown()).default({}) }))
    .output(TriggerTrial),
  /** Newest first; the last 200 of a trigger are kept. */
  history: door
    .route({ method: 'GET', path: '/triggers/{id}/history', tags })
    .input(byId.extend({ limit: z.coerce.number<number | string>().int().min(1).max(200).default(100) }))
    .output(z.object({ items: z.array(TriggerRecord) })),
}

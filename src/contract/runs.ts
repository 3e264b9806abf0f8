import { z } from 'zod'
import { PlaybookProgress } from './playbookProgress'
import { PolicyDecision } from './policies'
import { Actor, Id, Origin, Role, Timestamp } from './primitives'

/** "Still as I saw it": the sender that the asker believes to be connected; null for none. */
const Expected = z.strictObject({ senderId: Id.nullable() })

const address = z.union([z.literal('auto'), z.ipv4(), z.ipv6()], {
  error: 'an IPv4 or IPv6 address, or “auto” for one that the device chooses',
})
const portError = { error: 'a port from 1 to 65535, or “auto” for one that the device chooses' }
const portNumber = z.number(portError).int(portError).min(1, portError).max(65_535, portError)
const port = z.union([z.literal('auto'), portNumber], portError)

/** Where one leg of an RTP sender sends to, and from which of its addresses. What is left out stays as it is staged. */
export const LegAddress = z.strictObject({
  /** `destination_ip`: a multicast group, or one receiver's address. */
  multicast: address.optional(),
  /** `destination_port`. */
  port: port.optional(),
  /** `source_ip`: which interface. */
  source: address.optional(),
})
export type LegAddress = z.infer<typeof LegAddress>

/**
 * In the same request that switches the sender (IS-05 Controllers §Sender Multicast Address), in the order of its legs; as
 * many as it has at most. Where it is on, it is cut over: whoever receives it has to be connected anew.
 */
const legs = z.array(LegAddress).min(1).max(8).optional()

/** Indices of the actions in the same request that must have succeeded first; a circle is refused, by name. */
const needs = z.array(z.number().int().min(0).max(4999)).max(100).optional()
/** Why a destination is held, and for how long; null: until it is released. */
const hold = {
  reason: z.string().max(200).default(''),
  durationS: z.number().int().min(1).max(2_592_000).nullable().default(null),
  /** Until exactly then instead, ISO 8601. */
  until: z.iso.datetime({ offset: true }).optional(),
}

/** What can be asked of the plant. */
export const Action = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('route.connect'),
    senderId: Id,
    receiverId: Id,
    /** One-leg receiver and two-leg sender: which path, counted from 0. */
    leg: z.number().int().min(0).max(7).optional(),
    expected: Expected.optional(),
    needs,
  }),
  z.strictObject({ type: z.literal('route.disconnect'), receiverId: Id, expected: Expected.optional(), needs }),
  z.strictObject({ type: z.literal('sender.activate'), senderId: Id, legs, needs }),
  z.strictObject({ type: z.literal('sender.deactivate'), senderId: Id, legs, needs }),
  /** `master_enable` alone: the receiver keeps what it was told to receive. */
  z.strictObject({ type: z.literal('receiver.enable'), receiverId: Id, expected: Expected.optional(), needs }),
  z.strictObject({ type: z.literal('receiver.disable'), receiverId: Id, expected: Expected.optional(), needs }),
  /** Nobody can route the destination, not even who locked it. */
  z.strictObject({ type: z.literal('destination.lock'), receiverId: Id, ...hold, needs }),
  /** Others cannot route the destination, the owner can. */
  z.strictObject({ type: z.literal('destination.protect'), receiverId: Id, ...hold, needs }),
  /** Somebody else's hold needs the role engineer, and a reason. */
  z.strictObject({
    type: z.literal('destination.release'),
    receiverId: Id,
    reason: z.string().max(200).default(''),
    needs,
  }),
  /** A command of a module to a device on MQTT. */
  z.strictObject({
    type: z.literal('mqtt.command'),
    /** The device in the plant: `mqtt:<broker>/<device id>`. */
    deviceId: Id,
    module: z.string().min(1).max(50),
    command: z.string().min(1).max(50),
    params: z.record(z.string(), z.unknown()).default({}),
    /** What the answers name; left out: the id of its change. */
    reqId: z.string().min(1).max(200).optional(),
    needs,
  }),
  /** A request to a service whose host the settings allow. It cannot be undone. */
  z.strictObject({
    type: z.literal('http.request'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    headers: z.record(z.string().max(100), z.string().max(2000)).default({}),
    /** A text as it is; anything else as JSON. */
    body: z.unknown().optional(),
    /** Which answers are good; left out: 200 to 299. */
    expect: z.array(z.number().int().min(100).max(599)).max(50).optional(),
    needs,
  }),
])
export type Action = z.infer<typeof Action>
export type ActionType = Action['type']

/** What a failed change means for the others: put back what was done, stop and ask a person, or go on. */
export const OnFailure = z.enum(['auto-rollback', 'pause-and-ask', 'continue-on-error'])
export type OnFailure = z.infer<typeof OnFailure>

/** TAI `seconds:nanoseconds` (IS-05 v1.1 §Behaviour – Scheduled Activations). */
const TaiTime = z.string().regex(/^\d{1,16}:\d{1,9}$/, 'a TAI time, “seconds:nanoseconds”')

/**
 * When what is staged becomes active. `preset`: everything is staged first, then everything activated. `together`: the
 * same with one TAI moment shortly ahead, where the devices allow it. `stage`: staged only; `resume` activates it. The
 * scheduled modes are held by the devices and may be 30 s ahead at most; later ones are schedules.
 */
export const ActivationInput = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('activate_immediate') }),
  z.strictObject({ mode: z.literal('preset') }),
  z.strictObject({ mode: z.literal('together') }),
  z.strictObject({ mode: z.literal('stage') }),
  z.strictObject({ mode: z.literal('activate_scheduled_absolute'), requestedTime: TaiTime }),
  z.strictObject({ mode: z.literal('activate_scheduled_relative'), requestedTime: TaiTime }),
])
export type ActivationInput = z.infer<typeof ActivationInput>
const IMMEDIATE = { mode: 'activate_immediate' } as const

const options = {
  /** Plan only: answers 200 with a stored Run in state `planned`; nothing is sent to any device. */
  dryRun: z.boolean().default(false),
  /** Codes of warnings that the asker has seen and says yes to. */
  confirm: z.array(z.string().max(100)).max(50).default([]),
  /** Overrules policies that may be overruled by the asker's role. */
  override: z.strictObject({ reason: z.string().trim().min(3).max(500) }).optional(),
  /** `refuse`: one refused entry refuses all. `skip`: refused entries are skipped, and named. */
  onRefused: z.enum(['refuse', 'skip']).default('refuse'),
  /** Left out: as the settings say for this origin. */
  onFailure: OnFailure.optional(),
  activation: ActivationInput.default(IMMEDIATE),
  /** Marks it as a change: it runs inside an approved change window only. */
  change: z.boolean().default(false),
  /** What a closed change window means: refused with the start of the next one, or queued for it. */
  ifClosed: z.enum(['refuse', 'queue']).default('refuse'),
  /** How long to wait for the end before answering, ms. */
  waitMs: z.number().int().min(0).max(120_000).default(10_000),
}

/** Unknown keys are refused: an option that is not understood must not look as if it had been followed. */
export const RunInput = z.strictObject({ actions: z.array(Action).min(1).max(5000), ...options })
export type RunInput = z.infer<typeof RunInput>

/** How a stored list of actions is run: a salvo is fired, a snapshot restored, a run taken back. */
export const FireInput = z.strictObject({
  ...options,
  onRefused: z.enum(['refuse', 'skip']).optional(),
  activation: ActivationInput.optional(),
})
export type FireInput = z.infer<typeof FireInput>

/** Shorthand of RunInput for routes. */
export const TakeInput = z.strictObject({
  routes: z
    .array(
      z.strictObject({
        /** Null disconnects. */
        senderId: Id.nullable(),
        receiverId: Id,
        leg: z.number().int().min(0).max(7).optional(),
        expected: Expected.optional(),
        needs,
      }),
    )
    .min(1)
    .max(5000),
  ...options,
})
export type TakeInput = z.infer<typeof TakeInput>

/**
 * What the guard decided about one action, or about the whole when `action` is null. `code` is stable; `text` says what
 * holds it and what would make it possible. `confirm`: a yes (`confirm:[code]`) is wanted first.
 */
export const Decision = z.object({
  effect: z.enum(['allow', 'confirm', 'deny']),
  code: z.string(),
  text: z.string(),
  /** Index in `actions`. */
  action: z.number().int().nullable(),
  target: Id.nullable(),
  /** What the policies said, whole; absent where none was asked. */
  policy: PolicyDecision.optional(),
  /** A policy was overruled, with this reason. */
  overridden: z.string().optional(),
})
export type Decision = z.infer<typeof Decision>

export const Warning = z.object({ code: z.string(), text: z.string(), target: Id.nullable() })
export type Warning = z.infer<typeof Warning>

export const RunState = z.enum([
  'planned',
  'awaiting_approval',
  'running',
  'paused',
  'succeeded',
  'failed',
  'compensating',
  'compensated',
  'cancelled',
])
export type RunState = z.infer<typeof RunState>

export const ChangeState = z.enum([
  'pending',
  'applying',
  'applied',
  'verified',
  'failed',
  'reverted',
  'left',
  'skipped',
])
export type ChangeState = z.infer<typeof ChangeState>

/** Why a change failed, in the device's own words where it had any. */
export const ChangeError = z.object({
  /** `REFUSED_BY_DEVICE`, `DEVICE_SILENT`, `NOT_VERIFIED`, … */
  code: z.string(),
  /** A sentence for the operator. */
  text: z.string(),
  /** The device's `error`, `debug` and HTTP status, whole. */
  device: z
    .object({
      status: z.number().int().nullable(),
      error: z.string().nullable(),
      debug: z.unknown(),
      url: z.string().nullable(),
    })
    .nullable(),
})
export type ChangeError = z.infer<typeof ChangeError>

/** One reversible step. `before` and `after` are the target's state in the driver's own terms. */
export const Change = z.object({
  id: Id,
  driver: z.string(),
  /** Which action it serves, index in `actions`. */
  action: z.number().int(),
  target: z.object({ kind: z.enum(['sender', 'receiver', 'device', 'service']), id: Id, label: z.string() }),
  /** The queue it waits in: changes of one node go one after another. */
  node: z.object({ id: Id, label: z.string() }).nullable(),
  /** For people: `MON 3: CAM 1 → CAM 4, 2 legs`. */
  summary: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  state: ChangeState,
  /** Changes of the same run that must be verified before this one begins. */
  needs: z.array(Id).default([]),
  reason: z.string().optional(),
  /** Why it was skipped or left, for programs: `ALREADY_SO`, the code of a decision, `CHANGED_MEANWHILE`, … */
  code: z.string().optional(),
  error: ChangeError.optional(),
  /** Since when the journal says that it is about to begin: from then on it may have been sent. */
  announcedAt: Timestamp.optional(),
  /** When the device said that it staged it, for activations in two steps. */
  stagedAt: Timestamp.optional(),
  /** When the device says it became active, TAI `seconds:nanoseconds`. */
  activatedAt: z.string().optional(),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
})
export type Change = z.infer<typeof Change>

/** Something beside the targets that a plan would be felt by. */
export const Disturbance = z.object({
  kind: z.enum(['shared-sender', 'downstream']),
  /** Index in `actions`. */
  action: z.number().int(),
  target: Id,
  label: z.string(),
  text: z.string(),
})
export type Disturbance = z.infer<typeof Disturbance>

/** One step back. `left`: somebody else has changed it meanwhile, or still needs it; `text` says why. */
export const CompensationEntry = z.object({
  change: Id,
  target: Id,
  label: z.string(),
  outcome: z.enum(['reverting', 'reverted', 'left', 'failed']),
  text: z.string(),
  error: ChangeError.optional(),
  at: Timestamp,
})
export type CompensationEntry = z.infer<typeof CompensationEntry>

/** What was put back and what was left, and why. */
export const Compensation = z.object({
  /** Who or what asked for it, as a sentence. */
  why: z.string(),
  startedAt: Timestamp,
  finishedAt: Timestamp.nullable(),
  entries: z.array(CompensationEntry),
})
export type Compensation = z.infer<typeof Compensation>

/** A decision that a paused run waits for: `continue` and `retry` by `resume`, `compensate`, `cancel` by their own. */
export const Question = z.object({
  code: z.enum(['CHANGE_FAILED', 'STAGED', 'ENGINE_ENDED']),
  text: z.string(),
  /** Changes it is about. */
  changes: z.array(Id),
  answers: z.array(z.enum(['continue', 'retry', 'compensate', 'cancel'])),
  at: Timestamp,
})
export type Question = z.infer<typeof Question>

/** A second person's yes: wanted, or given. */
export const Approval = z.object({
  needs: Role,
  /** Why it is wanted, sentences. */
  reasons: z.array(z.string()),
  by: Actor.nullable(),
  at: Timestamp.nullable(),
})
export type Approval = z.infer<typeof Approval>

/** What a run was made from. */
export const RunSource = z.object({
  kind: z.enum(['salvo', 'snapshot', 'undo', 'schedule', 'playbook', 'trigger', 'job', 'recovery']),
  id: Id,
  label: z.string(),
})
export type RunSource = z.infer<typeof RunSource>

export const Run = z.object({
  id: Id,
  /** Counts from 1; what people say to each other. */
  number: z.number().int(),
  actor: Actor,
  origin: Origin,
  state: RunState,
  actions: z.array(Action),
  changes: z.array(Change),
  decisions: z.array(Decision),
  warnings: z.array(Warning),
  disturbs: z.array(Disturbance),
  onFailure: OnFailure,
  activation: ActivationInput,
  /** Marked as a change: for change windows only. */
  change: z.boolean(),
  source: RunSource.nullable(),
  /** Of the run of a playbook: its steps, each with a run of its own where it touches the plant. */
  playbook: PlaybookProgress.optional(),
  approval: Approval.nullable(),
  /** What a paused run waits for. */
  question: Question.nullable(),
  compensation: Compensation.nullable(),
  /** From the first to the last activation that the devices report, ms; null when fewer than two do. */
  spreadMs: z.number().nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
})
export type Run = z.infer<typeof Run>

/** A row of the audit: who did what from where, and how it ended. Never changed once written. */
export const AuditRow = z.object({
  id: z.number().int(),
  at: Timestamp,
  actor: Actor,
  origin: Origin,
  /** `take`, `run`, `foreign-change`, `key.create`, `registry.update`, `sign-in`, … */
  what: z.string(),
  target: Id.nullable(),
  summary: z.string(),
  /** What the policies said: `allowed`, `denied`, `warned`, `approval`; null where none was asked. */
  policy: z.string().nullable(),
  /** A policy was overruled. */
  override: z.boolean(),
  outcome: z.enum(['done', 'failed', 'refused', 'noted']),
  durationMs: z.number().nullable(),
  runId: Id.nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 over the row and the hash of the one before, hex: the chain that `npm run audit:verify` checks. */
  hash: z.string(),
})
export type AuditRow = z.infer<typeof AuditRow>

/** What is looked for in the audit. `q` finds in summaries, names and ids; times are ISO 8601, `to` not included. */
export const AuditQuery = z.object({
  q: z.string().max(200).optional(),
  target: Id.optional(),
  actor: z.string().max(200).optional(),
  origin: Origin.optional(),
  what: z.string().max(100).optional(),
  outcome: AuditRow.shape.outcome.optional(),
  policy: z.enum(['allowed', 'denied', 'warned', 'approval']).optional(),
  override: z.stringbool().or(z.boolean()).optional(),
  runId: Id.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** Whether the chain of the audit is whole. `problem` names the first row that does not fit. */
export const AuditChain = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  /** Rows before this one were removed by the retention; the chain begins with the hash kept for them. */
  firstId: z.number().int().nullable(),
  lastId: z.number().int().nullable(),
  problem: z.string().nullable(),
})
export type AuditChain = z.infer<typeof AuditChain>

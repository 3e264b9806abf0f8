import { z } from 'zod'
import { Actor, Id, Origin, Timestamp } from './primitives'

/** "Still as I saw it": the sender that the asker believes to be connected; null for none. */
const Expected = z.strictObject({ senderId: Id.nullable() })

/** What can be asked of the plant. */
export const Action = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('route.connect'),
    senderId: Id,
    receiverId: Id,
    /** One-leg receiver and two-leg sender: which path, counted from 0. */
    leg: z.number().int().min(0).max(7).optional(),
    expected: Expected.optional(),
  }),
  z.strictObject({ type: z.literal('route.disconnect'), receiverId: Id, expected: Expected.optional() }),
  z.strictObject({ type: z.literal('sender.activate'), senderId: Id }),
  z.strictObject({ type: z.literal('sender.deactivate'), senderId: Id }),
])
export type Action = z.infer<typeof Action>
export type ActionType = Action['type']

const options = {
  /** Plan only: answers 200 with a stored Run in state `planned`; nothing is sent to any device. */
  dryRun: z.boolean().default(false),
  /** Codes of warnings that the asker has seen and says yes to. */
  confirm: z.array(z.string().max(100)).max(50).default([]),
  /** `refuse`: one refused entry refuses all. `skip`: refused entries are skipped, and named. */
  onRefused: z.enum(['refuse', 'skip']).default('refuse'),
  /** What a failed change means for the others. */
  onFailure: z.enum(['continue-on-error']).default('continue-on-error'),
  /** How long to wait for the end before answering, ms. */
  waitMs: z.number().int().min(0).max(120_000).default(10_000),
}

/** Unknown keys are refused: an option that is not understood must not look as if it had been followed. */
export const RunInput = z.strictObject({ actions: z.array(Action).min(1).max(5000), ...options })
export type RunInput = z.infer<typeof RunInput>

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
      }),
    )
    .min(1)
    .max(5000),
  activation: z.strictObject({ mode: z.literal('activate_immediate') }).optional(),
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
  target: z.object({ kind: z.enum(['sender', 'receiver']), id: Id, label: z.string() }),
  /** The queue it waits in: changes of one node go one after another. */
  node: z.object({ id: Id, label: z.string() }).nullable(),
  /** For people: `MON 3: CAM 1 → CAM 4, 2 legs`. */
  summary: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  state: ChangeState,
  reason: z.string().optional(),
  error: ChangeError.optional(),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
})
export type Change = z.infer<typeof Change>

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
  /** None of the policies exists yet: null. */
  policy: z.null(),
  outcome: z.enum(['done', 'failed', 'refused', 'noted']),
  durationMs: z.number().nullable(),
  runId: Id.nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof AuditRow>

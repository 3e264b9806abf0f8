import { z } from 'zod'
import { Actor, Id, Timestamp } from './primitives'
import { FireInput, RunInput, TakeInput } from './runs'

/** What is done when the time has come. */
export const ScheduledWork = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('take'), take: TakeInput }),
  z.strictObject({ kind: z.literal('run'), run: RunInput }),
  z.strictObject({ kind: z.literal('salvo'), salvoId: Id, options: FireInput.prefault({}) }),
  z.strictObject({ kind: z.literal('snapshot'), snapshotId: Id, options: FireInput.prefault({}) }),
  /** A stored plan, or a run that is staged: approved or activated then. */
  z.strictObject({ kind: z.literal('activate'), runId: Id }),
  z.strictObject({
    kind: z.literal('playbook'),
    name: z.string().min(1).max(200),
    params: z.record(z.string(), z.unknown()).default({}),
    confirm: z.array(z.string().max(100)).max(50).default([]),
  }),
  z.strictObject({ kind: z.literal('job'), name: z.string().min(1).max(100) }),
])
export type ScheduledWork = z.infer<typeof ScheduledWork>

/** Again and again: a cron expression of five parts (minute, hour, day of the month, month, weekday), where its clock is. */
const recurrence = {
  cron: z.string().trim().min(1).max(200),
  /** Of the IANA list: `Europe/Berlin`. A moment that the clocks skip is taken when they go on; one that comes twice, once. */
  timeZone: z.string().min(1).max(100),
}

export const ScheduleInput = z
  .strictObject({
    label: z.string().trim().max(100).default(''),
    /** Once: UTC or with an offset, ISO 8601; at least a second ahead. */
    at: z.iso.datetime({ offset: true }).optional(),
    cron: recurrence.cron.optional(),
    timeZone: recurrence.timeZone.default('UTC'),
    work: ScheduledWork,
    /** What happens when Signalbox was not running at the time: `skip`, or `run` it once within `graceS`. */
    misfire: z.enum(['skip', 'run']).default('skip'),
    graceS: z.number().int().min(0).max(86_400).default(30),
  })
  .refine(({ at, cron }) => (at === undefined) !== (cron === undefined), {
    message: 'Say either at, for once, or cron, for again and again.',
    path: ['at'],
  })
export type ScheduleInput = z.infer<typeof ScheduleInput>

/** How one time of a booking ended. `missed`: it was not begun, `problem` says why. */
export const ScheduleOutcome = z.object({
  at: Timestamp,
  state: z.enum(['done', 'failed', 'missed']),
  runId: Id.nullable(),
  problem: z.string().nullable(),
})
export type ScheduleOutcome = z.infer<typeof ScheduleOutcome>

/**
 * A booking: held by Signalbox, not by the devices. `waiting` until its time (`at`; of one with `cron` the next one);
 * `done` when its run was verified; `failed` with `problem` when it was refused or did not end well; `missed` when
 * Signalbox was not running. One with `cron` waits again after each time, `last` says how that ended. `paused`: it waits
 * for somebody to let it go on.
 */
export const Schedule = z.object({
  id: Id,
  label: z.string(),
  at: Timestamp,
  cron: recurrence.cron.nullable().default(null),
  timeZone: recurrence.timeZone.default('UTC'),
  work: ScheduledWork,
  misfire: z.enum(['skip', 'run']),
  graceS: z.number().int(),
  actor: Actor,
  state: z.enum(['waiting', 'paused', 'running', 'done', 'failed', 'missed', 'cancelled']),
  /** The receivers it will touch. */
  targets: z.array(Id),
  /** For people: `MON 3 → CAM 2`, `salvo Line-up A`. */
  summary: z.string(),
  runId: Id.nullable(),
  problem: z.string().nullable(),
  last: ScheduleOutcome.nullable().default(null),
  createdAt: Timestamp,
})
export type Schedule = z.infer<typeof Schedule>

/** One time at which something is going to happen. */
export const Occurrence = z.object({ scheduleId: Id, at: Timestamp, label: z.string(), summary: z.string() })
export type Occurrence = z.infer<typeof Occurrence>

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
])
export type ScheduledWork = z.infer<typeof ScheduledWork>

export const ScheduleInput = z.strictObject({
  label: z.string().trim().max(100).default(''),
  /** UTC or with an offset, ISO 8601; at least a second ahead. */
  at: z.iso.datetime({ offset: true }),
  work: ScheduledWork,
  /** What happens when Signalbox was not running at the time: `skip`, or `run` it within `graceS`. */
  misfire: z.enum(['skip', 'run']).default('skip'),
  graceS: z.number().int().min(0).max(86_400).default(30),
})
export type ScheduleInput = z.infer<typeof ScheduleInput>

/**
 * A booking: held by Signalbox, not by the devices. `waiting` until its time; `done` when its run was verified; `failed`
 * with `problem` when it was refused or did not end well; `missed` when Signalbox was not running.
 */
export const Schedule = z.object({
  id: Id,
  label: z.string(),
  at: Timestamp,
  work: ScheduledWork,
  misfire: z.enum(['skip', 'run']),
  graceS: z.number().int(),
  actor: Actor,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'missed', 'cancelled']),
  /** The receivers it will touch. */
  targets: z.array(Id),
  /** For people: `MON 3 → CAM 2`, `salvo Line-up A`. */
  summary: z.string(),
  runId: Id.nullable(),
  problem: z.string().nullable(),
  createdAt: Timestamp,
})
export type Schedule = z.infer<typeof Schedule>

import { z } from 'zod'
import { Id, Timestamp } from './primitives'

/** What a step of a playbook does. */
export const StepKind = z.enum([
  'take',
  'disconnect',
  'salvo',
  'snapshot.capture',
  'snapshot.restore',
  'sender.activate',
  'sender.deactivate',
  'mqtt.command',
  'http.request',
  'wait',
  'wait-for',
  'check',
  'approve',
  'notify',
  'job',
  'playbook',
])
export type StepKind = z.infer<typeof StepKind>

/**
 * `planned`: of a plan. `asking`: waits for a person. `skipped`: its `when` said no, or what it needs failed. `left`: its
 * step back was not taken, `problem` says why.
 */
export const StepState = z.enum([
  'planned',
  'waiting',
  'running',
  'asking',
  'done',
  'failed',
  'skipped',
  'reverted',
  'left',
])
export type StepState = z.infer<typeof StepState>

/** A step of a playbook that is run or planned; one for each item of a `forEach`. */
export const StepProgress = z.object({
  /** Unique in the run: `restore`, `move[3]` for an item, `outer/inner` inside a nested playbook. */
  id: z.string(),
  /** Its name in the playbook. */
  name: z.string(),
  kind: StepKind,
  /** For people: `Take CAM 2 to MON 3`. */
  title: z.string(),
  /** Ids of the steps that come first. */
  needs: z.array(z.string()),
  /** Runs whatever happened before. */
  always: z.boolean(),
  state: StepState,
  /** Of a plan: what cannot be known before, as a sentence; null: all is known. */
  unknown: z.string().nullable(),
  /** What it will do or has done, a line each. */
  changes: z.array(z.string()),
  /** Its run, where it touches the plant. */
  runId: Id.nullable(),
  output: z.unknown().nullable(),
  problem: z.string().nullable(),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
})
export type StepProgress = z.infer<typeof StepProgress>

/** The run of a playbook: its own copy of the file counts, whatever becomes of the file. */
export const PlaybookProgress = z.object({
  name: z.string(),
  version: z.string(),
  params: z.record(z.string(), z.unknown()),
  steps: z.array(StepProgress),
})
export type PlaybookProgress = z.infer<typeof PlaybookProgress>

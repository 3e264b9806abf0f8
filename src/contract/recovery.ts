import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Actor, Id, Scope, Timestamp } from './primitives'
import { FireInput, Run } from './runs'

/** What a destination is on. `senderId` null while `active`: an unknown stream. `label`: of the sender. */
const Standing = z.object({ active: z.boolean(), senderId: Id.nullable(), label: z.string().nullable() })

/**
 * Why a destination is otherwise. `lost`: its device, or its registry, was away and came back without it. `run`: a run
 * has set it since. `foreign`: somebody else has. `unknown`: Signalbox was not there when it changed.
 */
export const RecoveryCause = z.enum(['lost', 'run', 'foreign', 'unknown'])
export type RecoveryCause = z.infer<typeof RecoveryCause>

/** A destination that is not on what it was on when all was well. */
export const RecoveryDifference = z.object({
  receiverId: Id,
  label: z.string(),
  was: Standing,
  /** Null: the plant does not have it any more. */
  is: Standing.nullable(),
  cause: RecoveryCause,
  /** For people: `MON 3: nothing now, CAM 1 when all was well`. */
  text: z.string(),
  /**
   * Why it is not put back by itself; `needs` says what it takes: `yes` a confirmation (`confirm: ["ON_AIR"]`), `name` that
   * somebody names the destination, `wait` that something comes back first, `never` that it cannot be. Null: nothing is
   * against it.
   */
  against: z.object({ code: z.string(), text: z.string(), needs: z.enum(['yes', 'name', 'wait', 'never']) }).nullable(),
  /** The run that tries, or tried, to put it back, or that set it since. */
  runId: Id.nullable(),
})
export type RecoveryDifference = z.infer<typeof RecoveryDifference>

/** A part of the plant whose last known good routing is kept. */
export const RecoveryScope = z.object({
  /** Of its scope: the same as long as that is the same. */
  id: Id,
  scope: Scope,
  /** For people: `room MCR`. */
  title: z.string(),
  mode: z.enum(['show', 'reapply']),
  /** The routing when all was well. `by` null: taken by itself. Null: there is none yet. */
  good: z
    .object({
      /** When it was looked at and found well last. */
      at: Timestamp,
      by: Actor.nullable(),
      receivers: z.number().int(),
      routed: z.number().int(),
    })
    .nullable(),
  /** Why now is not taken as good, as a sentence; null: now is good. */
  waiting: z.string().nullable(),
  differences: z.array(RecoveryDifference),
  /** The last run that put something back by itself or because somebody said so. */
  lastRun: z.object({ runId: Id, at: Timestamp }).nullable(),
})
export type RecoveryScope = z.infer<typeof RecoveryScope>

export const RecoveryApplyInput = FireInput.extend({
  /** Only these; destinations that somebody has set since are put back only when they are named here. */
  receivers: z.array(Id).min(1).max(5000).optional(),
})
export type RecoveryApplyInput = z.infer<typeof RecoveryApplyInput>

const door = oc.errors(errors)
const tags = ['Recovery']
const scope = z.object({ scope: Id })

/** Below `/recovery`. Which scopes are kept, and what happens by itself, is in the settings. */
export const recoveryProcedures = {
  list: door.route({ method: 'GET', path: '/recovery', tags }).output(z.object({ items: z.array(RecoveryScope) })),
  get: door.route({ method: 'GET', path: '/recovery/{scope}', tags }).input(scope).output(RecoveryScope),
  /** Puts what was lost back on what it was on (`onRefused` is `skip` unless said otherwise). */
  apply: door
    .route({
      method: 'POST',
      path: '/recovery/{scope}/apply',
      successStatus: 201,
      outputStructure: 'detailed',
      tags,
    })
    .input(RecoveryApplyInput.extend({ scope: Id }))
    .output(
      z.union([z.object({ status: z.literal(201), body: Run }), z.object({ status: z.literal(200), body: Run })]),
    ),
  /** Takes the routing as it is now as good; destinations that are offline keep what they had. */
  keep: door
    .route({ method: 'POST', path: '/recovery/{scope}/keep', successStatus: 200, tags })
    .input(scope)
    .output(RecoveryScope),
}

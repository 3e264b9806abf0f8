import { z } from 'zod'
import { type Actor, type Change, Hold } from '../../../contract'
import type { PlannedChange } from '../../drivers/driver'

/** The name of the driver of holds, as changes carry it. */
export const HOLDS = 'holds'

/** What a destination's hold will be: placed now (its times begin when it is), or exactly this one, or none. */
const After = z.union([
  z.strictObject({
    place: z.strictObject({
      kind: z.enum(['lock', 'protect']),
      reason: z.string(),
      durationS: z.number().nullable(),
      /** Exactly this end, ISO 8601, instead of a duration. */
      until: z.string().optional(),
      /** Null until the plan knows who asks. */
      owner: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    }),
  }),
  z.strictObject({ hold: Hold.nullable(), reason: z.string().default('') }),
])
export type HoldAfter = z.infer<typeof After>

const Before = z.strictObject({ hold: Hold.nullable() })

/** @throws ZodError for a change that is no hold's */
export function afterOf({ after }: Pick<Change, 'after'>): HoldAfter {
  return After.parse(after)
}

/** @throws ZodError for a change that is no hold's */
export function beforeOf({ before }: Pick<Change, 'before'>): Hold | null {
  return Before.parse(before).hold
}

/** A planned change of who holds a destination, with its owner; every other change as it is. */
export function withOwner(change: PlannedChange, { id, name }: Pick<Actor, 'id' | 'name'>): PlannedChange {
  if (change.driver !== HOLDS) return change
  const after = afterOf(change)
  return 'place' in after ? { ...change, after: { place: { ...after.place, owner: { id, name } } } } : change
}

/** Whether a destination that is held so is as the change wants it. */
export function isAfter(after: HoldAfter, hold: Hold | null): boolean {
  if (!('place' in after)) return isSameHold(after.hold, hold)
  const { kind, reason, durationS, until, owner } = after.place
  return (
    hold !== null &&
    hold.kind === kind &&
    hold.reason === reason &&
    hold.owner.id === owner?.id &&
    (until === undefined ? (hold.until === null) === (durationS === null) : hold.until === until)
  )
}

export function isSameHold(a: Hold | null, b: Hold | null): boolean {
  if (a === null || b === null) return a === b
  return a.kind === b.kind && a.owner.id === b.owner.id && a.since === b.since && a.until === b.until
}

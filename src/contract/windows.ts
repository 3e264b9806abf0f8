import { z } from 'zod'
import { Actor, Id, Scope, Timestamp } from './primitives'

const window = {
  /** `change`: actions marked so run inside it only. */
  kind: z.enum(['change', 'maintenance']),
  label: z.string().trim().min(1).max(100),
  note: z.string().max(1000),
  /** ISO 8601. With `repeat`: the first time it may open, and the last. */
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  /** Opens at each moment of a cron expression, in this time zone (IANA), for so long. */
  repeat: z
    .strictObject({
      cron: z.string().min(1).max(200),
      durationS: z.number().int().min(60).max(2_592_000),
      timeZone: z.string().min(1).max(100),
    })
    .nullable(),
  scope: Scope,
  /**
   * Rules that are switched while it is open. Of windows that are open together the one with the narrower scope counts,
   * then the one that opened later, then the one that was made later.
   */
  policies: z.strictObject({ on: z.array(z.string().max(100)).max(500), off: z.array(z.string().max(100)).max(500) }),
}

export const WindowInput = z.strictObject({
  ...window,
  note: window.note.default(''),
  repeat: window.repeat.default(null),
  scope: window.scope.default({ kind: 'all' }),
  policies: window.policies.default({ on: [], off: [] }),
})
export type WindowInput = z.infer<typeof WindowInput>

/**
 * The window whole, in place of what it was. `revision`: the one that was edited; refused when somebody saved meanwhile.
 * An approved change window has to be approved again, unless its label and its note alone are others.
 */
export const WindowUpdate = WindowInput.extend({ revision: z.number().int().optional() })
export type WindowUpdate = z.infer<typeof WindowUpdate>

/** A span of time with a meaning. A change window counts when a second person has approved it. */
export const Window = z.object({
  id: Id,
  ...window,
  createdBy: Actor,
  createdAt: Timestamp,
  /** Counts from 1, with every change. */
  revision: z.number().int(),
  /** Who changed it last, and so asks for it as it is; absent while it is as it was made. */
  edited: z.object({ by: Actor, at: Timestamp }).optional(),
  approval: z.object({ by: Actor, at: Timestamp }).nullable(),
  state: z.enum(['waiting', 'open', 'over']),
  /** This opening, or the next one; null when there is none. */
  opening: z.object({ start: Timestamp, end: Timestamp }).nullable(),
})
export type Window = z.infer<typeof Window>

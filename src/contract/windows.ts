import { z } from 'zod'
import { Actor, Id, Scope, Timestamp } from './primitives'

const window = {
  /** `change`: actions marked so run inside it only. */
  kind: z.enum(['change', 'maintenance']),
  label: z.string().trim().min(1).max(100),
  note: z.string().max(1000),
  /** UTC, ISO 8601. */
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  scope: Scope,
}

export const WindowInput = z.strictObject({
  ...window,
  note: window.note.default(''),
  scope: window.scope.default({ kind: 'all' }),
})
export type WindowInput = z.infer<typeof WindowInput>

/** A span of time with a meaning. A change window counts when a second person has approved it. */
export const Window = z.object({
  id: Id,
  ...window,
  createdBy: Actor,
  createdAt: Timestamp,
  approval: z.object({ by: Actor, at: Timestamp }).nullable(),
  state: z.enum(['waiting', 'open', 'over']),
})
export type Window = z.infer<typeof Window>

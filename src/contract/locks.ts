import { z } from 'zod'
import { Hold } from './light'
import { Id } from './primitives'

/** A destination that somebody holds. */
export const Lock = Hold.extend({ receiverId: Id, label: z.string() })
export type Lock = z.infer<typeof Lock>

export const LockInput = z.strictObject({
  receiverId: Id,
  kind: z.enum(['lock', 'protect']),
  reason: z.string().max(200).default(''),
  /** From now on, s; null: until it is released. */
  durationS: z.number().int().min(1).max(2_592_000).nullable().default(null),
})
export type LockInput = z.infer<typeof LockInput>

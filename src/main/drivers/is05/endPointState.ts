import { z } from 'zod'
import { Id, Leg } from '../../../contract'
import type { EntryOf } from '../../plant/plant'

/** `before` and `after` of a change of a receiver. `leg`: which path was chosen, from 0; null for all. */
export const ReceiverState = z.object({
  active: z.boolean(),
  senderId: Id.nullable(),
  leg: z.number().int().nullable().default(null),
  inferred: z.boolean().default(false),
  legs: z.array(Leg).default([]),
})
export type ReceiverState = z.infer<typeof ReceiverState>

/** `before` and `after` of a change of a sender. */
export const SenderState = z.object({ active: z.boolean() })
export type SenderState = z.infer<typeof SenderState>

/** What a receiver is on now, as the plant knows it. */
export function receiverState({ connection, resource }: EntryOf<'receiver'>): ReceiverState {
  if (connection === null) {
    const { active, sender_id } = resource.subscription
    return { active, senderId: active ? sender_id : null, leg: null, inferred: false, legs: [] }
  }
  const { active, senderId, inferred, legs } = connection
  return { active, senderId: active ? senderId : null, leg: null, inferred, legs: [...legs] }
}

/** Whether a sender sends now, as the plant knows it. */
export function senderState({ connection, resource }: EntryOf<'sender'>): SenderState {
  return { active: connection?.active ?? resource.subscription.active }
}

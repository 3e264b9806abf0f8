import { z } from 'zod'
import { Id, Leg, LegAddress } from '../../../contract'
import type { EntryOf, PlantView } from '../../plant/plant'

/**
 * `before` and `after` of a change of a receiver. `senderId` is what it receives; of one that is off and `keeps`, what it
 * would receive when switched on. `leg`: which path was chosen, from 0; null for all.
 */
export const ReceiverState = z.object({
  active: z.boolean(),
  senderId: Id.nullable(),
  leg: z.number().int().nullable().default(null),
  inferred: z.boolean().default(false),
  legs: z.array(Leg).default([]),
  /** `master_enable` alone is changed; what is staged stays. */
  keeps: z.boolean().default(false),
})
export type ReceiverState = z.infer<typeof ReceiverState>

/** `before` and `after` of a change of a sender. `legs`: where it sends, when the change is about that too. */
export const SenderState = z.object({ active: z.boolean(), legs: z.array(LegAddress).optional() })
export type SenderState = z.infer<typeof SenderState>

export const NOTHING_RECEIVED: ReceiverState = {
  active: false,
  senderId: null,
  leg: null,
  inferred: false,
  legs: [],
  keeps: false,
}

/** What a receiver is on now, as the plant knows it. */
export function receiverState(plant: PlantView, receiver: EntryOf<'receiver'>): ReceiverState {
  const { connection, resource } = receiver
  if (connection === null) {
    const { active, sender_id } = resource.subscription
    return { ...NOTHING_RECEIVED, active, senderId: active ? sender_id : null }
  }
  const { active, senderId, inferred, legs } = connection
  const leg = active ? chosenLeg(plant, senderId, legs) : null
  return { active, senderId: active ? senderId : null, leg, inferred, legs: [...legs], keeps: false }
}

/** Whether a sender sends now, as the plant knows it. */
export function senderState({ connection, resource }: EntryOf<'sender'>): SenderState {
  return { active: connection?.active ?? resource.subscription.active }
}

/** What devices are seen to say of a `destination_ip` that nobody has set; a transport without one has none at all. */
export const NOWHERE: ReadonlySet<unknown> = new Set([null, '', '0.0.0.0', '::'])

/** The same with where it sends, as far as its `/active` has said what can be asked for again. */
export function sentState(sender: EntryOf<'sender'>): SenderState {
  const legs = (sender.connection?.legs ?? []).map(({ multicast, port, source }) => ({
    ...given('multicast', multicast),
    ...given('port', port),
    ...given('source', source),
  }))
  return { ...senderState(sender), legs }
}

/** Nothing where a device says what is no address. */
function given(field: keyof LegAddress, value: string | number | null): LegAddress {
  const read = LegAddress.safeParse({ [field]: value })
  return read.success && !NOWHERE.has(value) ? read.data : {}
}

/** Which one leg of a sender with several is received; null: all, or nobody knows. */
function chosenLeg(plant: PlantView, senderId: Id | null, legs: readonly Leg[]): number | null {
  const sent = senderId === null ? undefined : plant.entry('sender', senderId)?.connection?.legs
  const [only, ...others] = legs.filter(({ enabled }) => enabled)
  if (sent === undefined || sent.length < 2 || only === undefined || others.length > 0) return null
  const at = sent.findIndex(
    ({ multicast, port }) => multicast !== null && only.multicast === multicast && only.port === port,
  )
  return at < 0 ? null : at
}

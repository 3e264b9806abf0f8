import type { Candidate, Hold, Id } from '../../contract'
import type { PlantView } from '../plant/plant'
import type { Compatibility } from '../policy/compatibility'
import type { Asker } from './execution'
import { againstHold } from './holds/holdRules'

export type CandidateLooks = {
  readonly compatibility: Compatibility
  readonly plant: PlantView
  readonly asker: Asker
  readonly holdOf: (receiverId: Id) => Hold | null
}

/** What may go where, for all at once: locks first, as in the guard. Tally and policy join here. */
export function candidatesFor(
  looks: CandidateLooks,
  from: { readonly senderId: Id } | { readonly receiverId: Id },
): readonly Candidate[] {
  const { compatibility } = looks
  if ('senderId' in from) {
    return compatibility.receiversFor(from.senderId).map((one) => held(looks, one.id, from.senderId) ?? one)
  }
  return compatibility.sendersFor(from.receiverId).map((one) => {
    const against = held(looks, from.receiverId, one.id)
    return against === null ? one : { ...against, id: one.id }
  })
}

function held({ asker, holdOf }: CandidateLooks, receiverId: Id, senderId: Id): Candidate | null {
  const hold = holdOf(receiverId)
  if (hold === null) return null
  const against = againstHold(asker, { type: 'route.connect', senderId, receiverId }, hold)
  return against === null ? null : { id: receiverId, verdict: 'refused', code: against.code, reasons: [against.text] }
}

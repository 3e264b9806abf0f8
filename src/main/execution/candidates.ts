import type { Candidate, Id } from '../../contract'
import type { Compatibility } from '../policy/compatibility'

/**
 * What may go where, for all at once. Locks, tally and policy join the compatibility here, in the order of the guard.
 */
export function candidatesFor(
  compatibility: Compatibility,
  from: { readonly senderId: Id } | { readonly receiverId: Id },
): readonly Candidate[] {
  return 'senderId' in from ? compatibility.receiversFor(from.senderId) : compatibility.sendersFor(from.receiverId)
}

import type { Candidate, Format, Id } from '../../../contract'

export type PortKind = 'sender' | 'receiver'
export type PortEnd = { readonly kind: PortKind; readonly id: Id; readonly format: Format }

/** How a port stands to what is being dragged. `unknown`: the engine has not answered yet, or said nothing about it. */
export type Standing = 'self' | 'same-side' | 'unknown' | 'fits' | 'confirm' | 'refused'

/** How a port stands to a drag from `from`, from the engine's verdicts alone. */
export function standing(
  from: { readonly kind: PortKind; readonly id: Id },
  port: { readonly kind: PortKind; readonly id: Id },
  verdicts: ReadonlyMap<Id, Candidate> | null,
): Standing {
  if (from.id === port.id) return 'self'
  if (from.kind === port.kind) return 'same-side'
  return verdicts?.get(port.id)?.verdict ?? 'unknown'
}

/** May it be dropped there? What the engine has said nothing about may: the plan that follows says what is wrong. */
export function isValidConnection(from: PortEnd, port: PortEnd, verdicts: ReadonlyMap<Id, Candidate> | null): boolean {
  const stands = standing(from, port, verdicts)
  if (stands === 'unknown') return from.format === port.format || [from.format, port.format].includes('unknown')
  return stands === 'fits' || stands === 'confirm'
}

/**
 * Whether a drop there is worth a plan: it may be, or only a policy is against it. The plan then says which rules, and
 * whether who asks may overrule them.
 */
export const mayBeAsked = (from: PortEnd, port: PortEnd, verdicts: ReadonlyMap<Id, Candidate> | null): boolean =>
  isValidConnection(from, port, verdicts) || isAgainstPolicy(from, port, verdicts)

/** A policy alone refuses it. */
export const isAgainstPolicy = (from: PortEnd, port: PortEnd, verdicts: ReadonlyMap<Id, Candidate> | null): boolean =>
  standing(from, port, verdicts) === 'refused' && verdicts?.get(port.id)?.code === 'POLICY'

/** Why nothing comes of a drop there; null where none was meant: it came back to where it began. */
export function whyNot(from: PortEnd, port: PortEnd, verdicts: ReadonlyMap<Id, Candidate> | null): string | null {
  const stands = standing(from, port, verdicts)
  if (stands === 'self') return null
  if (stands === 'same-side')
    return from.kind === 'sender'
      ? 'A source goes to a destination, not to another source.'
      : 'A destination is given a source, not another destination.'
  const reasons = verdicts?.get(port.id)?.reasons ?? []
  if (reasons.length > 0) return reasons.join(' ')
  const [source, destination] = from.kind === 'sender' ? [from, port] : [port, from]
  if (source.format === destination.format) return 'It cannot be routed.'
  return `Takes ${destination.format}, the source is ${source.format}.`
}

/** The route that a drop makes. */
export function routeOf(from: PortEnd, port: PortEnd): { readonly senderId: Id; readonly receiverId: Id } {
  return from.kind === 'sender'
    ? { senderId: from.id, receiverId: port.id }
    : { senderId: port.id, receiverId: from.id }
}

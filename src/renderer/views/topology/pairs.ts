import type { Format, Id } from '../../../contract'
import type { PortEnd } from './connectable'

/** A port as it stands in the picture; `able` false: its device cannot be told to switch it now. */
export type PairPort = PortEnd & { readonly title: string; readonly group: string; readonly able: boolean }

/** Routes that one drop makes, and what could not become one, in sentences. */
export type Pairing = {
  readonly routes: readonly { readonly senderId: Id; readonly receiverId: Id }[]
  readonly notes: readonly string[]
}

/** So many are named in one sentence. */
const NAMED = 6

function names(ports: readonly PairPort[]): string {
  const more = ports.length - NAMED
  const first = ports.slice(0, NAMED).map(({ title }) => title)
  return more > 0 ? `${first.join(', ')} and ${String(more)} more` : first.join(', ')
}

const formatsOf = (ports: readonly PairPort[]): readonly Format[] => [...new Set(ports.map(({ format }) => format))]

/**
 * Pairs each sender with a receiver of its own format, by index: the first with the first. One sender alone goes to all
 * receivers. `spare` receivers that get nothing are not worth a word: they were only in reach.
 */
export function pairUp(senders: readonly PairPort[], receivers: readonly PairPort[], spare: boolean): Pairing {
  const routes: { senderId: Id; receiverId: Id }[] = []
  const notes: string[] = []
  const [only, ...others] = senders
  if (only === undefined) return { routes, notes }
  if (others.length === 0) {
    const fitting = receivers.filter(({ format }) => format === only.format)
    for (const receiver of fitting) routes.push({ senderId: only.id, receiverId: receiver.id })
    const unfit = receivers.filter(({ format }) => format !== only.format)
    if (unfit.length > 0 && !spare) notes.push(`Left out, because ${only.title} is ${only.format}: ${names(unfit)}.`)
    return { routes, notes }
  }
  for (const format of formatsOf([...senders, ...(spare ? [] : receivers)])) {
    const from = senders.filter((port) => port.format === format)
    const to = receivers.filter((port) => port.format === format)
    from.forEach((sender, i) => {
      const receiver = to[i]
      if (receiver !== undefined) routes.push({ senderId: sender.id, receiverId: receiver.id })
    })
    if (from.length > to.length) notes.push(`No ${format} destination is left for ${names(from.slice(to.length))}.`)
    if (to.length > from.length && !spare)
      notes.push(`No ${format} source is left for ${names(to.slice(from.length))}.`)
  }
  return { routes, notes }
}

/** The receivers that follow on from one in its room, itself first: those that can be told to switch. */
export function followingOn(order: readonly PairPort[], first: PairPort): readonly PairPort[] {
  const at = order.findIndex(({ id }) => id === first.id)
  return order
    .slice(Math.max(0, at))
    .filter((port) => port.kind === 'receiver' && port.group === first.group && (port.able || port.id === first.id))
}

/**
 * What a drop makes of the ports that are chosen together; null where it is about the two alone. `order`: all ports, in
 * the order in which they stand on the graph.
 */
export function pairingOf(
  from: PortEnd,
  over: PortEnd,
  chosen: ReadonlySet<Id>,
  order: readonly PairPort[],
): Pairing | null {
  if (from.kind === over.kind) return null
  const [sender, receiver] = from.kind === 'sender' ? [from, over] : [over, from]
  const side = (end: PortEnd): readonly PairPort[] =>
    order.filter((port) => (chosen.has(end.id) ? port.kind === end.kind && chosen.has(port.id) : port.id === end.id))
  const senders = side(sender)
  const receivers = side(receiver)
  const [first] = receivers
  if (first === undefined || senders.length === 0) return null
  if (senders.length === 1 && receivers.length === 1) return null
  const within = chosen.has(receiver.id)
  return pairUp(senders, within || senders.length === 1 ? receivers : followingOn(order, first), !within)
}

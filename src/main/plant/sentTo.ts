import type { Action, Leg, LegAddress } from '../../contract'
import type { EntryOf, PlantView } from './plant'

/** Whether a sender's legs are where they are wanted; what is left open, or to the device (`auto`), is as wanted anyhow. */
export function isSentTo(legs: readonly Leg[], wanted: readonly LegAddress[]): boolean {
  return wanted.every(({ multicast, port, source }, index) => {
    const leg = legs[index]
    if (leg === undefined) return false
    return (
      isAs(multicast, leg.multicast, isSameAddress) &&
      isAs(port, leg.port, Object.is) &&
      isAs(source, leg.source, isSameAddress)
    )
  })
}

/** Whether a receiver is, as its device says, on an address that its sender does not send to, as that one's device says. */
export function isAdrift({ connection }: EntryOf<'receiver'>, sender: EntryOf<'sender'>): boolean {
  const sent = sender.connection
  if (sent?.active !== true || sent.readAt === null || sent.legs.length === 0) return false
  if (connection?.active !== true || connection.readAt === null) return false
  const on = sent.legs.filter(({ enabled }) => enabled)
  return connection.legs.some((leg) => leg.enabled && leg.multicast !== null && !isReceivedAt([leg], on))
}

/**
 * The sender that an action sends elsewhere while it is on: who receives it loses it. What is left to the device may become
 * another address. Null: there is none.
 */
export function movedSender(plant: PlantView, action: Action): EntryOf<'sender'> | null {
  if (action.type !== 'sender.activate' || action.legs === undefined) return null
  const sender = plant.entry('sender', action.senderId)
  if (sender === undefined) return null
  const active = sender.connection?.active ?? sender.resource.subscription.active
  const isLeftToDevice = action.legs.some((leg) => Object.values(leg).includes('auto'))
  return active && (isLeftToDevice || !isSentTo(sender.connection?.legs ?? [], action.legs)) ? sender : null
}

/** Whether a leg of a receiver that is on is where a sender's legs go: a group, or its own address (unicast). */
export function isReceivedAt(received: readonly Leg[], sent: readonly Leg[]): boolean {
  const isAt = (leg: Leg, { multicast, port }: Leg): boolean => {
    const at = leg.multicast ?? leg.interface
    return at !== null && multicast !== null && isSameAddress(at, multicast) && leg.port === port
  }
  return received.some((leg) => leg.enabled && sent.some((one) => isAt(leg, one)))
}

/**
 * What puts legs back to where they sent: of what was set, what it was before. Nothing else is sent, as devices may refuse
 * even what they say themselves. Null where nothing of it is known.
 */
export function sentBack(was: readonly LegAddress[], set: readonly LegAddress[]): LegAddress[] | null {
  const legs = set.map((leg, index) => {
    const { multicast, port, source } = was[index] ?? {}
    return {
      ...(leg.multicast === undefined || multicast === undefined ? {} : { multicast }),
      ...(leg.port === undefined || port === undefined ? {} : { port }),
      ...(leg.source === undefined || source === undefined ? {} : { source }),
    }
  })
  return legs.every((leg) => Object.keys(leg).length === 0) ? null : legs
}

/** `239.9.1.4:5004 + 239.9.2.4:5004 from 10.0.2.4`; what is left to the device is said. */
export function sentToInWords(legs: readonly LegAddress[]): string {
  return legs.map(legInWords).join(' + ')
}

function legInWords({ multicast, port, source }: LegAddress): string {
  const isPlain = multicast !== undefined && multicast !== 'auto' && typeof port === 'number'
  const host = multicast?.includes(':') === true ? `[${multicast}]` : multicast
  const to = [
    isPlain ? `${host ?? ''}:${port}` : orOwn(host, 'an address'),
    isPlain || port === undefined ? '' : port === 'auto' ? 'a port of its choice' : `port ${port}`,
  ]
  const from = source === undefined ? '' : `from ${orOwn(source, 'an interface')}`
  const words = [to.filter((word) => word !== '').join(', '), from].filter((word) => word !== '')
  return words.length === 0 ? 'as it was' : words.join(' ')
}

function orOwn(address: string | undefined, what: string): string {
  return address === 'auto' ? `${what} of its choice` : (address ?? '')
}

/** Whether two addresses are the same, however they are written (RFC 5952 has one way for IPv6, devices have many). */
export function isSameAddress(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b)
}

function isAs<T>(wanted: T | 'auto' | undefined, is: T | null, isSame: (a: T, b: T) => boolean): boolean {
  return wanted === undefined || wanted === 'auto' || (is !== null && isSame(wanted, is))
}

function canonical(address: string): string {
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return address
  return new URL(`http://[${address}]`).hostname
}

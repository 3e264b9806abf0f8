import type { Id, Leg } from '../../contract'
import type { ConnectionState } from '../nmos/connectionTypes'
import type { Receiver, Sender } from '../nmos/resources'
import { compareVersions } from '../nmos/tai'
import type { Connection } from './plant'
import { type Stream, legsOf, streamsOf } from './streams'

/** What was read from `/active`, and at which version of the resource. */
export type ActiveReading = {
  readonly masterEnable: boolean
  readonly peerId: Id | null
  readonly legs: readonly Leg[]
  readonly streams: readonly Stream[]
  readonly readAt: string
}

const NO_LEGS: readonly Leg[] = Object.freeze([])

/** An end point that was never connected and of which nothing was read. Shared: most are so. */
const IDLE: Connection = Object.freeze({ active: false, senderId: null, inferred: false, legs: NO_LEGS, readAt: null })
/** A sender that is on and of which nothing was read. */
const SENDING: Connection = Object.freeze({ ...IDLE, active: true })

export function readingOf(kind: 'sender' | 'receiver', state: ConnectionState, readAt: string): ActiveReading {
  return {
    masterEnable: state.masterEnable,
    peerId: kind === 'receiver' ? state.peerId : null,
    legs: legsOf(kind, state),
    streams: state.masterEnable ? streamsOf(kind, state) : [],
    readAt,
  }
}

export function senderConnection(sender: Sender, reading: ActiveReading | null): Connection {
  const { active } = sender.subscription
  if (reading === null) return active ? SENDING : IDLE
  const current = speaks(reading, sender.version)
  return {
    active: current ? reading.masterEnable : active,
    senderId: null,
    inferred: false,
    legs: reading.legs,
    readAt: current ? reading.readAt : null,
  }
}

/**
 * Where a receiver's stream comes from. `/active` is the truth until the resource moves past the version it was read at;
 * then IS-04 `subscription` is, until it is read again. A subscription that is active and names nobody contradicts nothing
 * that was read. `infer` finds a sender by its streams.
 */
export function receiverConnection(
  receiver: Receiver,
  reading: ActiveReading | null,
  infer: (streams: readonly Stream[]) => Id | null,
): Connection {
  const { active, sender_id } = receiver.subscription
  if (reading === null) {
    if (!active) return sender_id === null ? IDLE : { ...IDLE, senderId: null }
    return { ...IDLE, active, senderId: sender_id }
  }
  const current = speaks(reading, receiver.version)
  const agrees = active === reading.masterEnable && (sender_id === null || sender_id === reading.peerId)
  if (!current && !agrees) return active ? { ...IDLE, active, senderId: sender_id } : IDLE
  const { masterEnable, peerId, legs } = reading
  const readAt = current ? reading.readAt : null
  if (!masterEnable) return { active: false, senderId: null, inferred: false, legs, readAt }
  if (peerId !== null) return { active: true, senderId: peerId, inferred: false, legs, readAt }
  const senderId = infer(reading.streams)
  return { active: true, senderId, inferred: senderId !== null, legs, readAt }
}

/** Whether two say the same. */
export function isSameConnection(a: Connection | null, b: Connection | null): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  return (
    a.active === b.active &&
    a.senderId === b.senderId &&
    a.inferred === b.inferred &&
    a.readAt === b.readAt &&
    areSameLegs(a.legs, b.legs)
  )
}

function areSameLegs(a: readonly Leg[], b: readonly Leg[]): boolean {
  if (a === b) return true
  return a.length === b.length && a.every((leg, i) => isSameLeg(leg, b[i]))
}

function isSameLeg(a: Leg, b: Leg | undefined): boolean {
  return (
    b !== undefined &&
    a.enabled === b.enabled &&
    a.multicast === b.multicast &&
    a.port === b.port &&
    a.source === b.source &&
    a.interface === b.interface
  )
}

function speaks(reading: ActiveReading, version: string): boolean {
  return reading.readAt === version || compareVersions(version, reading.readAt) <= 0
}

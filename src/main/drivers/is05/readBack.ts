import type { Change, Id } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import type { Plant } from '../../plant/plant'
import { isSentTo, sentToInWords } from '../../plant/sentTo'
import { legsOf } from '../../plant/streams'
import type { Clock } from '../../telemetry/clock'
import { ReceiverState, SenderState, receiverState, sentState } from './endPointState'
import type { EndPoints } from './endPoints'
import type { MovedSenders } from './movedSenders'
import { pause } from './pause'
import { isSameStream } from './sameStream'
import { sourceName } from './sourceName'

export type ReadBackOptions = {
  readonly plant: Plant
  readonly endPoints: EndPoints
  readonly clock: Clock
  readonly requestMs: () => number
  /** How long a device may take to show in `/active` what it accepted, ms. */
  readonly verifyMs: number
  readonly movedSenders: Pick<MovedSenders, 'hasLost' | 'seen'>
}

/** What the device says of a change's target. `error`: it could not be read. */
export type Seen =
  | { readonly kind: 'as-wanted'; readonly state: ConnectionState }
  /** `found` is a sentence about what is there instead. */
  | { readonly kind: 'otherwise'; readonly found: string }
  | { readonly kind: 'unread'; readonly error: unknown }

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 200

/** Reads `/active` until it is as the change wants it, at most `verifyMs`, and tells the plant each time: the truth. */
export function readBack(options: ReadBackOptions, change: Change, signal: AbortSignal): Promise<Seen> {
  return readUntilWanted(options, () => readOnce(options, change, signal), signal)
}

/** Reads again and again until it is as wanted, at most `verifyMs`. */
export async function readUntilWanted(
  { clock, verifyMs }: ReadBackOptions,
  read: () => Promise<Seen>,
  signal: AbortSignal,
): Promise<Seen> {
  const deadline = clock.now() + verifyMs
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    const seen = await read()
    if (seen.kind === 'as-wanted' || signal.aborted || clock.now() + wait > deadline) return seen
    await pause(wait, signal)
  }
}

/** Reads `/active` once and tells the plant. */
export async function readOnce(options: ReadBackOptions, change: Change, signal: AbortSignal): Promise<Seen> {
  const read = await readActive(options, change.target, signal)
  if (!read.ok) return { kind: 'unread', error: read.error }
  const { plant } = options
  if (change.target.kind === 'receiver') {
    const { active, senderId } = ReceiverState.parse(change.after)
    if (active && senderId !== null && (await hasLost(options, senderId, read.state, signal))) {
      return { kind: 'otherwise', found: `${change.target.label} is on where that sender sent before` }
    }
  }
  return isAs(plant, change.target, read.state, change.after)
    ? { kind: 'as-wanted', state: read.state }
    : { kind: 'otherwise', found: inWords(plant, change.target, change.after) }
}

/** Whether a receiver is where its sender was before it was sent elsewhere from here, and where it is not now either. */
async function hasLost(
  options: ReadBackOptions,
  senderId: Id,
  receiver: ConnectionState,
  signal: AbortSignal,
): Promise<boolean> {
  const { movedSenders } = options
  if (!movedSenders.hasLost(senderId, receiver)) return false
  const now = await readActive(options, { kind: 'sender', id: senderId, label: '' }, signal)
  if (now.ok) movedSenders.seen(senderId, now.state)
  return movedSenders.hasLost(senderId, receiver)
}

export type ActiveRead =
  { readonly ok: true; readonly state: ConnectionState } | { readonly ok: false; readonly error: unknown }

/** Reads `/active` once and tells the plant; what went wrong is a value. */
export async function readActive(
  { plant, endPoints, requestMs }: ReadBackOptions,
  target: Change['target'],
  signal: AbortSignal,
): Promise<ActiveRead> {
  try {
    const state = await endPoints.target(target).connection.active({ signal, timeoutMs: requestMs() })
    plant.setActive(target.id, state, plant.get(target.id)?.resource.version ?? '')
    return { ok: true, state }
  } catch (error) {
    return { ok: false, error }
  }
}

/**
 * Whether `/active` is as `wanted` (a change's `before` or `after`): by the sender that the device names; where it names
 * none, by the one that the plant infers from multicast, port and source, and by its legs.
 */
export function isAs(plant: Plant, target: Change['target'], state: ConnectionState, wanted: Change['after']): boolean {
  if (target.kind === 'sender') {
    const sender = SenderState.parse(wanted)
    return state.masterEnable === sender.active && isSentTo(legsOf('sender', state), sender.legs ?? [])
  }
  const { active, senderId, inferred, legs } = ReceiverState.parse(wanted)
  if (!active || !state.masterEnable) return active === state.masterEnable
  if (senderId === null) return isSameStream(legsOf('receiver', state), legs)
  if (state.peerId !== null) return state.peerId === senderId
  if (plant.entry('receiver', target.id)?.connection?.senderId === senderId) return true
  return inferred && legs.length > 0 && isSameStream(legsOf('receiver', state), legs)
}

/** What the plant knows of a target now, of what is `wanted` of it, as a sentence without its end. */
export function inWords(plant: Plant, target: Change['target'], wanted: Change['after']): string {
  if (target.kind === 'sender') {
    const entry = plant.entry('sender', target.id)
    const { active, legs = [] } = entry === undefined ? { active: false } : sentState(entry)
    const to = SenderState.parse(wanted).legs === undefined || legs.length === 0 ? '' : `, at ${sentToInWords(legs)}`
    return `${target.label} is ${active ? 'on' : 'off'}${to}`
  }
  const entry = plant.entry('receiver', target.id)
  return entry === undefined
    ? `${target.label} is gone`
    : `${target.label} is on ${sourceName(plant, receiverState(plant, entry))}`
}

import type { Change } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import type { Plant } from '../../plant/plant'
import type { Clock } from '../../telemetry/clock'
import { type StepFault, fault } from './deviceFault'
import { ReceiverState, SenderState, receiverState, senderState } from './endPointState'
import type { EndPoints } from './endPoints'
import { pause } from './pause'
import { sourceName } from './planChanges'

export type ReadBackOptions = {
  readonly plant: Plant
  readonly endPoints: EndPoints
  readonly clock: Clock
  readonly requestMs: number
  /** How long a device may take to show in `/active` what it accepted, ms. */
  readonly verifyMs: number
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
export async function readBack(options: ReadBackOptions, change: Change, signal: AbortSignal): Promise<Seen> {
  const deadline = options.clock.now() + options.verifyMs
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    const seen = await look(options, change, signal)
    if (seen.kind === 'as-wanted' || signal.aborted || options.clock.now() + wait > deadline) return seen
    await pause(wait, signal)
  }
}

/** Reads `/active` once and tells the plant. */
export async function look(options: ReadBackOptions, change: Change, signal: AbortSignal): Promise<Seen> {
  const { plant, endPoints, requestMs } = options
  const { kind, id } = change.target
  const { connection } = kind === 'sender' ? endPoints.sender(id) : endPoints.receiver(id)
  if (connection === null) return { kind: 'unread', error: noConnection(change) }
  let state: ConnectionState
  try {
    state = await connection.active({ signal, timeoutMs: requestMs })
  } catch (error) {
    return { kind: 'unread', error }
  }
  plant.setActive(id, state, plant.get(id)?.resource.version ?? '')
  return asWanted(plant, change, state)
    ? { kind: 'as-wanted', state }
    : { kind: 'otherwise', found: inWords(plant, change) }
}

/** By what the device names; where it names no sender, by the one that the plant infers from multicast, port and source. */
function asWanted(plant: Plant, change: Change, state: ConnectionState): boolean {
  if (change.target.kind === 'sender') return state.masterEnable === SenderState.parse(change.after).active
  const wanted = ReceiverState.parse(change.after)
  if (!wanted.active) return !state.masterEnable
  if (!state.masterEnable) return false
  if (state.peerId !== null) return state.peerId === wanted.senderId
  return plant.entry('receiver', change.target.id)?.connection?.senderId === wanted.senderId
}

function inWords(plant: Plant, { target }: Change): string {
  if (target.kind === 'sender') {
    const entry = plant.entry('sender', target.id)
    return `${target.label} is ${entry !== undefined && senderState(entry).active ? 'on' : 'off'}`
  }
  const entry = plant.entry('receiver', target.id)
  return entry === undefined
    ? `${target.label} is gone`
    : `${target.label} is on ${sourceName(plant, receiverState(entry))}`
}

function noConnection({ target }: Change): StepFault {
  return fault('NOT_CONTROLLABLE', `The device of ${target.label} offers no Connection API.`)
}

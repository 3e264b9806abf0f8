import type { Warning } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import type { EntryOf, PlantView } from '../../plant/plant'
import { legsOf } from '../../plant/streams'
import { entryName } from '../../policy/entryName'
import type { DriverPlan } from '../driver'
import { type ReceiverState, receiverState, senderState } from './endPointState'
import { IS05, nodeOf } from './planChanges'
import { keptName } from './sourceName'

/** What a receiver would receive when it is switched on, by its `/staged`; or why that is not known, a sentence. */
export type Kept =
  { readonly known: true; readonly staged: ConnectionState } | { readonly known: false; readonly why: string }

/**
 * A receiver switched on by its `master_enable` alone: it receives what is staged (IS-05 v1.1 §Behaviour – Master Enable).
 */
export function planEnable(plant: PlantView, receiver: EntryOf<'receiver'>, kept: Kept): DriverPlan {
  const now = receiverState(plant, receiver)
  const stream = kept.known
    ? { senderId: kept.staged.peerId, legs: [...legsOf('receiver', kept.staged)] }
    : { senderId: null, legs: [] }
  const before: ReceiverState = now.active ? { ...now, keeps: true } : { ...now, ...stream, keeps: true }
  const after: ReceiverState = { ...now, ...stream, active: true, inferred: false, keeps: true }
  const warnings = [...alreadyOn(plant, receiver, now, after), ...onWhat(plant, receiver, kept)]
  return { changes: [change(plant, receiver, before, after)], warnings }
}

/** A receiver switched off by its `master_enable` alone: it keeps what it was told to receive. */
export function planDisable(plant: PlantView, receiver: EntryOf<'receiver'>): DriverPlan {
  const before: ReceiverState = { ...receiverState(plant, receiver), keeps: true }
  const after: ReceiverState = { ...before, active: false }
  const text = `${entryName(receiver)} is switched off already.`
  const warnings = before.active ? [] : [{ code: 'ALREADY_THERE', text, target: receiver.id }]
  return { changes: [change(plant, receiver, before, after)], warnings }
}

/** `MON 3: switched off (keeps CAM 1)`, `MON 3: switched on (CAM 1)` */
export function switchSummary(plant: PlantView, label: string, before: ReceiverState, after: ReceiverState): string {
  if (after.active) return `${label}: switched on (${keptName(plant, after)})`
  return `${label}: switched off${before.active ? ` (keeps ${keptName(plant, after)})` : ''}`
}

function change(plant: PlantView, receiver: EntryOf<'receiver'>, before: ReceiverState, after: ReceiverState) {
  const label = entryName(receiver)
  return {
    driver: IS05,
    target: { kind: 'receiver', id: receiver.id, label } as const,
    node: nodeOf(plant, receiver.resource.device_id),
    summary: switchSummary(plant, label, before, after),
    before,
    after,
  }
}

/** A receiver that is on goes on to what somebody has staged. */
function alreadyOn(
  plant: PlantView,
  receiver: EntryOf<'receiver'>,
  now: ReceiverState,
  after: ReceiverState,
): readonly Warning[] {
  if (!now.active) return []
  const name = entryName(receiver)
  if (after.senderId === now.senderId || after.senderId === null) {
    return [{ code: 'ALREADY_THERE', text: `${name} is switched on already.`, target: receiver.id }]
  }
  const text = `${name} is switched on already, and would change to ${keptName(plant, after)}, which is staged.`
  return [{ code: 'STAGED_OTHERWISE', text, target: receiver.id }]
}

function onWhat(plant: PlantView, receiver: EntryOf<'receiver'>, kept: Kept): readonly Warning[] {
  const name = entryName(receiver)
  if (!kept.known) {
    const text = `What ${name} would receive could not be read. ${kept.why}`
    return [{ code: 'STAGED_UNKNOWN', text, target: receiver.id }]
  }
  const sender = kept.staged.peerId === null ? undefined : plant.entry('sender', kept.staged.peerId)
  if (sender === undefined || senderState(sender).active) return []
  const text = `${name} will be on ${entryName(sender)}, which is switched off.`
  return [{ code: 'SENDER_INACTIVE', text, target: sender.id }]
}

import type { Action, Change, Id, LegAddress, Warning } from '../../../contract'
import type { EntryOf, PlantView } from '../../plant/plant'
import { movedSender, sentToInWords } from '../../plant/sentTo'
import { entryName } from '../../policy/entryName'
import { unreadSenders } from './learnAddresses'
import type { DriverPlan, PlannedChange } from '../driver'
import {
  NOTHING_RECEIVED,
  type ReceiverState,
  type SenderState,
  receiverState,
  senderState,
  sentState,
} from './endPointState'
import { sourceName } from './sourceName'

export const IS05 = 'is05'

const NOTHING: DriverPlan = { changes: [], warnings: [] }

export type RoutingAction = Extract<
  Action,
  { readonly type: 'route.connect' | 'route.disconnect' | 'sender.activate' | 'sender.deactivate' }
>

/**
 * What has to be done for an action, from the plant in memory. A sender that is inactive is switched on before a
 * receiver is put on it, as a change of its own (INFO-005 §Connection Management; IS-05 v1.1 §Behaviour – Transport Files).
 */
export function planChanges(action: RoutingAction, plant: PlantView): DriverPlan {
  switch (action.type) {
    case 'route.connect': {
      const sender = plant.entry('sender', action.senderId)
      const receiver = plant.entry('receiver', action.receiverId)
      return sender === undefined || receiver === undefined
        ? NOTHING
        : connect(plant, sender, receiver, action.leg ?? null)
    }
    case 'route.disconnect': {
      const receiver = plant.entry('receiver', action.receiverId)
      if (receiver === undefined) return NOTHING
      return { changes: [receiverChange(plant, receiver, NOTHING_RECEIVED)], warnings: [] }
    }
    case 'sender.activate':
    case 'sender.deactivate': {
      const sender = plant.entry('sender', action.senderId)
      if (sender === undefined) return NOTHING
      const { legs } = action
      const after = { active: action.type === 'sender.activate', ...(legs === undefined ? {} : { legs }) }
      return {
        changes: [senderChange(plant, sender, after)],
        warnings: [...lostBy(plant, sender, action), ...unknownAddresses(plant, sender, action)],
      }
    }
  }
}

function connect(
  plant: PlantView,
  sender: EntryOf<'sender'>,
  receiver: EntryOf<'receiver'>,
  leg: number | null,
): DriverPlan {
  const after = { ...NOTHING_RECEIVED, active: true, senderId: sender.id, leg }
  const change = receiverChange(plant, receiver, after)
  const now = receiverState(plant, receiver)
  const warnings: Warning[] = []
  if (now.active && now.senderId === sender.id) {
    const text = `${entryName(receiver)} is on ${entryName(sender)} already; it is connected anew.`
    warnings.push({ code: 'ALREADY_THERE', text, target: receiver.id })
  }
  if (senderState(sender).active) return { changes: [change], warnings }
  const text = `${entryName(sender)} is inactive; it is switched on first.`
  warnings.push({ code: 'SENDER_SWITCHED_ON', text, target: sender.id })
  return { changes: [senderChange(plant, sender, { active: true }), change], warnings }
}

/** Who receives a sender that is switched off, or that sends elsewhere from now on. */
function lostBy(plant: PlantView, sender: EntryOf<'sender'>, action: RoutingAction): readonly Warning[] {
  const moves = movedSender(plant, action) !== null
  const receivers = moves || action.type === 'sender.deactivate' ? plant.receiversOfSender(sender.id) : []
  if (receivers.length === 0) return []
  const names = receivers.slice(0, 3).map(entryName).join(', ')
  const more = receivers.length > 3 ? ` and ${receivers.length - 3} more` : ''
  const lost = moves ? ' Who receives it is on the old address until it is connected anew.' : ''
  const text = `${entryName(sender)} is received by ${names}${more}.${lost}`
  return [{ code: 'SENDER_IN_USE', text, target: sender.id }]
}

/** Whether an address is free is known as far as the others say where they send. */
function unknownAddresses(plant: PlantView, { id }: EntryOf<'sender'>, action: RoutingAction): readonly Warning[] {
  if (action.type !== 'sender.activate' || action.legs === undefined) return []
  const [first, ...others] = unreadSenders(plant).filter((other) => other.id !== id)
  if (first === undefined) return []
  const who = others.length === 0 ? entryName(first) : `${entryName(first)} and ${others.length} more`
  const text = `Where ${who} send${others.length === 0 ? 's' : ''} to is not known: the address may be theirs.`
  return [{ code: 'ADDRESSES_UNKNOWN', text, target: id }]
}

function receiverChange(plant: PlantView, receiver: EntryOf<'receiver'>, after: ReceiverState): PlannedChange {
  const before = receiverState(plant, receiver)
  const target = { kind: 'receiver', id: receiver.id, label: entryName(receiver) } as const
  const summary = routeSummary(plant, target.label, receiver, before, after)
  return { driver: IS05, target, node: nodeOf(plant, receiver.resource.device_id), summary, before, after }
}

/** `MON 3: CAM 1 → CAM 4, 2 legs` */
export function routeSummary(
  plant: PlantView,
  label: string,
  receiver: EntryOf<'receiver'> | undefined,
  before: ReceiverState,
  after: ReceiverState,
): string {
  const sender = after.senderId === null ? undefined : plant.entry('sender', after.senderId)
  const next = after.active && sender !== undefined ? entryName(sender) : sourceName(plant, after)
  return `${label}: ${sourceName(plant, before)} → ${next}${legsInWords(sender, receiver, after)}`
}

function senderChange(plant: PlantView, sender: EntryOf<'sender'>, after: SenderState): PlannedChange {
  const label = entryName(sender)
  const before = after.legs === undefined ? senderState(sender) : sentState(sender)
  return {
    driver: IS05,
    target: { kind: 'sender', id: sender.id, label },
    node: nodeOf(plant, sender.resource.device_id),
    summary: senderSummary(label, before, after),
    before,
    after,
  }
}

/** `CAM 4: switched on`, `CAM 4: leg 2 239.21.0.4:5004 → 239.41.0.4:5004` */
export function senderSummary(label: string, before: SenderState, { active, legs }: SenderState): string {
  const switched = `switched ${active ? 'on' : 'off'}`
  if (legs === undefined || legs.length === 0) return `${label}: ${switched}`
  const was = before.legs ?? []
  const count = Math.max(was.length, legs.length)
  const moves = legs.flatMap((leg, index) => legMove(leg, was[index] ?? {}, count > 1 ? `leg ${index + 1} ` : ''))
  const to = moves.length === 0 ? 'sends where it did' : moves.join(', ')
  if (before.active !== active) return `${label}: ${switched}, ${to}`
  return `${label}: ${active ? '' : 'stays off, '}${to}`
}

/** What of a leg is another, in words; empty where nothing is. */
function legMove(leg: LegAddress, was: LegAddress, which: string): readonly string[] {
  const next = { ...was, ...leg }
  const isSource = next.source !== was.source
  if (next.multicast === was.multicast && next.port === was.port && !isSource) return []
  const [from, to] = [was, next].map(({ multicast, port, source }) =>
    sentToInWords([{ multicast, port, ...(isSource ? { source } : {}) }]),
  )
  const isKnown = was.multicast !== undefined || was.port !== undefined
  return [isKnown ? `${which}${from ?? ''} → ${to ?? ''}` : `${which}to ${to ?? ''}`]
}

/** One leg for each interface that both ends are bound to (IS-04 v1.2 `interface_bindings`, ST 2022-7). */
function legsInWords(
  sender: EntryOf<'sender'> | undefined,
  receiver: EntryOf<'receiver'> | undefined,
  after: ReceiverState,
): string {
  if (after.leg !== null) return `, leg ${after.leg + 1}`
  if (!after.active || sender === undefined || receiver === undefined) return ''
  const legs = Math.min(receiver.resource.interface_bindings.length, sender.resource.interface_bindings.length)
  return legs > 1 ? `, ${legs} legs` : ''
}

/** The node of a device, by name. */
export function nodeOf(plant: PlantView, deviceId: Id | null): Change['node'] {
  const nodeId = deviceId === null ? null : (plant.entry('device', deviceId)?.resource.node_id ?? null)
  if (nodeId === null) return null
  const node = plant.entry('node', nodeId)
  return { id: nodeId, label: node === undefined ? nodeId : entryName(node) }
}

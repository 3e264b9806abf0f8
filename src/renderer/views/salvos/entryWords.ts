import type { Action, ActionType, Id, LightReceiver, LightSender } from '../../../contract'
import type { Picture } from '../../state/picture'
import { titleOf } from '../../state/routes'

/** What an entry switches. */
export type EntryTarget = { readonly kind: 'sender' | 'receiver'; readonly id: Id }

export function targetOf(action: Action): EntryTarget {
  return 'receiverId' in action ? { kind: 'receiver', id: action.receiverId } : { kind: 'sender', id: action.senderId }
}

/** What kinds of entry are called where one is chosen, in the order they are offered. */
export const kindWords: Readonly<Record<ActionType, string>> = {
  'route.connect': 'Route',
  'route.disconnect': 'Disconnect',
  'destination.lock': 'Lock',
  'destination.protect': 'Protect',
  'destination.release': 'Release',
  'receiver.enable': 'Receiver on',
  'receiver.disable': 'Receiver off',
  'sender.activate': 'Sender on',
  'sender.deactivate': 'Sender off',
}

type Names = Pick<Picture, 'senders' | 'receivers'>

const heldWords = ({ lock }: LightReceiver): string =>
  lock === null ? 'free' : `${lock.kind === 'lock' ? 'locked' : 'protected'} by ${lock.owner.name}`

function onNow(receiver: LightReceiver, { senders }: Names): string {
  const { active, senderId } = receiver.route
  if (!active) return 'nothing'
  if (senderId === null) return 'an unknown stream'
  const sender = senders.get(senderId)
  return sender === undefined ? 'an unknown sender' : titleOf(sender)
}

/** What its target is on now, as the picture has it; null for a target that the plant does not have. */
export function nowWords(action: Action, names: Names): string | null {
  if (!('receiverId' in action)) {
    const sender = names.senders.get(action.senderId)
    return sender === undefined ? null : sender.active ? 'on' : 'off'
  }
  const receiver = names.receivers.get(action.receiverId)
  if (receiver === undefined) return null
  switch (action.type) {
    case 'route.connect':
    case 'route.disconnect':
      return onNow(receiver, names)
    case 'receiver.enable':
    case 'receiver.disable':
      return receiver.route.active ? 'on' : 'off'
    case 'destination.lock':
    case 'destination.protect':
    case 'destination.release':
      return heldWords(receiver)
  }
}

/** What it will be on. `senderLabel`: what a sender is called that the plant does not have. */
export function afterWords(action: Action, senderLabel: string | null, { senders }: Names): string {
  switch (action.type) {
    case 'route.connect': {
      const sender = senders.get(action.senderId)
      const name = sender === undefined ? keptTitle(action.senderId, senderLabel) : titleOf(sender)
      return action.leg === undefined ? name : `${name}, leg ${String(action.leg + 1)}`
    }
    case 'route.disconnect':
      return 'nothing'
    case 'receiver.enable':
    case 'sender.activate':
      return 'on'
    case 'receiver.disable':
    case 'sender.deactivate':
      return 'off'
    case 'destination.lock':
      return 'locked'
    case 'destination.protect':
      return 'protected'
    case 'destination.release':
      return 'free'
  }
}

/** What something is called that the plant does not have: as it was when it was saved, else by its id. */
export const keptTitle = (id: Id, label: string | null): string =>
  label === null || label === id ? `unnamed ${id.slice(0, 8)}` : label

/** The port that an entry switches, where the plant has it. */
export function portOf(action: Action, { senders, receivers }: Names): LightSender | LightReceiver | undefined {
  const { kind, id } = targetOf(action)
  return kind === 'sender' ? senders.get(id) : receivers.get(id)
}

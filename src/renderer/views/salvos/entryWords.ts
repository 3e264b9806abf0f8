import type { Action, ActionType, Change, Id, LegAddress, LightReceiver, LightSender } from '../../../contract'
import type { Picture } from '../../state/picture'
import { titleOf } from '../../state/routes'

/** What an entry switches. */
export type EntryTarget = Pick<Change['target'], 'kind' | 'id'>

export function targetOf(action: Action): EntryTarget {
  if (action.type === 'mqtt.command') return { kind: 'device', id: action.deviceId }
  if (action.type === 'http.request') return { kind: 'service', id: new URL(action.url).host }
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
  'mqtt.command': 'Command',
  'http.request': 'Request',
}

/** The kinds that are made by hand: commands and requests come by the API. */
export const handKinds = (Object.keys(kindWords) as ActionType[]).filter(
  (kind) => kind !== 'mqtt.command' && kind !== 'http.request',
)

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
  if (action.type === 'mqtt.command' || action.type === 'http.request') return null
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
      return 'on'
    case 'receiver.disable':
      return 'off'
    case 'sender.activate':
    case 'sender.deactivate':
      return `${action.type === 'sender.activate' ? 'on' : 'off'}${addressWords(action.legs)}`
    case 'destination.lock':
      return 'locked'
    case 'destination.protect':
      return 'protected'
    case 'destination.release':
      return 'free'
    case 'mqtt.command':
      return action.command
    case 'http.request':
      return `${action.method} ${action.url}`
  }
}

/** `, at 239.40.0.4:5004 + 239.41.0.4:5004`; empty where no address is set. */
function addressWords(legs: readonly LegAddress[] | undefined): string {
  if (legs === undefined) return ''
  const words = legs.map(
    ({ multicast, port, source }) => [multicast, port].filter(Boolean).join(':') || (source ?? '–'),
  )
  return `, at ${words.join(' + ')}`
}

/** What something is called that the plant does not have: as it was when it was saved, else by its id. */
export const keptTitle = (id: Id, label: string | null): string =>
  label === null || label === id ? `unnamed ${id.slice(0, 8)}` : label

/** The port that an entry switches, where the plant has it. */
export function portOf(action: Action, { senders, receivers }: Names): LightSender | LightReceiver | undefined {
  const { kind, id } = targetOf(action)
  return kind === 'sender' ? senders.get(id) : receivers.get(id)
}

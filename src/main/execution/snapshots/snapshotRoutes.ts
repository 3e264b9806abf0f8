import type { Action, Id, SnapshotDifference, SnapshotRoute, Warning } from '../../../contract'
import { routeOf } from '../../plant/lightRecord'
import type { EntryOf, PlantView } from '../../plant/plant'
import { formatOfEntry } from '../../plant/plantIndexes'
import { entryName } from '../../policy/entryName'
import { nameOf } from '../actions'

type Standing = { readonly active: boolean; readonly senderId: Id | null; readonly label: string | null }

/** What a receiver is on now, as a snapshot keeps it. */
export function snapshotRoute(receiver: EntryOf<'receiver'>, plant: PlantView): SnapshotRoute {
  const { active, senderId } = routeOf(receiver)
  return {
    receiverId: receiver.id,
    receiverLabel: entryName(receiver).slice(0, 200),
    active,
    senderId,
    senderLabel: senderId === null ? null : nameOf(plant, senderId).slice(0, 200),
    format: formatOfEntry(receiver, plant.entry),
  }
}

/** What of a snapshot is otherwise now; null when it is as it was. An unknown stream is like another unknown one. */
export function differenceOf(route: SnapshotRoute, plant: PlantView): SnapshotDifference | null {
  const { receiverId } = route
  const receiver = plant.entry('receiver', receiverId)
  const then = { active: route.active, senderId: route.senderId, label: labelThen(route, plant) }
  if (receiver === undefined) {
    const label = route.receiverLabel
    return { receiverId, label, then, now: null, kind: 'gone', text: `${label}: not in the plant any more` }
  }
  const { active, senderId } = routeOf(receiver)
  if (active === route.active && senderId === route.senderId) return null
  const now = { active, senderId, label: senderId === null ? null : nameOf(plant, senderId) }
  const isGone = route.senderId !== null && plant.entry('sender', route.senderId) === undefined
  const label = entryName(receiver)
  const end = isGone ? ', which is not in the plant any more' : ''
  const text = `${label}: ${inWords(now)} now, ${inWords(then)} then${end}`
  return { receiverId, label, then, now, kind: isGone ? 'gone' : 'changed', text }
}

/**
 * What brings a difference back: if the receiver is still on what it is on now. What is gone is an entry too, which the
 * guard names. Null: it was on an unknown stream, and nobody can say where that comes from.
 */
export function restoring({ receiverId, then, now }: SnapshotDifference): Action | null {
  const isSeen = now !== null && (now.senderId !== null || !now.active)
  const seen = isSeen ? { expected: { senderId: now.senderId } } : {}
  if (then.senderId !== null) return { type: 'route.connect', senderId: then.senderId, receiverId, ...seen }
  return then.active ? null : { type: 'route.disconnect', receiverId, ...seen }
}

/** That a difference stays as it is. */
export function unknownStream({ receiverId, label }: SnapshotDifference): Warning {
  const text = `${label} was on an unknown stream then, which cannot be restored; it stays as it is.`
  return { code: 'UNKNOWN_STREAM', text, target: receiverId }
}

function labelThen({ senderId, senderLabel }: SnapshotRoute, plant: PlantView): string | null {
  if (senderId === null) return null
  return plant.get(senderId) === undefined ? (senderLabel ?? senderId) : nameOf(plant, senderId)
}

function inWords({ active, senderId, label }: Standing): string {
  if (!active) return 'nothing'
  return senderId === null ? 'an unknown stream' : (label ?? senderId)
}

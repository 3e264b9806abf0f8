import type { Id, RecoveryDifference, Registry } from '../../../contract'
import { routeOf } from '../../plant/lightRecord'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { someOf } from '../jobs/inPieces'

/** Why a part of the plant is not well, as a sentence; null: it is. */
export function illness(
  receivers: readonly EntryOf<'receiver'>[],
  registries: readonly Registry[],
  plant: PlantView,
): string | null {
  for (const { id, label, enabled, status } of registries) {
    if (!enabled || status.state === 'live' || status.state === 'polling' || status.state === 'off') continue
    if (receivers.length === 0 || receivers.some(({ witnesses }) => witnesses.has(id)))
      return `${label} is ${status.state}: what is there is not sure.`
  }
  if (receivers.length === 0) return 'There is no destination in it.'
  const offline = receivers.filter(({ status }) => status === 'offline')
  if (offline.length > 0) {
    const many = offline.length === 1 ? '1 destination is' : `${offline.length} destinations are`
    return `${many} offline: ${someOf(offline.map(entryName))}. What is gone for good can be forgotten.`
  }
  const silent = sendersOf(receivers, plant).filter(({ status }) => status === 'offline')
  if (silent.length > 0) {
    const many = silent.length === 1 ? '1 sender in use is' : `${silent.length} senders in use are`
    return `${many} offline: ${someOf(silent.map(entryName))}.`
  }
  return null
}

/** Differences that nobody has decided about, as a sentence; null: there are none. */
export function undecided(
  differences: readonly RecoveryDifference[],
  isOurs: (receiverId: Id) => boolean,
): string | null {
  const lost = differences.filter(({ cause, is }) => is !== null && (cause === 'lost' || cause === 'unknown'))
  if (lost.length > 0) {
    const many = lost.length === 1 ? '1 destination is' : `${lost.length} destinations are`
    return `${many} not as before, and nobody has decided about it: ${someOf(lost.map(({ label }) => label))}.`
  }
  const taken = differences.filter(({ cause, receiverId }) => cause === 'foreign' && isOurs(receiverId))
  if (taken.length === 0) return null
  const who = 'Signalbox is the one controller there'
  return `Somebody else has changed ${someOf(taken.map(({ label }) => label))}, and ${who}.`
}

function sendersOf(receivers: readonly EntryOf<'receiver'>[], plant: PlantView): readonly EntryOf<'sender'>[] {
  const ids = new Set(receivers.flatMap((receiver) => routeOf(receiver).senderId ?? []))
  return [...ids].flatMap((id) => plant.entry('sender', id) ?? [])
}

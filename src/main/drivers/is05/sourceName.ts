import type { PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import type { ReceiverState } from './endPointState'

/** What a receiver is on, in words. */
export function sourceName(plant: PlantView, state: Pick<ReceiverState, 'active' | 'senderId'>): string {
  return state.active ? keptName(plant, state) : 'nothing'
}

/** What a receiver is set to, whether it is on or off, in words. */
export function keptName(plant: PlantView, { senderId }: Pick<ReceiverState, 'senderId'>): string {
  if (senderId === null) return 'an unknown stream'
  const sender = plant.get(senderId)
  return sender === undefined ? `sender ${senderId.slice(0, 8)}` : entryName(sender)
}

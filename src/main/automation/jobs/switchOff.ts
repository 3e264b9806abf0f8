import type { Finding, Id } from '../../../contract'
import { isControllable } from '../../plant/lightRecord'
import type { PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { someOf } from './inPieces'

/** So many senders one fix switches off. */
const MOST = 100

/** Switches off senders that nothing receives; null where none of them can be told. */
export function switchOff(plant: PlantView, ids: readonly Id[]): Finding['fix'] {
  const senders = ids
    .flatMap((id) => plant.entry('sender', id) ?? [])
    .filter(
      ({ status, resource }) =>
        status === 'online' && isControllable(plant.entry('device', resource.device_id ?? '')?.resource),
    )
    .slice(0, MOST)
  if (senders.length === 0) return null
  const label = `Switch off ${someOf(senders.map(entryName), 3)}, which nothing receives`
  return { label, actions: senders.map(({ id }) => ({ type: 'sender.deactivate', senderId: id })) }
}

/** Why senders that a finding would switch off are not idle any more; null: they are. */
export function usedAgain(plant: PlantView, { fix }: Finding): string | null {
  for (const action of fix?.actions ?? []) {
    if (action.type !== 'sender.deactivate') continue
    const sender = plant.entry('sender', action.senderId)
    if (sender === undefined) return `The plant does not have ${action.senderId} any more.`
    if (sender.connection?.active !== true) return `${entryName(sender)} is off already.`
    const [first] = plant.receiversOfSender(sender.id)
    if (first !== undefined) return `${entryName(sender)} is received by ${entryName(first)} now.`
  }
  return null
}

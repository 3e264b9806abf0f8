import type { Change } from '../../../contract'
import type { PlantView } from '../../plant/plant'
import type { PlannedChange } from '../driver'
import { ReceiverState, SenderState } from './endPointState'
import { routeSummary, senderSummary } from './planChanges'
import { switchSummary } from './planSwitch'

/** What puts the target back to `before`; null where nothing was changed, or it was on a stream that nobody can name. */
export function reversed(plant: PlantView, change: Change): PlannedChange | null {
  return change.target.kind === 'sender' ? senderBack(change) : receiverBack(plant, change)
}

function senderBack({ driver, target, node, before, after }: Change): PlannedChange | null {
  const { active } = SenderState.parse(before)
  if (SenderState.parse(after).active === active) return null
  return { driver, target, node, summary: senderSummary(target.label, active), before: after, after: before }
}

function receiverBack(plant: PlantView, { driver, target, node, before, after }: Change): PlannedChange | null {
  const was = ReceiverState.parse(before)
  const is = ReceiverState.parse(after)
  const planned = { driver, target, node, before: after, after: before }
  if (is.keeps) {
    if (was.active === is.active) return null
    return { ...planned, summary: switchSummary(plant, target.label, is, was) }
  }
  if (was.active && was.senderId === null) return null
  if (was.active === is.active && was.senderId === is.senderId && was.leg === is.leg) return null
  const receiver = plant.entry('receiver', target.id)
  return { ...planned, summary: routeSummary(plant, target.label, receiver, is, was) }
}

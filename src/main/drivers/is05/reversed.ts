import type { Change } from '../../../contract'
import type { PlantView } from '../../plant/plant'
import { sentBack } from '../../plant/sentTo'
import type { PlannedChange } from '../driver'
import { ReceiverState, SenderState } from './endPointState'
import { routeSummary, senderSummary } from './planChanges'
import { switchSummary } from './planSwitch'
import { isSameStream } from './sameStream'

/** What puts the target back to `before`; null where nothing was changed, or it was on a stream that nobody can name. */
export function reversed(plant: PlantView, change: Change): PlannedChange | null {
  return change.target.kind === 'sender' ? senderBack(change) : receiverBack(plant, change)
}

function senderBack({ driver, target, node, before, after }: Change): PlannedChange | null {
  const was = SenderState.parse(before)
  const is = SenderState.parse(after)
  const legs = sentBack(was.legs ?? [], is.legs ?? [])
  // Where it sent before was never read: it can be switched back, not sent back.
  if (was.active === is.active && legs === null) return null
  const back: SenderState = { active: was.active, ...(legs === null ? {} : { legs }) }
  return { driver, target, node, summary: senderSummary(target.label, is, back), before: after, after: back }
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
  const receiver = plant.entry('receiver', target.id)
  const legs = receiver?.connection?.legs ?? []
  // On the same sender, which has been elsewhere meanwhile: it is connected anew.
  const isSame = was.active === is.active && was.senderId === is.senderId && was.leg === is.leg
  if (isSame && (!was.active || isSameStream(legs, was.legs))) return null
  return { ...planned, summary: routeSummary(plant, target.label, receiver, is, was) }
}

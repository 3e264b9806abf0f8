import type { Change } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import { legsOf } from '../../plant/streams'
import type { Standing } from '../driver'
import { asChangeError } from './deviceFault'
import { ReceiverState } from './endPointState'
import type { MovedSenders } from './movedSenders'
import { type ReadBackOptions, inWords, isAs, readActive } from './readBack'
import { isSameStream } from './sameStream'

export type StandingOptions = ReadBackOptions & { readonly movedSenders: Pick<MovedSenders, 'note'> }

/** Where a change's target is by its `/active`, read once; the plant is told. */
export async function standing(options: StandingOptions, change: Change, signal: AbortSignal): Promise<Standing> {
  const { target, before, after } = change
  const read = await readActive(options, target, signal)
  if (!read.ok) return { kind: 'unread', error: asChangeError(`${target.label} (active)`, read.error) }
  const { plant, movedSenders } = options
  const text = `${inWords(plant, target, after)}.`
  if (isAs(plant, target, read.state, after) && !isWhereItWas(change, read.state)) {
    if (target.kind === 'sender') movedSenders.note(change, read.state)
    return { kind: 'after', text }
  }
  return { kind: isAs(plant, target, read.state, before) ? 'before' : 'otherwise', text }
}

/** A receiver that was to be connected anew to the sender that it was on: its legs tell whether it was. */
function isWhereItWas({ target, before, after }: Change, state: ConnectionState): boolean {
  if (target.kind !== 'receiver') return false
  const [was, is] = [ReceiverState.parse(before), ReceiverState.parse(after)]
  const isSame = was.active && is.active && was.senderId !== null && was.senderId === is.senderId
  return isSame && isSameStream(legsOf('receiver', state), was.legs)
}

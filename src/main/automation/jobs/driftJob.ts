import type { Finding, Id } from '../../../contract'
import { countsAsOnAir } from '../../execution/onAir'
import { nameOf } from '../../execution/actions'
import { routeOf } from '../../plant/lightRecord'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { inPieces } from './inPieces'
import { type JobWork, finding } from './job'

/** What a destination is meant to be on, and who says so. */
export type Intention = {
  readonly active: boolean
  /** Null while active: an unknown stream. */
  readonly senderId: Id | null
  /** An end of a sentence: `Anna took it at 14:03:11 UTC, run 12`. */
  readonly by: string
}

/** Destinations that are not on what they are meant to be on. */
export function driftJob(plant: PlantView, intentionOf: (receiverId: Id) => Intention | null): JobWork {
  return {
    name: 'drift',
    title: 'Drift',
    description:
      'Compares what destinations are on with what they are meant to be on: what a run has set them to last, or the last known good routing of their scope, whichever is newer.',
    async look(report, signal) {
      await inPieces(plant.all('receiver'), signal, (receiver) => {
        const intention = intentionOf(receiver.id)
        if (intention === null || receiver.status === 'offline') return
        report.checked(1)
        const found = compare(receiver, intention)
        if (found !== null) report.find(found)
      })
    },
    isOver({ fix }) {
      const [action] = fix?.actions ?? []
      if (action?.type !== 'route.connect' && action?.type !== 'route.disconnect') return null
      const receiver = plant.entry('receiver', action.receiverId)
      if (receiver === undefined) return 'The plant does not have the destination any more.'
      const now = routeOf(receiver)
      const wanted = action.type === 'route.connect' ? action.senderId : null
      return now.senderId === wanted && now.active === (wanted !== null)
        ? `${entryName(receiver)} is as it should be again.`
        : null
    },
  }

  function compare(receiver: EntryOf<'receiver'>, { active, senderId, by }: Intention): Finding | null {
    const now = routeOf(receiver)
    if (now.active === active && now.senderId === senderId) return null
    // A stream that nobody knows may be the one that is meant.
    if (active && senderId === null) return null
    const name = entryName(receiver)
    const is = !now.active ? 'nothing' : now.senderId === null ? 'an unknown stream' : nameOf(plant, now.senderId)
    const should = senderId === null ? 'nothing' : nameOf(plant, senderId)
    const isOnAir = countsAsOnAir(receiver.marks.tally)
    const text = `${name} is on ${is} and is meant to be on ${should} (${by}).${isOnAir ? ' It is on air.' : ''}`
    const subjects = [
      receiver.id,
      ...(now.senderId === null ? [] : [now.senderId]),
      ...(senderId === null ? [] : [senderId]),
    ]
    return finding(isOnAir ? 'alarm' : 'warning', 'DRIFT', text, subjects, fixOf(receiver, senderId, now))
  }

  function fixOf(
    { id: receiverId }: EntryOf<'receiver'>,
    senderId: Id | null,
    now: ReturnType<typeof routeOf>,
  ): Finding['fix'] {
    const isSeen = now.senderId !== null || !now.active
    const seen = isSeen ? { expected: { senderId: now.senderId } } : {}
    if (senderId === null)
      return { label: 'Disconnect it', actions: [{ type: 'route.disconnect', receiverId, ...seen }] }
    if (plant.entry('sender', senderId) === undefined) return null
    const label = `Take ${nameOf(plant, senderId)} to it again`
    return { label, actions: [{ type: 'route.connect', senderId, receiverId, ...seen }] }
  }
}

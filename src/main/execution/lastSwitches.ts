import type { Id, Run } from '../../contract'
import { routeOfState } from './routeState'

/** Who has put which receiver on what, through here, since the start. */
export type LastSwitches = {
  readonly note: (run: Run) => void
  /** `Anna took it at 14:03:11 UTC, run 12`; null when nobody here put it on this sender last. */
  readonly of: (receiverId: Id, senderId: Id | null) => string | null
}

type Switch = { readonly senderId: Id | null; readonly words: string; readonly number: number }

/** So many receivers are remembered. */
const MOST = 20_000

export function createLastSwitches(): LastSwitches {
  const switches = new Map<Id, Switch>()
  return {
    note({ actor, number, changes, state }) {
      for (const { target, after, before, state: end, finishedAt } of changes) {
        if (target.kind !== 'receiver' || (end !== 'verified' && end !== 'reverted')) continue
        const route = routeOfState(end === 'verified' ? after : before)
        const known = switches.get(target.id)
        if (route === null || finishedAt === null || (known !== undefined && known.number > number)) continue
        const did = state === 'compensated' ? 'was put back' : 'took it'
        const words = `${actor.name} ${did} at ${finishedAt.slice(11, 19)} UTC, run ${number}`
        switches.delete(target.id)
        switches.set(target.id, { senderId: route.active ? route.senderId : null, words, number })
      }
      for (const id of switches.keys()) {
        if (switches.size <= MOST) break
        switches.delete(id)
      }
    },
    of(receiverId, senderId) {
      const last = switches.get(receiverId)
      return last?.senderId === senderId ? last.words : null
    },
  }
}

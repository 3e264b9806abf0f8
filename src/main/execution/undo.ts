import type { Action, Change, Hold, Id, Run } from '../../contract'
import type { PlantView } from '../plant/plant'
import { routeOfState } from './routeState'

/** What takes a run back, and what of it cannot be taken back, in sentences. */
export type Undo = { readonly actions: readonly Action[]; readonly impossible: readonly string[] }

/**
 * The opposite of what a run has done, in reverse order. Each receiver expects what the run left it on, so that what has
 * moved on since is not overrun unseen.
 */
export function undoOf(run: Run, plant: PlantView): Undo {
  const actions: Action[] = []
  const impossible: string[] = []
  const moved = new Set<Id>()
  for (const change of [...run.changes].reverse()) {
    if (change.state !== 'verified' || change.driver === 'none') continue
    const action = opposite(run, change)
    if (action === null)
      impossible.push(`${change.target.label} cannot be put back: what it was on before is not known.`)
    else if (action.type === 'sender.deactivate') {
      const users = plant.receiversOfSender(action.senderId).filter(({ id }) => !moved.has(id))
      if (users.length === 0) actions.push(action)
      else
        impossible.push(
          `${change.target.label} stays on: ${users.length === 1 ? 'a receiver' : `${users.length} receivers`} still on it.`,
        )
    } else {
      if ('receiverId' in action) moved.add(action.receiverId)
      actions.push(action)
    }
  }
  return { actions, impossible }
}

function opposite({ actions }: Run, change: Change): Action | null {
  const { target, before, after } = change
  const asked = actions[change.action]
  if (asked?.type === 'destination.release') return holdAgain(target.id, before)
  if (asked?.type === 'destination.lock' || asked?.type === 'destination.protect') {
    return { type: 'destination.release', receiverId: target.id, reason: 'Taken back.' }
  }
  if (target.kind === 'sender') {
    const type = before['active'] === true ? 'sender.activate' : 'sender.deactivate'
    return { type, senderId: target.id }
  }
  if (asked?.type === 'receiver.enable') return { type: 'receiver.disable', receiverId: target.id }
  if (asked?.type === 'receiver.disable') return { type: 'receiver.enable', receiverId: target.id }
  const was = routeOfState(before)
  const is = routeOfState(after)
  if (was === null || is === null) return null
  const seen = { expected: { senderId: is.active ? is.senderId : null } }
  if (!was.active) return { type: 'route.disconnect', receiverId: target.id, ...seen }
  if (was.senderId === null) return null
  const leg = was.leg === null ? {} : { leg: was.leg }
  return { type: 'route.connect', senderId: was.senderId, receiverId: target.id, ...leg, ...seen }
}

function holdAgain(receiverId: Id, before: Readonly<Record<string, unknown>>): Action | null {
  const hold = before['hold'] as Hold | null | undefined
  if (hold === null || hold === undefined) return null
  const type = hold.kind === 'lock' ? 'destination.lock' : 'destination.protect'
  return { type, receiverId, reason: hold.reason, durationS: null }
}

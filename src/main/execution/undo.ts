import { z } from 'zod'
import { type Action, type Actor, type Change, type Hold, type Id, LegAddress, type Run } from '../../contract'
import type { Driver } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import { sentBack } from '../plant/sentTo'
import { routeOfState } from './routeState'

/** So long may the reason of a hold be. */
const MOST_REASON = 200

/** What takes a run back, and what of it cannot be taken back, in sentences. */
export type Undo = { readonly actions: readonly Action[]; readonly impossible: readonly string[] }

/** Who takes it back, and when, epoch ms. */
export type UndoneBy = { readonly actor: Pick<Actor, 'id'>; readonly now: number }

/**
 * The opposite of what a run has done, in reverse order. Each receiver expects what the run left it on, so that what has
 * moved on since is not overrun unseen.
 */
export function undoOf(
  run: Run,
  plant: PlantView,
  drivers: readonly Pick<Driver, 'name' | 'opposite'>[],
  by: UndoneBy,
): Undo {
  const actions: Action[] = []
  const impossible: string[] = []
  const moved = new Set<Id>()
  for (const change of [...run.changes].reverse()) {
    if (change.state !== 'verified' || change.driver === 'none') continue
    const driver = drivers.find(({ name }) => name === change.driver)
    const action = driver?.opposite?.(change) ?? opposite(run, change, by)
    if (action === null)
      impossible.push(`${change.target.label} cannot be put back: what it was on before is not known.`)
    else if (typeof action === 'string') impossible.push(action)
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

/** Null where it is not known how it was; a sentence where that cannot be had again. */
function opposite({ actions }: Run, change: Change, by: UndoneBy): Action | string | null {
  const { target, before, after } = change
  const asked = actions[change.action]
  if (asked?.type === 'destination.release') return holdAgain(target, before, by)
  if (asked?.type === 'destination.lock' || asked?.type === 'destination.protect') {
    return { type: 'destination.release', receiverId: target.id, reason: 'Taken back.' }
  }
  if (target.kind === 'sender') {
    const type = before['active'] === true ? 'sender.activate' : 'sender.deactivate'
    const legs = sentBack(legsOf(before), legsOf(after))
    if (legs !== null) return { type, senderId: target.id, legs }
    if (after['legs'] !== undefined && before['active'] === after['active']) return null
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

function legsOf({ legs }: Readonly<Record<string, unknown>>): readonly LegAddress[] {
  const read = z.array(LegAddress).safeParse(legs)
  return read.success ? read.data : []
}

/** The same hold with the same end. Who takes it back holds it then: the reason says whose it was. */
function holdAgain(
  { id: receiverId, label }: Change['target'],
  before: Readonly<Record<string, unknown>>,
  { actor, now }: UndoneBy,
): Action | string | null {
  const hold = before['hold'] as Hold | null | undefined
  if (hold === null || hold === undefined) return null
  const { kind, owner, until } = hold
  const word = kind === 'lock' ? 'locked' : 'protected'
  if (kind === 'lease') return `${label} was leased by ${owner.name}; a lease is asked for anew.`
  if (until !== null && Date.parse(until) <= now) {
    return `${label} is not ${word} again: that of ${owner.name} would have ended at ${until}.`
  }
  const type = kind === 'lock' ? 'destination.lock' : 'destination.protect'
  const why = hold.reason === '' ? '' : `: ${hold.reason}`
  const reason = owner.id === actor.id ? hold.reason : `Put back, ${word} by ${owner.name} before${why}`
  const end = until === null ? {} : { until }
  return { type, receiverId, reason: reason.slice(0, MOST_REASON), durationS: null, ...end }
}

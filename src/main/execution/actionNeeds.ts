import type { Action, Id } from '../../contract'
import type { PlantView } from '../plant/plant'
import { madeFrom } from '../plant/signalPath'

/**
 * Which actions must have succeeded before each: those it names, the release of its destination, the routes into a
 * device whose output it routes, for a hold the switching of its destination, for a sender that is switched off the routes
 * that leave it, and for a route the sending elsewhere of its sender. Indices.
 */
export function needsOf(plant: PlantView, actions: readonly Action[]): readonly ReadonlySet<number>[] {
  const switching = new Map<Id, number>()
  const releasing = new Map<Id, number>()
  const moving = new Map<Id, number>()
  actions.forEach((action, index) => {
    if (action.type === 'sender.activate' && action.legs !== undefined) moving.set(action.senderId, index)
    if (action.type === 'destination.release') releasing.set(action.receiverId, index)
    else if (action.type.startsWith('route.')) switching.set('receiverId' in action ? action.receiverId : '', index)
  })
  return actions.map((action, index) => {
    const needs = new Set<number>(action.needs ?? [])
    if (action.type === 'destination.lock' || action.type === 'destination.protect') {
      add(needs, switching.get(action.receiverId), index)
    } else if (action.type !== 'destination.release' && 'receiverId' in action) {
      add(needs, releasing.get(action.receiverId), index)
    }
    if (action.type === 'sender.deactivate') {
      for (const { id } of plant.receiversOfSender(action.senderId)) add(needs, switching.get(id), index)
    }
    if (action.type === 'route.connect') add(needs, moving.get(action.senderId), index)
    if (action.type === 'route.connect' && switching.size > 1) {
      const sender = plant.entry('sender', action.senderId)
      if (sender !== undefined) for (const { id } of madeFrom(plant, sender)) add(needs, switching.get(id), index)
    }
    return needs
  })
}

function add(needs: Set<number>, need: number | undefined, own: number): void {
  if (need !== undefined && need !== own) needs.add(need)
}

/** Actions that wait for each other in a circle: for each of them the whole circle, as indices in order. */
export function circles(needs: readonly ReadonlySet<number>[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>()
  const state = new Map<number, 'open' | 'done'>()
  for (let start = 0; start < needs.length; start += 1) {
    if (state.has(start)) continue
    const path: number[] = [start]
    const walks = [(needs[start] ?? new Set<number>()).values()]
    state.set(start, 'open')
    while (path.length > 0) {
      const step = walks.at(-1)?.next()
      const at = path.at(-1) ?? start
      if (step === undefined || step.done === true) {
        state.set(at, 'done')
        path.pop()
        walks.pop()
        continue
      }
      const next = step.value
      if (state.get(next) === 'open') {
        const circle = path.slice(path.indexOf(next))
        for (const one of circle) if (!found.has(one)) found.set(one, circle)
      } else if (state.get(next) === undefined && next < needs.length) {
        state.set(next, 'open')
        path.push(next)
        walks.push((needs[next] ?? new Set<number>()).values())
      }
    }
  }
  return found
}

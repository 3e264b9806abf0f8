import type { Action, Id } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/v1.0'

/**
 * The senders that send on what a receiver gets, made over: those of the same device whose source has parents (IS-04
 * v1.3 `source.parents`) and that share a natural group with the receiver (BCP-002-01 v1.0 §Group Hint), or, where the
 * device says nothing of groups, that stand against its only receiver of the format.
 */
export function sentOn(plant: PlantView, receiver: EntryOf<'receiver'>): readonly EntryOf<'sender'>[] {
  const deviceId = receiver.resource.device_id
  if (deviceId === null) return []
  const alone =
    plant.receiversOfDevice(deviceId).filter(({ resource }) => resource.format === receiver.resource.format).length ===
    1
  const groups = groupsOf(receiver)
  return plant.sendersOfDevice(deviceId).filter((sender) => {
    const source = sourceOf(plant, sender)
    if (source === undefined || source.resource.parents.length === 0) return false
    if (source.resource.format !== receiver.resource.format) return false
    const own = groupsOf(sender)
    return own.length === 0 && groups.length === 0 ? alone : own.some((group) => groups.includes(group))
  })
}

/** The receivers of the same device whose stream this sender sends on. */
export function madeFrom(plant: PlantView, sender: EntryOf<'sender'>): readonly EntryOf<'receiver'>[] {
  const deviceId = sender.resource.device_id
  if (deviceId === null || (sourceOf(plant, sender)?.resource.parents.length ?? 0) === 0) return []
  return plant.receiversOfDevice(deviceId).filter((one) => sentOn(plant, one).some(({ id }) => id === sender.id))
}

function sourceOf(plant: PlantView, sender: EntryOf<'sender'>): EntryOf<'source'> | undefined {
  const flow = plant.entry('flow', sender.resource.flow_id ?? '')
  return plant.entry('source', flow?.resource.source_id ?? '')
}

function groupsOf({ resource }: EntryOf<'sender'> | EntryOf<'receiver'>): readonly string[] {
  return (resource.tags[GROUP_HINT] ?? []).map((hint) => hint.split(':')[0] ?? '')
}

/**
 * Which actions must have succeeded before each: those it names, the release of its destination, the routes into a
 * device whose output it routes, for a hold the switching of its destination, and for a sender that is switched off the
 * routes that leave it. Indices.
 */
export function needsOf(plant: PlantView, actions: readonly Action[]): readonly ReadonlySet<number>[] {
  const switching = new Map<Id, number>()
  const releasing = new Map<Id, number>()
  actions.forEach((action, index) => {
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

/**
 * Whether a route would feed a device with its own output: the receivers the signal would come back through, first and
 * last the same; null when it would not. `next` says what a receiver will be on when the request is done.
 */
export function loopOf(
  plant: PlantView,
  receiverId: Id,
  senderId: Id,
  next: (receiver: EntryOf<'receiver'>) => Id | null,
): readonly Id[] | null {
  const seen = new Set<Id>()
  const walk = (upstream: Id, path: readonly Id[]): readonly Id[] | null => {
    const sender = plant.entry('sender', upstream)
    if (sender === undefined || seen.has(upstream)) return null
    seen.add(upstream)
    for (const receiver of madeFrom(plant, sender)) {
      const along = [...path, receiver.id]
      if (receiver.id === receiverId) return along
      const further = next(receiver)
      const loop = further === null ? null : walk(further, along)
      if (loop !== null) return loop
    }
    return null
  }
  return walk(senderId, [receiverId])
}

/** Everything that would show something else when this receiver does, beyond itself. */
export function downstreamOf(plant: PlantView, receiver: EntryOf<'receiver'>): readonly EntryOf<'receiver'>[] {
  const found = new Map<Id, EntryOf<'receiver'>>()
  const visit = (from: EntryOf<'receiver'>): void => {
    for (const sender of sentOn(plant, from)) {
      for (const next of plant.receiversOfSender(sender.id)) {
        if (found.has(next.id) || next.id === receiver.id) continue
        found.set(next.id, next)
        visit(next)
      }
    }
  }
  visit(receiver)
  return [...found.values()]
}

import type { Id } from '../../contract'
import type { EntryOf, PlantView } from './plant'

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/v1.0'

/**
 * The senders that send on what a receiver gets, made over: those of the same device whose source has parents (IS-04
 * v1.3 `source.parents`) and that share a natural group with the receiver (BCP-002-01 v1.0 §Group Hint), or, where the
 * device says nothing of groups, that stand against its only receiver of the format.
 */
export function sentOn(plant: PlantView, receiver: EntryOf<'receiver'>): readonly EntryOf<'sender'>[] {
  const deviceId = receiver.resource.device_id
  if (deviceId === null || !sendsOn(plant, deviceId)) return []
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
  if (deviceId === null || !sendsOn(plant, deviceId)) return []
  if ((sourceOf(plant, sender)?.resource.parents.length ?? 0) === 0) return []
  return plant.receiversOfDevice(deviceId).filter((one) => sentOn(plant, one).some(({ id }) => id === sender.id))
}

/** Whether anything that a device sends is made from something else; known until the plant changes. */
function sendsOn(plant: PlantView, deviceId: Id): boolean {
  const seq = plant.seq()
  let found = known.get(plant)
  if (found?.seq !== seq) {
    found = { seq, devices: new Map() }
    known.set(plant, found)
  }
  const before = found.devices.get(deviceId)
  if (before !== undefined) return before
  const is = plant.sendersOfDevice(deviceId).some((one) => (sourceOf(plant, one)?.resource.parents.length ?? 0) > 0)
  found.devices.set(deviceId, is)
  return is
}

const known = new WeakMap<PlantView, { readonly seq: number; readonly devices: Map<Id, boolean> }>()

function sourceOf(plant: PlantView, sender: EntryOf<'sender'>): EntryOf<'source'> | undefined {
  const flow = plant.entry('flow', sender.resource.flow_id ?? '')
  return plant.entry('source', flow?.resource.source_id ?? '')
}

function groupsOf({ resource }: EntryOf<'sender'> | EntryOf<'receiver'>): readonly string[] {
  return (resource.tags[GROUP_HINT] ?? []).map((hint) => hint.split(':')[0] ?? '')
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

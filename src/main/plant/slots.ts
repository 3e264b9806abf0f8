import type { Id } from '../../contract'
import type { ResourceKind } from '../nmos/resources'
import type { EntryOf, PlantEntry } from './plant'
import type { Slot } from './slot'

/** The slots of the plant by id, and by kind in the order in which they came. */
export type Slots = {
  readonly get: (id: Id) => Slot | undefined
  readonly all: () => Iterable<Slot>
  readonly add: (slot: Slot) => void
  readonly remove: (slot: Slot) => void
  readonly entry: <K extends ResourceKind>(kind: K, id: Id) => EntryOf<K> | undefined
  readonly entries: <K extends ResourceKind>(kind: K) => Iterable<EntryOf<K>>
}

export function createSlots(): Slots {
  const byId = new Map<Id, Slot>()
  const byKind: Record<ResourceKind, readonly Slot[]> = {
    node: [],
    device: [],
    source: [],
    flow: [],
    sender: [],
    receiver: [],
  }

  /** Neighbours in a listing ask for the device they have in common, one after another. */
  let last: Slot | undefined

  function get(id: Id): Slot | undefined {
    if (last?.id === id) return last
    const found = byId.get(id)
    if (found !== undefined) last = found
    return found
  }

  return {
    get,
    all: () => byId.values(),
    add(slot) {
      byId.set(slot.id, slot)
      const list = byKind[slot.resource.kind] as Slot[]
      list.push(slot)
    },
    remove(slot) {
      const { kind } = slot.resource
      byId.delete(slot.id)
      if (last === slot) last = undefined
      // Another list: who goes through the one that was misses none.
      byKind[kind] = byKind[kind].filter((other) => other !== slot)
    },
    entry(kind, id) {
      const entry = get(id)?.entry
      return entry !== undefined && isOfKind(entry, kind) ? entry : undefined
    },
    *entries(kind) {
      for (const { entry } of byKind[kind]) if (entry !== undefined && isOfKind(entry, kind)) yield entry
    },
  }
}

function isOfKind<K extends ResourceKind>(entry: PlantEntry, kind: K): entry is EntryOf<K> {
  return entry.kind === kind
}

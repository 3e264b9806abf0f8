import type { Id } from '../../contract'

const NONE: ReadonlySet<Id> = new Set()

/** Ids by a key, in the order in which they came. */
export type KeyedIndex = {
  readonly of: (key: string) => ReadonlySet<Id>
  /** Moves an id from one key to another; null: under none. */
  readonly move: (id: Id, from: string | null, to: string | null) => void
  /** How many ids are under any key. An id may be under several. */
  readonly size: () => number
}

export function createKeyedIndex(): KeyedIndex {
  // Most keys have one id (the senders of a flow): tens of thousands of sets of one would be waste.
  const ids = new Map<string, Id | Set<Id>>()
  let size = 0

  function leave(id: Id, key: string): void {
    const known = ids.get(key)
    if (known === id) ids.delete(key)
    else if (typeof known !== 'object' || !known.delete(id)) return
    else if (known.size === 0) ids.delete(key)
    size -= 1
  }

  function enter(id: Id, key: string): void {
    const known = ids.get(key)
    if (known === undefined) ids.set(key, id)
    else if (known === id) return
    else if (typeof known === 'string') ids.set(key, new Set([known, id]))
    else {
      const before = known.size
      if (known.add(id).size === before) return
    }
    size += 1
  }

  return {
    of(key) {
      const known = ids.get(key)
      if (known === undefined) return NONE
      return typeof known === 'string' ? new Set([known]) : known
    },
    move(id, from, to) {
      if (from === to) return
      if (from !== null) leave(id, from)
      if (to !== null) enter(id, to)
    },
    size: () => size,
  }
}

import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Id } from '../../contract'

/** Runs whose decision is asked in the page itself, and how many places ask it: the floating cards leave them out. */
const store = createStore<{ readonly counts: ReadonlyMap<Id, number> }>(() => ({ counts: new Map() }))

const add = (id: Id, by: number): void => {
  store.setState(({ counts }) => {
    const next = new Map(counts)
    const count = (next.get(id) ?? 0) + by
    if (count > 0) next.set(id, count)
    else next.delete(id)
    return { counts: next }
  })
}

/** Says that a run's decision is asked here as long as the component is there. */
export function useShownInline(id: Id): void {
  useEffect(() => {
    add(id, 1)
    return () => {
      add(id, -1)
    }
  }, [id])
}

export const useInlineRuns = (): ReadonlyMap<Id, number> => useStore(store, ({ counts }) => counts)

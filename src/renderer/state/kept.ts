import { useCallback, useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

type Kept = { readonly value: unknown; readonly isChanged: boolean }

/** What was changed in forms and is not saved yet, by the form. It ends with the window. */
const keptStore = createStore<ReadonlyMap<string, Kept>>(() => new Map())

/** Sets what is kept of a form; null: nothing. */
export type Keep<T> = (next: T | null | ((known: T | null) => T | null)) => void

/**
 * What was changed in a form, kept while the person looks elsewhere; null: nothing was. `form`: which form, of which thing.
 * What differs in nothing (`isChanged`, the same function each time) is forgotten when the form is left.
 */
export function useKept<T>(form: string, isChanged: (kept: T) => boolean): readonly [kept: T | null, keep: Keep<T>] {
  const kept = useStore(keptStore, (all) => valueIn<T>(all, form))
  const keep = useCallback<Keep<T>>(
    (next) => {
      const all = keptStore.getState()
      const value = typeof next === 'function' ? (next as (known: T | null) => T | null)(valueIn<T>(all, form)) : next
      put(form, value === null ? null : { value, isChanged: isChanged(value) })
    },
    [form, isChanged],
  )
  useEffect(
    () => () => {
      if (keptStore.getState().get(form)?.isChanged === false) put(form, null)
    },
    [form],
  )
  return [kept, keep]
}

/** Whether something of a form waits to be saved. */
export const useIsUnsaved = (form: string): boolean => useStore(keptStore, (all) => all.get(form)?.isChanged ?? false)

function valueIn<T>(all: ReadonlyMap<string, Kept>, form: string): T | null {
  return (all.get(form)?.value as T | undefined) ?? null
}

function put(form: string, kept: Kept | null): void {
  keptStore.setState((all) => {
    const next = new Map(all)
    if (kept === null) next.delete(form)
    else next.set(form, kept)
    return next
  }, true)
}

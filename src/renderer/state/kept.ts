import { useCallback, useEffect, useState } from 'react'
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

/** What was written in a form is done, or is not wanted any more. */
export const forget = (form: string): void => {
  put(form, null)
}

/** Whether something of a form waits to be saved. */
export const useIsUnsaved = (form: string): boolean => useStore(keptStore, (all) => all.get(form)?.isChanged ?? false)

/** What is written in a form: `of` what, as it was when it was changed first, and what that reads as in the form. */
type Written<Thing, Draft> = { readonly of: Thing; readonly opened: Draft; readonly draft: Draft }

const isWritten = ({ opened, draft }: Written<unknown, unknown>): boolean =>
  JSON.stringify(draft) !== JSON.stringify(opened)

/** A form whose input is kept while the person looks elsewhere. */
export type DraftForm<Thing, Draft> = Written<Thing, Draft> & {
  /** Whether it says anything else than what it began with. */
  readonly changed: boolean
  readonly put: (part: Partial<Draft>) => void
  /** What was written is forgotten: it says what the thing is now. */
  readonly drop: () => void
  /** What was written stands as long as it is looked at, and is not worth keeping any more: it was sent. */
  readonly settle: () => void
}

/**
 * The input of a form that is about a thing. As long as nothing is changed it follows the thing. `form`: which form, of
 * which thing; `draftOf`: what the thing reads as in it; `keepable` (the same function each time): what of a draft may
 * outlive the form, beside what it began with. A secret may not.
 */
export function useDraft<Thing, Draft extends object>(
  form: string,
  thing: Thing,
  draftOf: (thing: Thing) => Draft,
  keepable?: (draft: Draft, opened: Draft) => Draft,
): DraftForm<Thing, Draft> {
  const begin = (): Written<Thing, Draft> => {
    const opened = draftOf(thing)
    return { of: thing, opened, draft: opened }
  }
  const [first, setFirst] = useState(begin)
  if (first.of !== thing) setFirst(begin())
  const [kept, keep] = useKept<Written<Thing, Draft>>(form, isWritten)
  const written = kept ?? first
  useEffect(
    () => () => {
      const left = valueIn<Written<Thing, Draft>>(keptStore.getState(), form)
      if (left === null || keepable === undefined) return
      const value = { ...left, draft: keepable(left.draft, left.opened) }
      put(form, isWritten(value) ? { value, isChanged: true } : null)
    },
    [form, keepable],
  )
  return {
    ...written,
    changed: isWritten(written),
    put: (part) => {
      keep((known) => ({ ...(known ?? first), draft: { ...(known ?? first).draft, ...part } }))
    },
    drop: () => {
      keep(null)
    },
    settle: () => {
      keep({ ...written, opened: written.draft })
    },
  }
}

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

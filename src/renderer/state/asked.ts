import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { problemOf } from './problem'

/** What was answered last; `value` null until something was. A failure keeps the value and says why it is old. */
export type Answer<T> = { readonly value: T | null; readonly problem: string | null }

/** Something of the house that is kept fresh as long as somebody looks at it. */
export type Asked<T> = {
  readonly store: StoreApi<Answer<T>>
  /** Asks, and asks again with each piece of news, until the disposer is called. Several may follow; one asks. */
  readonly follow: () => () => void
  /** Asks again; while an answer is under way, once more after it. */
  readonly refresh: () => void
}

/** `onNews` calls back whenever the answer may be another one, and returns its end. */
export function createAsked<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  onNews: (hear: () => void) => () => void,
): Asked<T> {
  const store = createStore<Answer<T>>(() => ({ value: null, problem: null }))
  let followers = 0
  let life = new AbortController()
  let stop: (() => void) | null = null
  let asking = false
  let again = false

  const refresh = (): void => {
    if (asking) {
      again = true
      return
    }
    asking = true
    again = false
    const { signal } = life
    ask(signal)
      .then(
        (value) => {
          if (!signal.aborted) store.setState({ value, problem: null })
        },
        (thrown: unknown) => {
          if (!signal.aborted) store.setState({ problem: problemOf(thrown) })
        },
      )
      .finally(() => {
        asking = false
        if (again && followers > 0) refresh()
      })
  }

  return {
    store,
    refresh,
    follow: () => {
      followers += 1
      if (followers === 1) {
        life = new AbortController()
        stop = onNews(refresh)
        refresh()
      }
      let left = false
      return () => {
        if (left) return
        left = true
        followers -= 1
        if (followers > 0) return
        stop?.()
        stop = null
        life.abort()
      }
    },
  }
}

/** The answer, followed as long as the component is there. */
export function useAsked<T>(asked: Asked<T>): Answer<T> {
  useEffect(() => asked.follow(), [asked])
  return useStore(asked.store)
}

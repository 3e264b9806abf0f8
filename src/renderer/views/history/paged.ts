import { useCallback, useEffect, useState } from 'react'
import { problemOf } from '../../state/problem'

type PageOf<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

/** A list that comes in pages; `more` is null on the last one. */
export type Paged<T> = {
  readonly items: readonly T[] | null
  readonly more: (() => void) | null
  readonly problem: string | null
}

/**
 * The list, from its first page on. `ask` must be another function when another list is meant; `revision` asks for the
 * first page again and keeps what is shown until it is there.
 */
export function usePaged<T>(
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
  revision: unknown,
): Paged<T> {
  const [state, setState] = useState<{ ask: unknown; pages: readonly PageOf<T>[]; problem: string | null }>({
    ask,
    pages: [],
    problem: null,
  })
  useEffect(() => {
    const life = new AbortController()
    ask(undefined, life.signal).then(
      (page) => {
        if (!life.signal.aborted) setState({ ask, pages: [page], problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setState((known) => ({ ...known, ask, problem: problemOf(thrown) }))
      },
    )
    return () => {
      life.abort()
    }
  }, [ask, revision])
  const mine = state.ask === ask
  const cursor = mine ? (state.pages.at(-1)?.nextCursor ?? null) : null
  const more = useCallback(() => {
    if (cursor === null) return
    ask(cursor, new AbortController().signal).then(
      (page) => {
        setState((known) =>
          known.ask === ask && known.pages.at(-1)?.nextCursor === cursor
            ? { ...known, pages: [...known.pages, page], problem: null }
            : known,
        )
      },
      (thrown: unknown) => {
        setState((known) => ({ ...known, problem: problemOf(thrown) }))
      },
    )
  }, [ask, cursor])
  return {
    items: mine && state.pages.length > 0 ? state.pages.flatMap((page) => page.items) : null,
    more: cursor === null ? null : more,
    problem: mine ? state.problem : null,
  }
}

import { useEffect, useState } from 'react'
import type { SearchHit } from '../../../contract'
import { problemOf } from '../../state/problem'
import { client } from '../client'

/** How long typing must rest before the engine is asked, ms. */
const REST_MS = 90
const LIMIT = 30

export type Hits = {
  /** What these are the hits of. */
  readonly of: string
  readonly items: readonly SearchHit[]
  readonly problem: string | null
}

const nothing: Hits = { of: '', items: [], problem: null }

/** The first that the engine finds, for whoever presses Enter before the hits are there. */
export async function firstHit(q: string): Promise<SearchHit | undefined> {
  const { items } = await client.search({ q, limit: 1 })
  return items[0]
}

/** What the engine finds; the hits of the text before stay until the new ones are there. */
export function useHits(text: string): Hits {
  const q = text.trim()
  const [hits, setHits] = useState<Hits>(nothing)
  useEffect(() => {
    if (q === '') return
    const life = new AbortController()
    const timer = setTimeout(() => {
      client
        .search({ q, limit: LIMIT }, { signal: life.signal })
        .then(({ items }) => {
          setHits({ of: q, items, problem: null })
        })
        .catch((thrown: unknown) => {
          if (!life.signal.aborted) setHits({ of: q, items: [], problem: problemOf(thrown) })
        })
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [q])
  // Hits of what was looked for last time would be taken for hits of this time.
  if (q === '' && hits.of !== '') setHits(nothing)
  return q === '' ? nothing : hits
}

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
  return q === '' ? nothing : hits
}

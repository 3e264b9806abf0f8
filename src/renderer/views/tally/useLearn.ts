import { useCallback, useEffect, useRef, useState } from 'react'
import type { EventSource, EventValue } from '../../../contract'
import { client } from '../../app/client'
import { problemOf } from '../../state/problem'

/** How long the next event is waited for, ms: time to walk to the desk and press the button. */
export const LEARN_MS = 60_000

/** `since`: epoch ms. */
export type Learning =
  | { readonly state: 'idle' }
  | { readonly state: 'waiting'; readonly since: number }
  | { readonly state: 'nothing' }
  | { readonly state: 'failed'; readonly problem: string }

/** Learn mode: the next event that arrives says its source and value. */
export function useLearn(onEvent: (source: EventSource, value: EventValue) => void) {
  const [learning, setLearning] = useState<Learning>({ state: 'idle' })
  const life = useRef<AbortController | null>(null)
  const hear = useRef(onEvent)
  useEffect(() => {
    hear.current = onEvent
  })
  const stop = useCallback(() => {
    life.current?.abort()
    setLearning({ state: 'idle' })
  }, [])
  useEffect(
    () => () => {
      life.current?.abort()
    },
    [],
  )
  const start = useCallback(() => {
    life.current?.abort()
    const mine = new AbortController()
    life.current = mine
    setLearning({ state: 'waiting', since: Date.now() })
    client.tally.learn({ waitMs: LEARN_MS }, { signal: mine.signal }).then(
      ({ event }) => {
        if (mine.signal.aborted) return
        setLearning({ state: event === null ? 'nothing' : 'idle' })
        if (event !== null) hear.current(event.source, event.value)
      },
      (thrown: unknown) => {
        if (!mine.signal.aborted) setLearning({ state: 'failed', problem: problemOf(thrown) })
      },
    )
  }, [])
  return { learning, start, stop }
}

import { useEffect, useMemo, useState } from 'react'
import type { Id, Run, RunSource } from '../../../contract'
import { client } from '../../app/client'
import { useEvents } from '../../state/events'
import { useFired } from '../../state/firing'
import { mergedRuns } from './runsOf'

/** Runs of a page of the history, and pages looked through for those of one source. */
const PAGE = 50
const PAGES = 4
/** Earlier runs that are shown. */
const SHOWN = 8

async function askEarlier(kind: RunSource['kind'], id: Id, signal: AbortSignal): Promise<readonly Run[]> {
  const found: Run[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES && found.length < SHOWN; page += 1) {
    const { items, nextCursor } = await client.runs.list({ limit: PAGE, cursor }, { signal })
    found.push(...items.filter(({ source, state }) => source?.kind === kind && source.id === id && state !== 'planned'))
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return found
}

/** The runs that were made from a salvo or a snapshot, newest first. */
export function useRuns(kind: RunSource['kind'], id: Id): readonly Run[] {
  const [earlier, setEarlier] = useState<{ readonly id: Id; readonly runs: readonly Run[] } | null>(null)
  const heard = useEvents((events) => events.runs)
  const { run } = useFired(id)
  useEffect(() => {
    const life = new AbortController()
    askEarlier(kind, id, life.signal).then(
      (runs) => {
        if (!life.signal.aborted) setEarlier({ id, runs })
      },
      // The runs of this window show anyway; the history says what is wrong.
      () => undefined,
    )
    return () => {
      life.abort()
    }
  }, [kind, id])
  return useMemo(() => {
    const fresh = heard.filter(({ source }) => source?.kind === kind && source.id === id)
    const older = earlier?.id === id ? earlier.runs : []
    return mergedRuns(fresh, run === null ? older : mergedRuns(older, [run])).slice(0, SHOWN)
  }, [heard, earlier, run, kind, id])
}

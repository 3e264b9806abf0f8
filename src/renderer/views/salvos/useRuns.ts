import { useEffect, useMemo, useState } from 'react'
import type { Id, Run, RunSource } from '../../../contract'
import { client } from '../../app/client'
import { useEvents } from '../../state/events'
import { useFired } from '../../state/firing'
import { mergedRuns } from './runsOf'

/** Runs that are asked for and shown. */
const SHOWN = 8

/**
 * The runs that were made from a salvo, a snapshot or a playbook, newest first. `fired`: by what the window knows the one
 * that it has begun itself.
 */
export function useRuns(kind: RunSource['kind'], id: Id, fired: string): readonly Run[] {
  const [earlier, setEarlier] = useState<{ readonly id: Id; readonly runs: readonly Run[] } | null>(null)
  const heard = useEvents((events) => events.runs)
  const waiting = useEvents((events) => events.waiting)
  const { run } = useFired(fired)
  useEffect(() => {
    const life = new AbortController()
    client.runs.list({ source: kind, sourceId: id, plans: false, limit: SHOWN }, { signal: life.signal }).then(
      ({ items }) => {
        if (!life.signal.aborted) setEarlier({ id, runs: items })
      },
      // The runs of this window show anyway; the history says what is wrong.
      () => undefined,
    )
    return () => {
      life.abort()
    }
  }, [kind, id])
  return useMemo(() => {
    const fresh = [...heard, ...waiting.values()].filter(({ source }) => source?.kind === kind && source.id === id)
    const older = earlier?.id === id ? earlier.runs : []
    return mergedRuns(fresh, run === null ? older : mergedRuns(older, [run])).slice(0, SHOWN)
  }, [heard, waiting, earlier, run, kind, id])
}

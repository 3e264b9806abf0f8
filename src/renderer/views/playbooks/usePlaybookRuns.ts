import { useEffect, useMemo, useState } from 'react'
import type { Run } from '../../../contract'
import { client } from '../../app/client'
import { useEvents } from '../../state/events'
import { useFired } from '../../state/firing'
import { mergedRuns } from '../salvos/runsOf'

/** Runs that are looked through for those of one playbook, and those that are shown. */
const PAGE = 100
const SHOWN = 8

/** The runs of a playbook, newest first. */
export function usePlaybookRuns(name: string): readonly Run[] {
  const [earlier, setEarlier] = useState<{ readonly name: string; readonly runs: readonly Run[] } | null>(null)
  const heard = useEvents((events) => events.runs)
  const waiting = useEvents((events) => events.waiting)
  const { run } = useFired(`playbook ${name}`)
  useEffect(() => {
    const life = new AbortController()
    client.runs.list({ source: 'playbook', limit: PAGE }, { signal: life.signal }).then(
      ({ items }) => {
        if (!life.signal.aborted) setEarlier({ name, runs: items.filter(({ playbook }) => playbook?.name === name) })
      },
      // The runs of this window show anyway; the history says what is wrong.
      () => undefined,
    )
    return () => {
      life.abort()
    }
  }, [name])
  return useMemo(() => {
    const fresh = [...heard, ...waiting.values()].filter(({ playbook }) => playbook?.name === name)
    const older = earlier?.name === name ? earlier.runs : []
    return mergedRuns(fresh, run === null ? older : mergedRuns(older, [run])).slice(0, SHOWN)
  }, [heard, waiting, earlier, run, name])
}

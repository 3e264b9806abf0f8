import { useState } from 'react'
import type { Change, Id, Run } from '../../../../contract'
import { useEvents } from '../../../state/events'

/** The last run that touched a thing and is as `counts` wants it (the same function each time); null: none was heard of. */
export function useLastRunOf(target: Id, counts: (run: Run, change: Change) => boolean): Id | null {
  const newest = useEvents(({ runs: [run] }) => {
    const change = run?.changes.find((one) => one.target.id === target)
    return run !== undefined && change !== undefined && counts(run, change) ? run.id : null
  })
  const [last, setLast] = useState(newest)
  if (newest !== null && newest !== last) setLast(newest)
  return newest ?? last
}

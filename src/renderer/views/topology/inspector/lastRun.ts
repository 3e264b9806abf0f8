import { useState } from 'react'
import type { Id, Run } from '../../../../contract'
import { useEvents } from '../../../state/events'

/** The last run that touched a thing and is as `counts` wants it (the same function each time); null: none was heard of. */
export function useLastRunOf(target: Id, counts: (run: Run) => boolean): Id | null {
  const newest = useEvents(({ runs: [run] }) => {
    const isOne = run !== undefined && counts(run) && run.changes.some((change) => change.target.id === target)
    return isOne ? run.id : null
  })
  const [last, setLast] = useState(newest)
  if (newest !== null && newest !== last) setLast(newest)
  return newest ?? last
}

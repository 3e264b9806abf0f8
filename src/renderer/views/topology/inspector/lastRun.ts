import { useState } from 'react'
import type { Id, Run } from '../../../../contract'
import { useEvents } from '../../../state/events'

/** The last run that touched a thing and is as `counts` wants it (the same function each time); null: none was heard of. */
export function useLastRunOf(target: Id, counts: (run: Run) => boolean): Id | null {
  const newest = useEvents(({ runs: [run] }) => (run !== undefined && counts(run) ? run : null))
  const [last, setLast] = useState<Id | null>(null)
  const isNews = newest !== null && newest.id !== last && newest.changes.some((change) => change.target.id === target)
  if (isNews) setLast(newest.id)
  return isNews ? newest.id : last
}

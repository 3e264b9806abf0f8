import { useMemo } from 'react'
import type { Id } from '../../contract'
import { usePicture } from './picture'
import { useView } from './view'

/** The destinations among what is chosen on the graph: those chosen together, else the one that is shown. */
export function useChosenReceivers(): readonly Id[] {
  const selection = useView((view) => view.selection)
  const selected = useView((view) => view.selected)
  const receivers = usePicture((picture) => picture.receivers)
  return useMemo(() => {
    const ids = selection.size > 0 ? [...selection] : selected === null ? [] : [selected.id]
    return ids.filter((id) => receivers.has(id))
  }, [selection, selected, receivers])
}

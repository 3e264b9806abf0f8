import { useMemo } from 'react'
import type { Id } from '../../contract'
import { usePicture } from './picture'
import { useView } from './view'

/** The sources among what is chosen on the graph: those chosen together, else the one that is shown. */
export const useChosenSenders = (): readonly Id[] => useChosen(usePicture((picture) => picture.senders))

/** The destinations among what is chosen on the graph: those chosen together, else the one that is shown. */
export const useChosenReceivers = (): readonly Id[] => useChosen(usePicture((picture) => picture.receivers))

function useChosen(ports: ReadonlyMap<Id, unknown>): readonly Id[] {
  const selection = useView((view) => view.selection)
  const selected = useView((view) => view.selected)
  return useMemo(() => {
    const ids = selection.size > 0 ? [...selection] : selected === null ? [] : [selected.id]
    return ids.filter((id) => ports.has(id))
  }, [selection, selected, ports])
}

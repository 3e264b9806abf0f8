import { useIsUnsaved } from '../state/kept'

/** On what opens a form: that something in it waits to be saved. */
export function Unsaved({ form }: { readonly form: string }) {
  const unsaved = useIsUnsaved(form)
  return (
    unsaved && (
      <span className="warn" role="img" aria-label="not saved yet" title="What was begun is kept, and not saved yet">
        ●
      </span>
    )
  )
}

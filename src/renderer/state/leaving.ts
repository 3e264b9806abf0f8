import { useEffect, useRef, useState, type RefCallback } from 'react'

/** What Escape can leave, and where it stands. */
type Leavable<Place> = { readonly place: Place; readonly leave: () => void }

let open: readonly Leavable<HTMLElement>[] = []

/**
 * Makes what is drawn (a form, a question, a dialog) something that Escape leaves, as long as `leave` is not null. Gives
 * the ref of its element. Leaving loses nothing that was written: what a form holds is kept, see `useDraft`.
 */
export function useLeaving(leave: (() => void) | null): RefCallback<HTMLElement> {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const latest = useRef(leave)
  useEffect(() => {
    latest.current = leave
  })
  const can = leave !== null
  useEffect(() => {
    if (place === null || !can) return
    const mine = { place, leave: () => latest.current?.() }
    open = [...open, mine]
    return () => {
      open = open.filter((each) => each !== mine)
    }
  }, [place, can])
  return setPlace
}

/** Which one is meant, of those that are open, oldest first: the innermost around the focus; undefined: none is around it. */
export function openAround<Place>(
  all: readonly Leavable<Place>[],
  isAround: (place: Place) => boolean,
  contains: (outer: Place, inner: Place) => boolean,
): Leavable<Place> | undefined {
  const around = all.filter(({ place }) => isAround(place))
  return around.findLast(({ place }) => around.every((other) => other.place === place || !contains(place, other.place)))
}

/** Leaves what is around the place where the keys go; false: nothing that can be left is. */
export function leaveAround(target: EventTarget | null): boolean {
  if (!(target instanceof Node)) return false
  return leave(
    openAround(
      open,
      (place) => place.contains(target),
      (outer, inner) => outer.contains(inner),
    ),
  )
}

/** Leaves what was opened last, wherever the keys go; false: nothing is open. */
export const leaveLast = (): boolean => leave(open.at(-1))

function leave(found: Leavable<HTMLElement> | undefined): boolean {
  if (found === undefined) return false
  // What is typed in a field counts when the field loses the focus; it would be lost with the field.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  found.leave()
  // The keys mean the sheet around it again.
  found.place.parentElement?.closest<HTMLElement>('[role="dialog"], dialog')?.focus()
  return true
}

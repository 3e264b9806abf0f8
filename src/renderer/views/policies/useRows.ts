import { useEffect, useState, type RefObject } from 'react'

/** Rows drawn above and below what is in sight. */
const MORE = 12

/**
 * Which rows of a list of equal heights (px) have to be drawn: from the first up to but without the last. Thousands of
 * rules stay as quick as ten.
 */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  height: number,
  count: number,
): readonly [first: number, last: number] {
  const [seen, setSeen] = useState<readonly [number, number]>([0, 40])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / height) - MORE)
      const last = Math.ceil((element.scrollTop + element.clientHeight) / height) + MORE
      setSeen((known) => (known[0] === first && known[1] === last ? known : [first, last]))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const size = new ResizeObserver(look)
    size.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      size.disconnect()
    }
  }, [scroller, height])
  return [Math.min(seen[0], count), Math.min(seen[1], count)]
}

import { useStore } from '@xyflow/react'
import styles from './Dots.module.css'

/** Distance of the dots, in units of the picture; far out it doubles until they are this far apart on the screen, CSS px. */
const GAP = 24
const LEAST_PX = 17

/** The dotted ground. It is moved as a whole, not drawn anew, so that a pan costs next to nothing. */
export function Dots() {
  const gap = useStore(({ transform: [, , zoom] }) => {
    let wide = GAP * zoom
    while (wide < LEAST_PX) wide *= 2
    return wide
  })
  const x = useStore(({ transform }) => transform[0] % gap)
  const y = useStore(({ transform }) => transform[1] % gap)
  return (
    <div
      className={styles.dots}
      aria-hidden="true"
      style={{
        inset: -2 * gap,
        backgroundSize: `${String(gap)}px ${String(gap)}px`,
        transform: `translate(${String(x)}px,${String(y)}px)`,
      }}
    />
  )
}

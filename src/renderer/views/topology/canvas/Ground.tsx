import { useStore } from '@xyflow/react'
import { memo } from 'react'
import { around, type Places } from '../layout/places'
import styles from './Ground.module.css'

/** Distance of the dots, in units of the picture; far out it doubles until they are this far apart on the screen, CSS px. */
const GAP = 24
const LEAST_PX = 17
/** How far the dotted ground reaches beyond the plant, in units of the picture; a multiple of the distance of the dots. */
const BEYOND = 24 * 384

/**
 * The dotted ground that the plant stands on. It is opaque and under everything, and lies in the picture itself: so the
 * browser keeps picture and ground as one surface, and a pan only moves that.
 */
export const Ground = memo(function Ground({ places }: { readonly places: Places }) {
  const gap = useStore(
    ({ transform: [, , zoom] }) => GAP * 2 ** Math.max(0, Math.ceil(Math.log2(LEAST_PX / GAP / zoom))),
  )
  const bounds = around(places.rooms.values())
  if (bounds === null) return null
  const onGrid = (at: number): number => Math.floor(at / BEYOND) * BEYOND
  const left = onGrid(bounds.x) - BEYOND
  const top = onGrid(bounds.y) - BEYOND
  return (
    <div
      className={styles.ground}
      aria-hidden="true"
      style={{
        left,
        top,
        width: onGrid(bounds.x + bounds.width) + 2 * BEYOND - left,
        height: onGrid(bounds.y + bounds.height) + 2 * BEYOND - top,
        backgroundSize: `${String(gap)}px ${String(gap)}px`,
        backgroundImage: `radial-gradient(#182029 ${String(gap / GAP)}px, transparent ${String((gap / GAP) * 1.2)}px)`,
      }}
    />
  )
})

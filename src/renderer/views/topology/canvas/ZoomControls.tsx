import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { useReactFlow, useStore } from '@xyflow/react'
import styles from './ZoomControls.module.css'

/** How long a change of the view takes, ms. */
export const GLIDE_MS = 220

/** Nearer, further, everything: by mouse, and by + − 0 while the picture has the focus. */
export function ZoomControls({ fit }: { readonly fit: () => void }) {
  const flow = useReactFlow()
  const percent = useStore((s) => Math.round(s.transform[2] * 100))
  return (
    <div className={styles.controls} role="group" aria-label="View of the picture">
      <button
        type="button"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => void flow.zoomIn({ duration: GLIDE_MS })}
      >
        <IconPlus size={15} stroke={1.7} />
      </button>
      <span className={styles.zoom}>{percent}%</span>
      <button
        type="button"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => void flow.zoomOut({ duration: GLIDE_MS })}
      >
        <IconMinus size={15} stroke={1.7} />
      </button>
      <button type="button" aria-label="Show the whole plant" title="Show the whole plant (0)" onClick={fit}>
        <IconArrowsMaximize size={15} stroke={1.7} />
      </button>
    </div>
  )
}

import { useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { pointerStore } from '../canvas/canvasStore'

/** How near to the edge of the canvas a drag begins to move the picture, and how far at most per frame, CSS px. */
const MARGIN_PX = 44
const FASTEST_PX = 14

/** How fast to move along one axis, from where the pointer is between the two edges. */
function speed(at: number, low: number, high: number): number {
  const inside = Math.min(at - low, high - at)
  if (inside > MARGIN_PX) return 0
  const share = Math.min(1, (MARGIN_PX - inside) / MARGIN_PX)
  return share * FASTEST_PX * (at - low < high - at ? 1 : -1)
}

/** Moves the picture while a drag is held at the edge of the canvas. */
export function useAutoPan(): void {
  const flow = useStoreApi()
  useEffect(() => {
    let frame = 0
    const step = (): void => {
      const { at } = pointerStore.getState()
      const { domNode, panBy } = flow.getState()
      if (at !== null && domNode !== null) {
        const { left, top, right, bottom } = domNode.getBoundingClientRect()
        const by = { x: speed(at.x, left, right), y: speed(at.y, top, bottom) }
        if (by.x !== 0 || by.y !== 0) void panBy(by)
      }
      frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => {
      cancelAnimationFrame(frame)
    }
  }, [flow])
}

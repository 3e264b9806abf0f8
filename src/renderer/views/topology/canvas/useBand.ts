import { useReactFlow } from '@xyflow/react'
import { useCallback, useState, type PointerEvent as ReactPointerEvent } from 'react'
import { choose, viewStore } from '../../../state/view'
import type { Graph } from '../graphModel'
import { swallowClick } from './dragGesture'
import { portsWithin } from '../layout/portsWithin'
import type { Places, Rect } from '../layout/places'

type Point = { readonly x: number; readonly y: number }

const rectOf = (a: Point, b: Point): Rect => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
})

/**
 * A band drawn with Shift over the ground chooses the ports that it touches; with Ctrl too, besides those that were
 * chosen. `band` is in CSS px of the window, null while none is drawn.
 */
export function useBand(
  graph: Graph,
  places: Places,
): { readonly band: Rect | null; readonly begin: (event: ReactPointerEvent) => void } {
  const flow = useReactFlow()
  const [band, setBand] = useState<Rect | null>(null)
  const begin = useCallback(
    (press: ReactPointerEvent) => {
      const on = press.target as Element
      if (!press.shiftKey || press.button !== 0) return
      if (on.closest('.react-flow') === null || on.closest('[data-box], [data-port], button, .nopan') !== null) return
      press.stopPropagation()
      press.preventDefault()
      const start = { x: press.clientX, y: press.clientY }
      const before = press.ctrlKey || press.metaKey ? viewStore.getState().selection : new Set<string>()
      const move = (event: PointerEvent): void => {
        const rect = rectOf(start, { x: event.clientX, y: event.clientY })
        setBand(rect)
        const low = flow.screenToFlowPosition({ x: rect.x, y: rect.y })
        const high = flow.screenToFlowPosition({ x: rect.x + rect.width, y: rect.y + rect.height })
        choose([...before, ...portsWithin(graph, places, rectOf(low, high))])
      }
      const end = (): void => {
        swallowClick()
        setBand(null)
        window.removeEventListener('pointermove', move)
        window.removeEventListener('pointerup', end)
        window.removeEventListener('pointercancel', end)
      }
      window.addEventListener('pointermove', move)
      window.addEventListener('pointerup', end)
      window.addEventListener('pointercancel', end)
    },
    [flow, graph, places],
  )
  return { band, begin }
}

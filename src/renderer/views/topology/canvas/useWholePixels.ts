import { useReactFlow, type Viewport } from '@xyflow/react'
import { useCallback } from 'react'

/**
 * Puts a view that has come to rest on whole pixels: letters are sharp there, and a pan from there only shifts what is
 * drawn, where one by fractions would blend every pixel with its neighbours.
 */
export function useWholePixels(): (viewport: Viewport) => void {
  const flow = useReactFlow()
  return useCallback(
    ({ x, y, zoom }) => {
      const whole = { x: Math.round(x), y: Math.round(y), zoom }
      if (whole.x !== x || whole.y !== y) void flow.setViewport(whole)
    },
    [flow],
  )
}

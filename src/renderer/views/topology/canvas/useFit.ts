import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import { around, type Places } from '../layout/places'
import { GLIDE_MS } from './ZoomControls'

/** Around the plant when all of it is shown, CSS px: the legend and the map keep clear of it where they can. */
const PADDING = { top: '20px', left: '20px', right: '20px', bottom: '44px' } as const
/** Nearer than this a small plant is not shown. */
const NEAREST = 1.6

/**
 * Shows the whole plant: on demand, and by itself as long as the person has not moved the picture. `moved` is to be told
 * of every movement.
 */
export function useFit(places: Places): { readonly fit: () => void; readonly moved: (event: unknown) => void } {
  const flow = useReactFlow()
  const store = useStoreApi()
  const theirs = useRef(false)
  const show = useCallback(
    (duration: number) => {
      const bounds = around(places.rooms.values())
      const { width, height, minZoom } = store.getState()
      if (bounds === null || width === 0 || height === 0) return
      void flow.setViewport(getViewportForBounds(bounds, width, height, minZoom, NEAREST, PADDING), { duration })
    },
    [flow, store, places],
  )
  useEffect(() => {
    if (!theirs.current) show(0)
  }, [show])
  const fit = useCallback(() => {
    show(GLIDE_MS)
  }, [show])
  // A movement without an event is our own.
  const moved = useCallback((event: unknown) => {
    if (event !== null && event !== undefined) theirs.current = true
  }, [])
  return { fit, moved }
}

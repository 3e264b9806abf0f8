import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import { useView } from '../../../state/view'
import { around, type Places } from '../layout/places'
import { canvasStore } from './canvasStore'
import { GLIDE_MS } from './ZoomControls'

/** Around the plant when all of it is shown, CSS px: the legend and the map keep clear of it where they can. */
const PADDING = { top: '20px', left: '20px', right: '20px', bottom: '44px' } as const
/** Nearer than this a small plant is not shown. */
const NEAREST = 1.6

/**
 * Shows the whole plant: on demand, and by itself as long as the person has not moved the picture, nor flown anywhere:
 * for another arrangement, and for another size of the window. `moved` is to be told of every movement.
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
  useNarrowed(
    useCallback(() => {
      theirs.current = false
    }, []),
  )
  useEffect(() => {
    if (!theirs.current) show(0)
  }, [show])
  useFlown(
    useCallback(() => {
      theirs.current = true
    }, []),
  )
  const late = useRef(false)
  useResized((lower) => {
    const isUnderHand = canvasStore.getState().drag !== null || store.getState().domNode?.matches(':hover') === true
    late.current = isUnderHand
    if (!theirs.current && !isUnderHand) show(0)
    else if (lower !== 0) {
      const { x, y, zoom } = flow.getViewport()
      void flow.setViewport({ x, y: y - lower, zoom })
    }
  })
  useLeft(() => {
    if (late.current && !theirs.current) show(GLIDE_MS)
    late.current = false
  })
  const fit = useCallback(() => {
    theirs.current = false
    show(GLIDE_MS)
  }, [show])
  // A movement without an event is our own.
  const moved = useCallback((event: unknown) => {
    if (event !== null && event !== undefined) theirs.current = true
  }, [])
  return { fit, moved }
}

/** What is on air alone is another picture than all of it: wherever somebody looked before, it is shown whole. */
function useNarrowed(then: () => void): void {
  const onAir = useView((view) => view.onAir)
  const seen = useRef(onAir)
  useEffect(() => {
    if (onAir === seen.current) return
    seen.current = onAir
    then()
  }, [onAir, then])
}

/** Who flies somewhere wants to be there. */
function useFlown(then: () => void): void {
  const wish = useView((view) => view.flyTo)
  const seen = useRef(wish)
  useEffect(() => {
    if (wish === null || wish === seen.current) return
    seen.current = wish
    then()
  }, [wish, then])
}

/**
 * Tells when the room for the picture has another size because the window has, or because a bar above it came or went:
 * then also by how much lower it begins, CSS px, so that what is under a hand can stay where it is. A panel that opens
 * beside it is no reason to move what is looked at.
 */
function useResized(then: (lower: number) => void): void {
  const width = useStore((s) => s.width)
  const height = useStore((s) => s.height)
  const latest = useRef(then)
  const last = useRef({ height, window: 0, tall: 0 })
  useEffect(() => {
    latest.current = then
  })
  useEffect(() => {
    const { innerWidth, innerHeight } = window
    const { height: before, window: wide, tall } = last.current
    last.current = { height, window: innerWidth, tall: innerHeight }
    if (before > 0 && (before !== height || wide !== innerWidth))
      latest.current(tall === innerHeight ? before - height : 0)
  }, [width, height])
}

/** Tells when the pointer has left the picture and drags nothing. */
function useLeft(then: () => void): void {
  const element = useStore((s) => s.domNode)
  const latest = useRef(then)
  useEffect(() => {
    latest.current = then
  })
  useEffect(() => {
    const left = (): void => {
      if (canvasStore.getState().drag === null) latest.current()
    }
    element?.addEventListener('pointerleave', left)
    return () => {
      element?.removeEventListener('pointerleave', left)
    }
  }, [element])
}

import { useStore, type ReactFlowState } from '@xyflow/react'
import { useMemo } from 'react'
import type { Point } from './anchors'

/** What is worth drawing: the part of the picture that the window shows, and some way beyond. */
export type Nearby = { readonly touches: (line: { readonly from: Point; readonly to: Point }) => boolean }

/**
 * Up to so many routes are all drawn wherever they are: each that comes or goes makes the browser paint all that it
 * crosses anew, and that costs a pan more than having it there.
 */
const ALL_UP_TO = 800
/** Of more, the window's part is drawn; it is known in steps of this many CSS px, so that it seldom changes. */
const STEP_PX = 960
/** A curve may swing out beyond its ends by so much, in units of the picture. */
const SWING = 220

const everywhere: Nearby = { touches: () => true }

const stepOf = ({ transform: [x, y, zoom], width, height }: ReactFlowState): string => {
  const step = (at: number): number => Math.floor(at / STEP_PX)
  return [step(-x), step(-y), step(width - x) + 1, step(height - y) + 1, zoom].join(' ')
}

export function useNearby(routes: number): Nearby {
  const step = useStore((s) => (routes <= ALL_UP_TO ? '' : stepOf(s)))
  return useMemo(() => {
    if (step === '') return everywhere
    const [left = 0, top = 0, right = 0, bottom = 0, zoom = 1] = step.split(' ').map(Number)
    const unit = STEP_PX / zoom
    const low = { x: left * unit - SWING, y: top * unit - SWING }
    const high = { x: right * unit + SWING, y: bottom * unit + SWING }
    return {
      touches: ({ from, to }) =>
        Math.max(from.x, to.x) >= low.x &&
        Math.min(from.x, to.x) <= high.x &&
        Math.max(from.y, to.y) >= low.y &&
        Math.min(from.y, to.y) <= high.y,
    }
  }, [step])
}

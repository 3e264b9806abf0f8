import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Id } from '../../../../contract'
import { useView } from '../../../state/view'
import type { Graph } from '../graphModel'
import { portAnchor } from '../edges/anchors'
import { around, type Places } from '../layout/places'
import { DEVICE_WIDTH } from '../layout/measures'

/** How long a flight takes, and how long after it the place is still followed if the arrangement changes, ms. */
const FLIGHT_MS = 380
const FOLLOWED_MS = 4000
/** The least zoom at the end of a flight: names can be read. */
const READABLE = 0.9

/** The middle of a port, a device or a node's devices; null where it is not in the picture. */
function middleOf(graph: Graph, places: Places, id: Id): { readonly x: number; readonly y: number } | null {
  const port = graph.ports.get(id)
  if (port !== undefined) {
    const anchor = portAnchor(graph, places, id)
    if (anchor === null) return null
    return { x: anchor.x + (port.kind === 'receiver' ? DEVICE_WIDTH / 2 : -DEVICE_WIDTH / 2), y: anchor.y }
  }
  const ids = graph.devices.has(id) ? [id] : []
  const rects = ids.flatMap((device) => places.devices.get(device) ?? [])
  const box = around(rects)
  return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Moves the picture to where someone wants to look. */
export function useFlight(graph: Graph, places: Places): void {
  const wish = useView((view) => view.flyTo)
  const flow = useReactFlow()
  const done = useRef({ at: 0, places })
  useEffect(() => {
    if (wish === null) return
    const again = done.current.at === wish.at
    if (again && (done.current.places === places || Date.now() - wish.at > FOLLOWED_MS)) return
    const middle = middleOf(graph, places, wish.id)
    if (middle === null) return
    done.current = { at: wish.at, places }
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    void flow.setCenter(middle.x, middle.y, {
      zoom: Math.max(READABLE, flow.getZoom()),
      duration: calm ? 0 : FLIGHT_MS,
    })
  }, [wish, graph, places, flow])
}

import type { Graph, GraphLink } from '../graphModel'
import type { Places } from '../layout/places'
import { curve, portAnchor, type Point } from './anchors'

/** A route with its place. */
export type RouteLine = { readonly link: GraphLink; readonly path: string; readonly from: Point; readonly to: Point }

/** The line of a route from port to port; null where one of them is not drawn. */
export function lineOf(graph: Graph, places: Places, link: GraphLink): RouteLine | null {
  const from = portAnchor(graph, places, link.senderId)
  const to = portAnchor(graph, places, link.id)
  return from === null || to === null ? null : { link, path: curve(from, to), from, to }
}

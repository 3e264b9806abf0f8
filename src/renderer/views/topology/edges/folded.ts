import type { Graph, GraphLink } from '../graphModel'

/** The keys of the rooms that are folded away. */
export const foldedRooms = (graph: Graph): ReadonlySet<string> =>
  new Set(graph.groups.filter((group) => group.collapsed).map((group) => group.key))

/** Whether a route begins or ends in one of them: it has no line of its own then. */
export const isFolded = (graph: Graph, folded: ReadonlySet<string>, link: GraphLink): boolean =>
  [link.from, link.to].some((id) => folded.has(graph.devices.get(id)?.group ?? ''))

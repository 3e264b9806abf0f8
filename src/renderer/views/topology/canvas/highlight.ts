import type { Id, Impact } from '../../../../contract'
import type { Selection } from '../../../state/view'
import type { Graph } from '../graphModel'
import type { Canvas } from './canvasStore'

/** The routes and ports that feel it when something is lost or changed. */
export function litByImpact(graph: Graph, { highlight }: Impact): Canvas['lit'] {
  const links = new Set<Id>(highlight.edges.map(({ receiverId }) => receiverId).filter((id) => graph.links.has(id)))
  const ports = new Set([...highlight.senders, ...highlight.receivers])
  return links.size + ports.size === 0 ? null : { links, ports }
}

/** The routes and ports that belong to what is selected; null where nothing is, or it has no route. */
export function litBy(graph: Graph, selection: Selection | null): Canvas['lit'] {
  if (selection === null || selection.kind === 'node') return null
  const { kind, id } = selection
  const links = new Set<Id>()
  const ports = new Set<Id>()
  for (const link of graph.links.values()) {
    const ends = kind === 'device' ? [link.from, link.to] : [kind === 'sender' ? link.senderId : link.id]
    if (!ends.includes(id)) continue
    links.add(link.id)
    ports.add(link.senderId).add(link.id)
  }
  return links.size === 0 ? null : { links, ports }
}

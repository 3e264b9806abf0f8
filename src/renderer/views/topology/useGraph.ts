import { useState } from 'react'
import { usePicture } from '../../state/picture'
import { useView } from '../../state/view'
import { nextGraph, type Graph, type GraphInput } from './graphModel'

const sameInput = (a: GraphInput, b: GraphInput): boolean =>
  (Object.keys(a) as (keyof GraphInput)[]).every((key) => a[key] === b[key])

/** The graph of the plant as the filters let it through, kept up with the picture. */
export function useGraph(): Graph {
  const input: GraphInput = {
    nodes: usePicture((p) => p.nodes),
    devices: usePicture((p) => p.devices),
    senders: usePicture((p) => p.senders),
    receivers: usePicture((p) => p.receivers),
    sites: useView((v) => v.sites),
    rooms: useView((v) => v.rooms),
    formats: useView((v) => v.formats),
    onAir: useView((v) => v.onAir),
    collapsed: useView((v) => v.collapsed),
  }
  const [known, setKnown] = useState(() => ({ input, graph: nextGraph(null, input) }))
  if (sameInput(known.input, input)) return known.graph
  const graph = nextGraph(known.graph, input)
  setKnown({ input, graph })
  return graph
}

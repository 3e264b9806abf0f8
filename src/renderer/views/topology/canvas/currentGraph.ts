import { createStore } from 'zustand/vanilla'
import { useEffect } from 'react'
import type { Id } from '../../../../contract'
import { titleOf } from '../../../state/routes'
import type { Graph } from '../graphModel'
import type { PairPort } from '../pairs'
import { portsInOrder } from './walk'

/** The graph that is on the screen, for what a hand does between two drawings of it. */
const store = createStore<{ readonly graph: Graph | null }>(() => ({ graph: null }))

export function useCurrentGraph(graph: Graph): void {
  useEffect(() => {
    store.setState({ graph })
    return () => {
      store.setState({ graph: null })
    }
  }, [graph])
}

/** Every port that is drawn, in the order in which it stands on the graph. */
export function drawnPorts(): readonly PairPort[] {
  const { graph } = store.getState()
  if (graph === null) return []
  return portsInOrder(graph).flatMap((id) => pairPort(graph, id) ?? [])
}

function pairPort(graph: Graph, id: Id): PairPort | null {
  const port = graph.ports.get(id)
  if (port === undefined) return null
  const device = graph.devices.get(port.record.parent ?? 'no-device')
  const { format, status } = port.record
  const controllable = device?.controllable === true && (port.kind === 'sender' || port.record.controllable)
  return {
    kind: port.kind,
    id,
    format,
    title: titleOf(port.record),
    group: device?.group ?? '',
    able: controllable && status === 'online' && device.status === 'online',
  }
}

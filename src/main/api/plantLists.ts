import type { Id } from '../../contract'
import { type ResourceKind } from '../nmos/resources'
import { listOf } from '../plant/listing'
import type { PlantView } from '../plant/plant'
import { type ViewOf, viewOf } from '../plant/views'
import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** The six kinds, each as a list in pages and one whole. */
export function plantListProcedures({ viewer }: Doors, { plant }: Pick<ApiParts, 'plant'>) {
  return {
    nodes: {
      list: viewer.nodes.list.handler(({ input }) => page(listOf('node', plant, input))),
      get: viewer.nodes.get.handler(({ input }) => one(plant, 'node', input.id)),
    },
    devices: {
      list: viewer.devices.list.handler(({ input }) => page(listOf('device', plant, input))),
      get: viewer.devices.get.handler(({ input }) => one(plant, 'device', input.id)),
    },
    sources: {
      list: viewer.sources.list.handler(({ input }) => page(listOf('source', plant, input))),
      get: viewer.sources.get.handler(({ input }) => one(plant, 'source', input.id)),
    },
    flows: {
      list: viewer.flows.list.handler(({ input }) => page(listOf('flow', plant, input))),
      get: viewer.flows.get.handler(({ input }) => one(plant, 'flow', input.id)),
    },
    senders: {
      list: viewer.senders.list.handler(({ input }) => page(listOf('sender', plant, input))),
      get: viewer.senders.get.handler(({ input }) => one(plant, 'sender', input.id)),
    },
    receivers: {
      list: viewer.receivers.list.handler(({ input }) => page(listOf('receiver', plant, input))),
      get: viewer.receivers.get.handler(({ input }) => one(plant, 'receiver', input.id)),
    },
  }
}

function one<K extends ResourceKind>(plant: PlantView, kind: K, id: Id): ViewOf[K] {
  const entry = plant.entry(kind, id)
  if (entry === undefined) throw notFound(kind, id)
  return viewOf(kind, entry, plant)
}

function page<T>({ items, nextCursor }: { readonly items: readonly T[]; readonly nextCursor: string | null }) {
  return { items: [...items], nextCursor }
}

import type { Counts, Format, Id } from '../../contract'
import type { Resource, ResourceKind } from '../nmos/resources'
import { RESOURCE_KINDS } from '../nmos/resources'
import { formatOf } from '../nmos/urn'
import { createKeyedIndex } from './keyedIndex'
import type { EntryOf, PlantEntry } from './plant'

/** The entries of the plant and all ways to find them, kept up with each change of one entry. */
export type PlantIndexes = {
  readonly entry: <K extends ResourceKind>(kind: K, id: Id) => EntryOf<K> | undefined
  readonly all: <K extends ResourceKind>(kind: K) => Iterable<EntryOf<K>>
  /** Ids by parent, key: the kind of the children and the id of the parent. */
  readonly children: (kind: ChildIndex, parent: Id) => ReadonlySet<Id>
  readonly receiversOfSender: (senderId: Id) => ReadonlySet<Id>
  readonly inSite: (site: string) => ReadonlySet<Id>
  readonly inRoom: (room: string) => ReadonlySet<Id>
  readonly ofFormat: (kind: 'sender' | 'receiver', format: Format) => ReadonlySet<Id>
  readonly counts: () => Counts
  readonly replace: (from: PlantEntry | undefined, to: PlantEntry | undefined) => void
}

/** Whose children: `flow/source` are the flows of a source that name no device (v1.0), `sender/flow` the senders of a flow. */
export type ChildIndex =
  'device/node' | 'source/device' | 'flow/device' | 'sender/device' | 'receiver/device' | 'flow/source' | 'sender/flow'

export function createPlantIndexes(): PlantIndexes {
  const byKind: { readonly [K in ResourceKind]: Map<Id, EntryOf<K>> } = {
    node: new Map(),
    device: new Map(),
    source: new Map(),
    flow: new Map(),
    sender: new Map(),
    receiver: new Map(),
  }
  const children: Readonly<Record<ChildIndex, ReturnType<typeof createKeyedIndex>>> = {
    'device/node': createKeyedIndex(),
    'source/device': createKeyedIndex(),
    'flow/device': createKeyedIndex(),
    'sender/device': createKeyedIndex(),
    'receiver/device': createKeyedIndex(),
    'flow/source': createKeyedIndex(),
    'sender/flow': createKeyedIndex(),
  }
  const routes = createKeyedIndex()
  const sites = createKeyedIndex()
  const rooms = createKeyedIndex()
  const formats = createKeyedIndex()
  /** The format a sender is indexed under: that of its flow, which may come later or change. */
  const formatOfSender = new Map<Id, Format>()
  let offline = 0

  function entry<K extends ResourceKind>(kind: K, id: Id): EntryOf<K> | undefined {
    return byKind[kind].get(id)
  }

  function store(change: PlantEntry, isThere: boolean): void {
    const map: Map<Id, PlantEntry> = byKind[change.kind]
    if (isThere) map.set(change.id, change)
    else map.delete(change.id)
  }

  function moveParents(id: Id, from: Resource | undefined, to: Resource | undefined): void {
    const kind = (to ?? from)?.kind
    if (kind === undefined) return
    for (const [index, parentOf] of PARENTS[kind]) {
      children[index].move(id, from === undefined ? null : parentOf(from), to === undefined ? null : parentOf(to))
    }
  }

  function moveFormat(from: PlantEntry | undefined, to: PlantEntry | undefined): void {
    const changed = to ?? from
    if (changed === undefined) return
    switch (changed.kind) {
      case 'receiver':
        formats.move(changed.id, receiverFormatKey(from), receiverFormatKey(to))
        break
      case 'sender':
        placeSender(changed.id, to)
        break
      case 'flow':
        for (const id of children['sender/flow'].of(changed.id)) placeSender(id, byKind.sender.get(id))
        break
      case 'node':
      case 'device':
      case 'source':
        break
    }
  }

  function placeSender(id: Id, sender: PlantEntry | undefined): void {
    const known = formatOfSender.get(id)
    const format = sender === undefined ? undefined : formatOfEntry(sender, entry)
    if (known === format) return
    formats.move(id, known === undefined ? null : `sender/${known}`, format === undefined ? null : `sender/${format}`)
    if (format === undefined) formatOfSender.delete(id)
    else formatOfSender.set(id, format)
  }

  return {
    entry,
    all: (kind) => byKind[kind].values(),
    children: (kind, parent) => children[kind].of(parent),
    receiversOfSender: (senderId) => routes.of(senderId),
    inSite: (site) => sites.of(site),
    inRoom: (room) => rooms.of(room),
    ofFormat: (kind, format) => formats.of(`${kind}/${format}`),
    counts: () => ({
      nodes: byKind.node.size,
      devices: byKind.device.size,
      sources: byKind.source.size,
      flows: byKind.flow.size,
      senders: byKind.sender.size,
      receivers: byKind.receiver.size,
      routes: routes.size(),
      offline,
    }),
    replace(from, to) {
      const changed = to ?? from
      if (changed === undefined) return
      const { id } = changed
      if (to === undefined) store(changed, false)
      else store(to, true)
      offline += Number(to?.status === 'offline') - Number(from?.status === 'offline')
      sites.move(id, from?.site ?? null, to?.site ?? null)
      rooms.move(id, from?.room ?? null, to?.room ?? null)
      routes.move(id, routeKey(from), routeKey(to))
      if (from?.resource === to?.resource) return
      moveParents(id, from?.resource, to?.resource)
      moveFormat(from, to)
    },
  }
}

/** The format of a sender (by its flow), receiver, flow or source; the others have none. */
export function formatOfEntry(
  entry: PlantEntry,
  find: <K extends ResourceKind>(kind: K, id: Id) => EntryOf<K> | undefined,
): Format {
  const { resource } = entry
  switch (resource.kind) {
    case 'source':
    case 'flow':
    case 'receiver':
      return formatOf(resource.format)
    case 'sender': {
      const flow = resource.flow_id === null ? undefined : find('flow', resource.flow_id)
      return formatOf(flow?.resource.format ?? '')
    }
    case 'node':
    case 'device':
      return 'unknown'
  }
}

function receiverFormatKey(entry: PlantEntry | undefined): string | null {
  return entry?.resource.kind === 'receiver' ? `receiver/${formatOf(entry.resource.format)}` : null
}

function routeKey(entry: PlantEntry | undefined): string | null {
  if (entry?.kind !== 'receiver' || entry.connection?.active !== true) return null
  return entry.connection.senderId
}

type Parents = readonly (readonly [ChildIndex, (resource: Resource) => Id | null])[]

const deviceOf = (resource: Resource): Id | null => ('device_id' in resource ? resource.device_id : null)

const PARENTS: Readonly<Record<ResourceKind, Parents>> = {
  node: [],
  device: [['device/node', (resource) => (resource.kind === 'device' ? resource.node_id : null)]],
  source: [['source/device', deviceOf]],
  flow: [
    ['flow/device', deviceOf],
    [
      'flow/source',
      (resource) => (resource.kind === 'flow' && resource.device_id === null ? resource.source_id : null),
    ],
  ],
  sender: [
    ['sender/device', deviceOf],
    ['sender/flow', (resource) => (resource.kind === 'sender' ? resource.flow_id : null)],
  ],
  receiver: [['receiver/device', deviceOf]],
}

/** Where a kind stands in the order of parents before children, from 0. */
export function rankOf(kind: ResourceKind): number {
  return RESOURCE_KINDS.indexOf(kind)
}

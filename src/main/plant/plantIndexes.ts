import type { Counts, Format, Id } from '../../contract'
import type { Resource, ResourceKind } from '../nmos/resources'
import { RESOURCE_KINDS } from '../nmos/resources'
import { formatOf } from '../nmos/urn'
import { createIndexOnDemand } from './indexOnDemand'
import { createKeyedIndex } from './keyedIndex'
import type { EntryOf, PlantEntry } from './plant'
import type { Slots } from './slots'

/** The ways to find entries besides their id, kept up with each change of one entry. */
export type PlantIndexes = {
  /** What is on a node (its devices), a device, or a source (its flows of v1.0, which name no device). */
  readonly parts: (parent: Id) => ReadonlySet<Id>
  readonly sendersOfFlow: (flowId: Id) => ReadonlySet<Id>
  readonly receiversOfSender: (senderId: Id) => ReadonlySet<Id>
  readonly inSite: (site: string) => ReadonlySet<Id>
  readonly inRoom: (room: string) => ReadonlySet<Id>
  readonly ofFormat: (kind: 'sender' | 'receiver', format: Format) => ReadonlySet<Id>
  readonly counts: () => Counts
  readonly replace: (from: PlantEntry | undefined, to: PlantEntry | undefined) => void
}

export function createPlantIndexes(slots: Pick<Slots, 'entry' | 'entries'>): PlantIndexes {
  const parts = createKeyedIndex()
  const flows = onDemand(['sender'], ({ resource }) => flowKey(resource))
  const routes = onDemand(['receiver'], routeKey)
  const sites = onDemand(RESOURCE_KINDS, ({ site }) => site)
  const rooms = onDemand(RESOURCE_KINDS, ({ room }) => room)
  const formats = createIndexOnDemand(() => {
    for (const kind of ['sender', 'receiver'] as const) {
      for (const entry of slots.entries(kind)) placeByFormat(entry.id, entry)
    }
  })
  /** What a sender or receiver stands under: a sender under the format of its flow, which may come later or change. */
  const formatKeys = new Map<Id, string>()
  const counts = { node: 0, device: 0, source: 0, flow: 0, sender: 0, receiver: 0, route: 0, offline: 0 }

  function onDemand(kinds: readonly ResourceKind[], keyOf: (entry: PlantEntry) => string | null) {
    return createIndexOnDemand((move) => {
      for (const kind of kinds) for (const entry of slots.entries(kind)) move(entry.id, null, keyOf(entry))
    })
  }

  function count(entry: PlantEntry | undefined, by: 1 | -1): void {
    if (entry === undefined) return
    counts[entry.kind] += by
    if (entry.status === 'offline') counts.offline += by
    if (routeKey(entry) !== null) counts.route += by
  }

  function moveFormat(from: PlantEntry | undefined, to: PlantEntry | undefined): void {
    const changed = to ?? from
    if (changed === undefined || !formats.isMade()) return
    if (changed.kind === 'sender' || changed.kind === 'receiver') placeByFormat(changed.id, to)
    if (changed.kind === 'flow') {
      for (const id of flows.of(changed.id)) placeByFormat(id, slots.entry('sender', id))
    }
  }

  function placeByFormat(id: Id, entry: PlantEntry | undefined): void {
    const known = formatKeys.get(id) ?? null
    const key = entry === undefined ? null : `${entry.kind}/${formatOfEntry(entry, slots.entry)}`
    formats.move(id, known, key)
    if (key === null) formatKeys.delete(id)
    else formatKeys.set(id, key)
  }

  return {
    parts: parts.of,
    sendersOfFlow: flows.of,
    receiversOfSender: routes.of,
    inSite: sites.of,
    inRoom: rooms.of,
    ofFormat: (kind, format) => formats.of(`${kind}/${format}`),
    counts: () => ({
      nodes: counts.node,
      devices: counts.device,
      sources: counts.source,
      flows: counts.flow,
      senders: counts.sender,
      receivers: counts.receiver,
      routes: counts.route,
      offline: counts.offline,
    }),
    replace(from, to) {
      const changed = to ?? from
      if (changed === undefined) return
      const { id } = changed
      count(from, -1)
      count(to, 1)
      sites.move(id, from?.site ?? null, to?.site ?? null)
      rooms.move(id, from?.room ?? null, to?.room ?? null)
      routes.move(id, routeKey(from), routeKey(to))
      if (from?.resource === to?.resource) return
      parts.move(id, parentKey(from?.resource), parentKey(to?.resource))
      flows.move(id, flowKey(from?.resource), flowKey(to?.resource))
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

function routeKey(entry: PlantEntry | undefined): string | null {
  if (entry?.kind !== 'receiver' || entry.connection?.active !== true) return null
  return entry.connection.senderId
}

function flowKey(resource: Resource | undefined): Id | null {
  return resource?.kind === 'sender' ? resource.flow_id : null
}

function parentKey(resource: Resource | undefined): Id | null {
  switch (resource?.kind) {
    case undefined:
    case 'node':
      return null
    case 'device':
      return resource.node_id
    case 'flow':
      return resource.device_id ?? resource.source_id
    case 'source':
    case 'sender':
    case 'receiver':
      return resource.device_id
  }
}

/** Where a kind stands in the order of parents before children, from 0. */
export function rankOf(kind: ResourceKind): number {
  return RESOURCE_KINDS.indexOf(kind)
}

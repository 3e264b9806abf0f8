import type { Id } from '../../contract'
import type { Resource, ResourceKind } from '../nmos/resources'
import { RESOURCE_KINDS } from '../nmos/resources'
import { isSameConnection, receiverConnection, senderConnection } from './connection'
import { newestOf } from './holdings'
import { NOWHERE, type Place, type PlacementRules, inherit, placementRules } from './placement'
import type { Connection, PlantDiff, PlantEntry, WitnessId } from './plant'
import { type PlantIndexes, rankOf } from './plantIndexes'
import { type Slot, setResource } from './slot'
import type { Slots } from './slots'
import { createStreamIndex } from './streamIndex'
import type { Stream } from './streams'

type Changes = Omit<PlantDiff, 'seq'>

/** Makes entries out of what is known. A write touches slots, then settles them all. */
export type Settlement = {
  readonly touch: (slot: Slot) => void
  readonly setRules: (rules: PlacementRules) => void
  /** Makes all touched entries anew, and what depends on them. Null: nothing changed. `now` in epoch ms. */
  readonly settle: (now: number) => Changes | null
}

const NO_STREAMS: readonly Stream[] = Object.freeze([])

/**
 * A write costs what it changes: what a changed resource touches (its children's place, the receivers that wait to know
 * who sends their stream) is settled by kind, parents first. `orderOf` says which witness counts among equals.
 */
export function createSettlement(
  slots: Slots,
  indexes: PlantIndexes,
  orderOf: (witness: WitnessId) => number,
): Settlement {
  const streams = createStreamIndex()
  const sentStreams = new Map<Id, readonly Stream[]>()
  const dirty: readonly Slot[][] = RESOURCE_KINDS.map(() => [])
  let rules = placementRules([])

  function touch(slot: Slot): void {
    if (slot.isDirty) return
    slot.isDirty = true
    dirty[rankOf(slot.resource.kind)]?.push(slot)
  }

  function touchAll(ids: ReadonlySet<Id>): void {
    for (const id of ids) {
      const slot = slots.get(id)
      if (slot !== undefined) touch(slot)
    }
  }

  function renew(slot: Slot, now: number, changed: Slot[]): void {
    const { entry: from, taggedPlace } = slot
    const to = slot.forgotten ? undefined : build(slot, now)
    if (slot.forgotten) slots.remove(slot)
    if (hasMoved(slot, from, to) || taggedPlace !== slot.taggedPlace) touchParts(slot)
    if (from === to) return
    slot.entry = to
    if (!slot.hasChanged) {
      slot.hasChanged = true
      slot.before = from
      changed.push(slot)
    }
    indexes.replace(from, to)
    if (slot.resource.kind === 'sender') settleStreams(slot, to)
    if (slot.resource.kind === 'receiver') awaitStreams(slot, to)
  }

  /** Whether what is on it may now be somewhere else; only nodes, devices and sources have anything on them. */
  function hasMoved(slot: Slot, from: PlantEntry | undefined, to: PlantEntry | undefined): boolean {
    if (from === undefined || to === undefined) return !rules.isEmpty || slot.taggedPlace !== NOWHERE
    return !rules.isEmpty && from.resource !== to.resource
  }

  function touchParts({ id, resource }: Slot): void {
    if (resource.kind !== 'node' && resource.kind !== 'device' && resource.kind !== 'source') return
    const parts = indexes.parts(id)
    touchAll(parts)
    if (resource.kind === 'node') for (const device of parts) touchAll(indexes.parts(device))
  }

  function settleStreams(slot: Slot, to: PlantEntry | undefined): void {
    const before = sentStreams.get(slot.id) ?? NO_STREAMS
    const after = to?.connection?.active === true ? (slot.reading?.streams ?? NO_STREAMS) : NO_STREAMS
    if (before === after) return
    if (after.length === 0) sentStreams.delete(slot.id)
    else sentStreams.set(slot.id, after)
    streams.setSender(slot.id, after)
    for (const stream of before) touchAll(streams.receiversOf(stream))
    for (const stream of after) touchAll(streams.receiversOf(stream))
  }

  function awaitStreams(slot: Slot, to: PlantEntry | undefined): void {
    const connection = to?.connection
    const awaits = connection?.active === true && (connection.inferred || connection.senderId === null)
    streams.setReceiver(slot.id, awaits ? (slot.reading?.streams ?? NO_STREAMS) : NO_STREAMS)
  }

  function build(slot: Slot, now: number): PlantEntry {
    const newest = newestOf(slot.holdings, orderOf)
    if (newest !== undefined) setResource(slot, newest)
    const { resource, entry: from } = slot
    const isOnline = slot.holdings.size > 0
    slot.offlineSince = isOnline ? null : (slot.offlineSince ?? now)
    const { site, room } = placeOf(slot)
    const connection = connectionOf(slot)
    const same =
      from !== undefined &&
      from.resource === resource &&
      from.witnesses === slot.holdings &&
      from.offlineSince === slot.offlineSince &&
      from.alias === slot.alias &&
      from.site === site &&
      from.room === room &&
      from.connection === connection &&
      from.marks === slot.marks
    if (same) return from
    return {
      id: slot.id,
      kind: resource.kind,
      resource,
      witnesses: slot.holdings,
      status: isOnline ? 'online' : 'offline',
      offlineSince: slot.offlineSince,
      alias: slot.alias,
      site,
      room,
      connection,
      marks: slot.marks,
    }
  }

  function placeOf(slot: Slot): Place {
    const parent = parentOf(slot.resource)
    const tagged = inherit(slot.ownPlace, parent?.taggedPlace ?? NOWHERE)
    const { taggedPlace } = slot
    if (tagged.site !== taggedPlace.site || tagged.room !== taggedPlace.room) slot.taggedPlace = tagged
    if (rules.isEmpty || (tagged.site !== null && tagged.room !== null)) return tagged
    return inherit(tagged, rules.placeOf(subjectOf(slot)))
  }

  function subjectOf(slot: Slot) {
    const chain: Slot[] = []
    for (let at: Slot | undefined = slot; at !== undefined && chain.length < 5; at = parentOf(at.resource))
      chain.push(at)
    const labelOf = (kind: ResourceKind) => chain.find(({ resource }) => resource.kind === kind)?.resource.label ?? null
    return {
      nodeLabel: labelOf('node'),
      deviceLabel: labelOf('device'),
      tags: chain.map(({ resource }) => resource.tags),
    }
  }

  /** What a thing is on: its device, a device's node, a v1.0 flow's source. */
  function parentOf(resource: Resource): Slot | undefined {
    switch (resource.kind) {
      case 'node':
        return undefined
      case 'device':
        return slotAt(resource.node_id, 'node')
      case 'flow':
        return slotAt(resource.device_id, 'device') ?? slotAt(resource.source_id, 'source')
      case 'source':
      case 'sender':
      case 'receiver':
        return slotAt(resource.device_id, 'device')
    }
  }

  function slotAt(id: Id | null, kind: ResourceKind): Slot | undefined {
    if (id === null) return undefined
    const slot = slots.get(id)
    return slot?.resource.kind === kind ? slot : undefined
  }

  function connectionOf({ resource, reading, entry }: Slot): Connection | null {
    if (resource.kind !== 'sender' && resource.kind !== 'receiver') return null
    const connection =
      resource.kind === 'sender'
        ? senderConnection(resource, reading)
        : receiverConnection(resource, reading, streams.senderOf)
    const before = entry?.connection ?? null
    return isSameConnection(before, connection) ? before : connection
  }

  return {
    touch,
    setRules(next) {
      rules = next
      for (const slot of slots.all()) touch(slot)
    },
    settle(now) {
      const changed: Slot[] = []
      for (const rank of dirty) {
        // What is settled may touch more of its own rank or of a later one.
        for (const slot of rank) {
          slot.isDirty = false
          renew(slot, now, changed)
        }
        rank.length = 0
      }
      return changed.length === 0 ? null : changesOf(changed)
    },
  }
}

function changesOf(changed: readonly Slot[]): Changes | null {
  const added: PlantEntry[] = []
  const updated: (readonly [PlantEntry, PlantEntry])[] = []
  const removed: PlantEntry[] = []
  for (const slot of changed) {
    const { before, entry } = slot
    slot.hasChanged = false
    slot.before = undefined
    if (before === undefined) {
      if (entry !== undefined) added.push(entry)
    } else if (entry === undefined) removed.push(before)
    else updated.push([before, entry])
  }
  return added.length + updated.length + removed.length > 0 ? { added, updated, removed } : null
}

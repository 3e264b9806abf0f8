import type { Id } from '../../contract'
import type { Resource, ResourceKind } from '../nmos/resources'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { readingOf } from './connection'
import { createDiffFeed } from './diffFeed'
import { type Holding, newestOf, withHolding, withoutHolding } from './holdings'
import { placementRules } from './placement'
import { type EntryOf, type Marks, NO_MARKS, type Plant, type PlantEntry, type WitnessInfo } from './plant'
import { createPlantIndexes } from './plantIndexes'
import { isSameResource } from './sameResource'
import { createSettlement } from './settlement'
import { type Slot, newSlot, setResource } from './slot'
import { createSlots } from './slots'
import type { WitnessFeed } from './witness'

type Pen = { info: WitnessInfo; readonly order: number; count: number; feed: WitnessFeed }

/** Makes the live model in memory, empty. */
export function createPlant(parts: { readonly clock: Clock; readonly logger: Logger }): Plant {
  const { clock, logger } = parts
  const slots = createSlots()
  const pens = new Map<string, Pen>()
  const aliases = new Map<Id, string>()
  const marks = new Map<Id, Marks>()
  const indexes = createPlantIndexes(slots)
  const feed = createDiffFeed(logger)
  const twoKinds = new Set<Id>()
  let penCount = 0

  const entryAt = (id: Id): PlantEntry | undefined => slots.get(id)?.entry
  const orderOf = (witness: string): number => pens.get(witness)?.order ?? Number.MAX_SAFE_INTEGER
  const settlement = createSettlement(slots, indexes, orderOf)

  function put(pen: Pen, resource: Resource, now: number): void {
    const { id, kind } = resource
    let slot = slots.get(id)
    if (slot === undefined) {
      slot = newSlot(resource, aliases.get(id) ?? null)
      slot.marks = marks.get(id) ?? NO_MARKS
      slots.add(slot)
    } else if (slot.resource.kind !== kind) {
      refuseSecondKind(slot, kind)
      return
    }
    const known = slot.holdings.get(pen.info.id)
    if (slot.holdings.size === 0) forgetReading(slot, resource)
    if (known !== undefined && isSameResource(known.resource, resource)) return
    if (known === undefined) pen.count += 1
    const holding: Holding = { resource, version: resource.version, seenAt: now }
    slot.holdings = withHolding(slot.holdings, pen.info.id, holding)
    settlement.touch(slot)
  }

  /** What comes back as another version may be a device that was started anew: what was read from it counts no more. */
  function forgetReading(slot: Slot, resource: Resource): void {
    if (slot.reading !== null && slot.reading.readAt !== resource.version) slot.reading = null
  }

  /** Two things with one id cannot be told apart; the first one stays. */
  function refuseSecondKind(slot: Slot, kind: ResourceKind): void {
    if (twoKinds.has(slot.id)) return
    twoKinds.add(slot.id)
    logger.warn('Two resources have the same id; the second is left out', {
      id: slot.id,
      kept: slot.resource.kind,
      leftOut: kind,
    })
  }

  function remove(pen: Pen, id: Id): void {
    const slot = slots.get(id)
    if (slot === undefined || !slot.holdings.has(pen.info.id)) return
    const newest = newestOf(slot.holdings, orderOf)
    if (newest !== undefined) setResource(slot, newest)
    slot.holdings = withoutHolding(slot.holdings, pen.info.id)
    pen.count -= 1
    settlement.touch(slot)
  }

  function commit(now: number): void {
    const changes = settlement.settle(now)
    if (changes !== null) feed.publish(changes)
  }

  function writer(pen: Pen): WitnessFeed {
    return {
      put(resources) {
        const now = clock.now()
        for (const resource of resources) put(pen, resource, now)
        commit(now)
      },
      remove(ids) {
        for (const id of ids) remove(pen, id)
        commit(clock.now())
      },
      apply(changes) {
        const now = clock.now()
        for (const change of changes) {
          if (change.type === 'put') put(pen, change.resource, now)
          else remove(pen, change.id)
        }
        commit(now)
      },
      reconcile(kind, ids) {
        for (const { id } of slots.entries(kind)) if (!ids.has(id)) remove(pen, id)
        commit(clock.now())
      },
      withdraw() {
        for (const { id } of slots.all()) remove(pen, id)
        commit(clock.now())
        pens.delete(pen.info.id)
      },
      count: () => pen.count,
    }
  }

  function* entriesOf<K extends ResourceKind>(kind: K, ids: ReadonlySet<Id>): Generator<EntryOf<K>> {
    for (const id of ids) {
      const entry = slots.entry(kind, id)
      if (entry !== undefined) yield entry
    }
  }

  const childrenOf = <K extends ResourceKind>(kind: K, ids: ReadonlySet<Id>): readonly EntryOf<K>[] => [
    ...entriesOf(kind, ids),
  ]

  function allOf(ids: ReadonlySet<Id>): readonly PlantEntry[] {
    const found: PlantEntry[] = []
    for (const id of ids) {
      const entry = entryAt(id)
      if (entry !== undefined) found.push(entry)
    }
    return found
  }

  function setAlias(id: Id, alias: string | null): void {
    if (alias === null) aliases.delete(id)
    else aliases.set(id, alias)
    const slot = slots.get(id)
    if (slot === undefined || slot.alias === alias) return
    slot.alias = alias
    settlement.touch(slot)
  }

  function setMarks(id: Id, given: Partial<Marks>): void {
    const known = marks.get(id) ?? NO_MARKS
    const { lock = known.lock, booking = known.booking, tally = known.tally } = given
    const kept = lock === null && booking === null && tally === null ? NO_MARKS : { lock, booking, tally }
    if (kept === NO_MARKS) marks.delete(id)
    else marks.set(id, kept)
    const slot = slots.get(id)
    if (slot === undefined) return
    slot.marks = kept
    settlement.touch(slot)
  }

  return {
    seq: feed.seq,
    get: entryAt,
    entry: slots.entry,
    all: slots.entries,
    sendersOfDevice: (id) => childrenOf('sender', indexes.parts(id)),
    receiversOfDevice: (id) => childrenOf('receiver', indexes.parts(id)),
    devicesOfNode: (id) => childrenOf('device', indexes.parts(id)),
    sendersOfFlow: (id) => childrenOf('sender', indexes.sendersOfFlow(id)),
    receiversOfSender: (id) => childrenOf('receiver', indexes.receiversOfSender(id)),
    inSite: (site) => allOf(indexes.inSite(site)),
    inRoom: (room) => allOf(indexes.inRoom(room)),
    ofFormat: (kind, format) => allOf(indexes.ofFormat(kind, format)),
    witness: (id) => pens.get(id)?.info,
    counts: indexes.counts,
    subscribe: feed.subscribe,
    witnessed(info) {
      const known = pens.get(info.id)
      if (known !== undefined) {
        known.info = info
        return known.feed
      }
      penCount += 1
      const base = { info, order: penCount, count: 0 }
      const pen: Pen = { ...base, feed: NO_FEED }
      pen.feed = writer(pen)
      pens.set(info.id, pen)
      return pen.feed
    },
    setActive(id, state, readAt) {
      const slot = slots.get(id)
      if (slot === undefined) return
      const { kind } = slot.resource
      if (kind !== 'sender' && kind !== 'receiver') return
      slot.reading = readingOf(kind, state, readAt)
      settlement.touch(slot)
      commit(clock.now())
    },
    setAliases(all) {
      for (const id of [...aliases.keys()]) if (!all.has(id)) setAlias(id, null)
      for (const [id, alias] of all) setAlias(id, alias)
      commit(clock.now())
    },
    setAlias(id, alias) {
      setAlias(id, alias)
      commit(clock.now())
    },
    setMarks(id, given) {
      setMarks(id, given)
      commit(clock.now())
    },
    setManyMarks(all) {
      for (const [id, given] of all) setMarks(id, given)
      commit(clock.now())
    },
    setPlacements(list) {
      settlement.setRules(placementRules(list))
      commit(clock.now())
    },
    forget(id) {
      const slot = slots.get(id)
      if (slot === undefined || slot.holdings.size > 0) return false
      slot.forgotten = true
      settlement.touch(slot)
      commit(clock.now())
      return true
    },
  }
}

const NO_FEED: WitnessFeed = {
  put: () => undefined,
  remove: () => undefined,
  apply: () => undefined,
  reconcile: () => undefined,
  withdraw: () => undefined,
  count: () => 0,
}

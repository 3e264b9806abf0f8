import type { Id } from '../../contract'
import type { Resource } from '../nmos/resources'
import type { ActiveReading } from './connection'
import { type Holdings, NO_HOLDINGS } from './holdings'
import { NOWHERE, type Place, placeByTags } from './placement'
import { type Marks, NO_MARKS, type PlantEntry } from './plant'

/** All that an entry is made from. The plant's own, changed in place. */
export type Slot = {
  readonly id: Id
  holdings: Holdings
  /** The newest of the holdings; the last one known when nobody holds it any more. */
  resource: Resource
  reading: ActiveReading | null
  alias: string | null
  marks: Marks
  offlineSince: number | null
  forgotten: boolean
  /** What the resource's own tags say. */
  ownPlace: Place
  /** That, and what is inherited; rules not counted. */
  taggedPlace: Place
  entry: PlantEntry | undefined
  /** Waits to be settled. */
  isDirty: boolean
  /** Was changed by the write that is being settled, from this. */
  hasChanged: boolean
  before: PlantEntry | undefined
}

export function newSlot(resource: Resource, alias: string | null): Slot {
  return {
    id: resource.id,
    holdings: NO_HOLDINGS,
    resource,
    reading: null,
    alias,
    marks: NO_MARKS,
    offlineSince: null,
    forgotten: false,
    ownPlace: placeByTags(resource.tags),
    taggedPlace: NOWHERE,
    entry: undefined,
    isDirty: false,
    hasChanged: false,
    before: undefined,
  }
}

/** A resource with the same tags is where it was. */
export function setResource(slot: Slot, resource: Resource): void {
  if (slot.resource === resource) return
  if (slot.resource.tags !== resource.tags) slot.ownPlace = placeByTags(resource.tags)
  slot.resource = resource
}

import type { Booking, Counts, Format, Hold, Id, Leg, Placement, Status, Tally } from '../../contract'
import type { ConnectionState } from '../nmos/connectionTypes'
import type { Resource, ResourceKind, ResourceOf } from '../nmos/resources'
import type { WitnessFeed } from './witness'

/** Who says so. */
export type WitnessId = string
export type WitnessInfo = {
  readonly id: WitnessId
  readonly kind: 'registry' | 'node' | 'broker'
  readonly label: string
}

/** Where a receiver's stream comes from, or what a sender sends; resolved from `/active`, else from IS-04 `subscription`. */
export type Connection = {
  readonly active: boolean
  /** Of a receiver: the sender it is on. Of a sender: null. */
  readonly senderId: Id | null
  /** The sender was found by multicast, port and source; the device names none. */
  readonly inferred: boolean
  readonly legs: readonly Leg[]
  /** The resource version that `/active` was read at; null when only IS-04 speaks. */
  readonly readAt: string | null
}

/** What the house has said about a sender or destination; laid over the resource, as an alias is. */
export type Marks = { readonly lock: Hold | null; readonly booking: Booking | null; readonly tally: Tally | null }

/** Said of everything that nobody said anything about. */
export const NO_MARKS: Marks = Object.freeze({ lock: null, booking: null, tally: null })

/** One resource of the plant. Entries are never changed: an update is a new entry. */
export type PlantEntry<R extends Resource = Resource> = {
  readonly id: Id
  readonly kind: R['kind']
  /** As the newest of its witnesses holds it. */
  readonly resource: R
  readonly witnesses: ReadonlyMap<WitnessId, { readonly version: string; readonly seenAt: number }>
  readonly status: Status
  /** Epoch ms; null while online. */
  readonly offlineSince: number | null
  readonly alias: string | null
  readonly site: string | null
  readonly room: string | null
  /** Senders and receivers only; null for the others. */
  readonly connection: Connection | null
  readonly marks: Marks
}
export type EntryOf<K extends ResourceKind> = PlantEntry<ResourceOf<K>>

/** What one write changed, numbered without a gap: reversible, squashable. */
export type PlantDiff = {
  readonly seq: number
  readonly added: readonly PlantEntry[]
  readonly updated: readonly (readonly [from: PlantEntry, to: PlantEntry])[]
  readonly removed: readonly PlantEntry[]
}

/** Reading the plant. The one truth about "what is". */
export type PlantView = {
  /** The number of the last diff; 0 for an empty plant. */
  readonly seq: () => number
  readonly get: (id: Id) => PlantEntry | undefined
  readonly entry: <K extends ResourceKind>(kind: K, id: Id) => EntryOf<K> | undefined
  readonly all: <K extends ResourceKind>(kind: K) => Iterable<EntryOf<K>>
  readonly sendersOfDevice: (deviceId: Id) => readonly EntryOf<'sender'>[]
  readonly receiversOfDevice: (deviceId: Id) => readonly EntryOf<'receiver'>[]
  readonly devicesOfNode: (nodeId: Id) => readonly EntryOf<'device'>[]
  readonly sendersOfFlow: (flowId: Id) => readonly EntryOf<'sender'>[]
  /** Receivers that are on this sender now. */
  readonly receiversOfSender: (senderId: Id) => readonly EntryOf<'receiver'>[]
  readonly inSite: (site: string) => readonly PlantEntry[]
  readonly inRoom: (room: string) => readonly PlantEntry[]
  readonly ofFormat: (kind: 'sender' | 'receiver', format: Format) => readonly PlantEntry[]
  readonly witness: (id: WitnessId) => WitnessInfo | undefined
  readonly counts: () => Counts
  /** Called after each write, in order, synchronously; a listener that throws is reported, the others still hear. */
  readonly subscribe: (listener: (diff: PlantDiff) => void) => () => void
}

export type Plant = PlantView & {
  /** The one way resources come in: each witness has its own pen. Asking twice for an id gives the same pen. */
  readonly witnessed: (info: WitnessInfo) => WitnessFeed
  /** Truth from a device's `/active`, at the resource version it was read at. */
  readonly setActive: (id: Id, state: ConnectionState, readAt: string) => void
  readonly setAliases: (aliases: ReadonlyMap<Id, string>) => void
  readonly setAlias: (id: Id, alias: string | null) => void
  /** Those named; the others stay. Kept for an id that the plant does not have yet. */
  readonly setMarks: (id: Id, marks: Partial<Marks>) => void
  /** The same for many at once: one diff. */
  readonly setManyMarks: (marks: Iterable<readonly [Id, Partial<Marks>]>) => void
  readonly setPlacements: (rules: readonly Placement[]) => void
  /** Removes an offline entry. False when it is online or unknown. */
  readonly forget: (id: Id) => boolean
}

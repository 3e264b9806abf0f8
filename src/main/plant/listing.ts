import type { ListQuery, Page } from '../../contract'
import type { ResourceKind } from '../nmos/resources'
import { splitUrn, transportName } from '../nmos/urn'
import type { EntryOf, PlantEntry, PlantView } from './plant'
import { formatOfEntry } from './plantIndexes'
import { searchText } from './searchText'
import { type ViewOf, viewOf } from './views'

/** A cursor that did not come from a list. `message` is a sentence for the asker. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError'
}

type Place = readonly [label: string, id: string]

/**
 * A page of one kind, ordered by label and id, so that pages neither skip nor repeat what stays as it is.
 * @throws BadCursorError
 */
export function listOf<K extends ResourceKind>(kind: K, plant: PlantView, query: ListQuery): Page<ViewOf[K]> {
  const after = query.cursor === undefined ? null : readCursor(query.cursor)
  const fits = filterOf(query, plant)
  const items: ViewOf[K][] = []
  let last: Place | null = null
  for (const entry of inOrder(kind, plant)) {
    const place: Place = [entry.resource.label, entry.id]
    if (after !== null && compare(place, after) <= 0) continue
    if (!fits(entry)) continue
    if (items.length === query.limit) return { items, nextCursor: last === null ? null : writeCursor(last) }
    items.push(viewOf(kind, entry, plant))
    last = place
  }
  return { items, nextCursor: null }
}

type Sorted = { readonly seq: number; readonly entries: readonly PlantEntry[] }

/** The last order of each kind: pages of one list come while the plant stands still, mostly. */
const orders = new WeakMap<PlantView, Map<ResourceKind, Sorted>>()

function inOrder<K extends ResourceKind>(kind: K, plant: PlantView): readonly EntryOf<K>[] {
  const known = orders.get(plant) ?? new Map<ResourceKind, Sorted>()
  orders.set(plant, known)
  const before = known.get(kind)
  if (before?.seq === plant.seq()) return before.entries as readonly EntryOf<K>[]
  const entries = [...plant.all(kind)].sort((a, b) => compare([a.resource.label, a.id], [b.resource.label, b.id]))
  known.set(kind, { seq: plant.seq(), entries })
  return entries
}

function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  if (a[1] === b[1]) return 0
  return a[1] < b[1] ? -1 : 1
}

function filterOf(query: ListQuery, plant: PlantView): (entry: PlantEntry) => boolean {
  const { site, room, format, transport, status } = query
  const q = query.q?.trim().toLowerCase() ?? ''
  return (entry) =>
    (site === undefined || entry.site === site) &&
    (room === undefined || entry.room === room) &&
    (status === undefined || entry.status === status) &&
    (format === undefined || hasFormat(entry, format, plant)) &&
    (transport === undefined || hasTransport(entry, transport)) &&
    (q === '' || contains(entry, q))
}

function hasFormat(entry: PlantEntry, format: string, plant: PlantView): boolean {
  return entry.kind !== 'node' && entry.kind !== 'device' && formatOfEntry(entry, plant.entry) === format
}

/** A transport is given as a word (`rtp`), as a URN, or as the URN of a subclass (`…:rtp.mcast`). */
function hasTransport({ resource }: PlantEntry, wanted: string): boolean {
  if (!('transport' in resource)) return false
  return (
    resource.transport === wanted ||
    transportName(resource.transport) === wanted ||
    splitUrn(resource.transport).base === wanted
  )
}

function contains(entry: PlantEntry, q: string): boolean {
  const { label, alias, description, id, addresses } = searchText(entry)
  return (
    label.includes(q) ||
    alias.includes(q) ||
    id.includes(q) ||
    description.includes(q) ||
    addresses.some((address) => address.includes(q))
  )
}

function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function readCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(place) && typeof place[0] === 'string' && typeof place[1] === 'string')
      return [place[0], place[1]]
  } catch {
    // Told below, as for any other text that is no cursor.
  }
  throw new BadCursorError('The cursor is not one that a list gave; leave it out to begin at the first page.')
}

import type { Id, Tally } from '../../contract'
import type { StoredTallyMapping } from '../store/repositories'
import type { EntryOf, PlantEntry, PlantView } from '../plant/plant'
import { madeFrom } from '../plant/signalPath'
import type { GroupIndex } from './groupIndex'

/** What is said of one thing, strongest first. */
export type Spoken = { readonly kind: 'receiver' | 'sender'; readonly tallies: Tally[] }

const ORDER: readonly Tally['state'][] = ['on-air', 'recording', 'preset']

/**
 * Everything of which a tally says something: what the mappings name, and what feeds something on air, upstream through
 * routes and through devices that send on what they get.
 */
export function spread(
  plant: PlantView,
  groups: Pick<GroupIndex, 'members'>,
  lit: Iterable<readonly [StoredTallyMapping, Tally]>,
): ReadonlyMap<Id, Spoken> {
  const spoken = new Map<Id, Spoken>()
  for (const [{ targets }, tally] of lit) {
    for (const target of targets) {
      if (target.kind !== 'group') add(spoken, target.id, target.kind, tally)
      else for (const { id, kind } of groups.members(target.group)) add(spoken, id, kind, tally)
    }
  }
  for (const { tallies } of spoken.values()) tallies.sort(strongestFirst)
  spreadUpstream(plant, spoken)
  return spoken
}

function add(spoken: Map<Id, Spoken>, id: Id, kind: Spoken['kind'], tally: Tally): void {
  const known = spoken.get(id)
  if (known === undefined) spoken.set(id, { kind, tallies: [tally] })
  else if (!known.tallies.includes(tally)) known.tallies.push(tally)
}

/** On air before recording before preset; what is heard before what is stale; the older first. */
function strongestFirst(a: Tally, b: Tally): number {
  return (
    ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
    Number(a.stale) - Number(b.stale) ||
    a.since.localeCompare(b.since) ||
    a.by.localeCompare(b.by)
  )
}

type Origin = { readonly id: Id; readonly name: string; readonly tally: Tally }

/** Breadth first from what is on air by itself, what is heard before what is stale; each thing is told of once. */
function spreadUpstream(plant: PlantView, spoken: Map<Id, Spoken>): void {
  const origins: Origin[] = []
  for (const [id, { tallies }] of spoken) {
    const [tally] = tallies
    if (tally?.state === 'on-air') origins.push({ id, name: nameOf(plant.get(id), id), tally })
  }
  origins.sort((a, b) => strongestFirst(a.tally, b.tally) || a.name.localeCompare(b.name, 'en', { numeric: true }))
  const queue: { readonly at: Id; readonly origin: Origin }[] = origins.map((origin) => ({ at: origin.id, origin }))
  const seen = new Set(origins.map(({ id }) => id))
  for (const { at, origin } of queue) {
    for (const next of feeding(plant, at)) {
      if (seen.has(next.id)) continue
      seen.add(next.id)
      queue.push({ at: next.id, origin })
      const { since, stale } = origin.tally
      const tally: Tally = { state: 'on-air', since, stale, by: `feeds ${origin.name}` }
      const known = spoken.get(next.id)
      if (known === undefined) spoken.set(next.id, { kind: next.kind, tallies: [tally] })
      else known.tallies.unshift(tally)
    }
  }
}

/** What a receiver is on, or what a sender is made from. */
function feeding(plant: PlantView, id: Id): readonly (EntryOf<'sender'> | EntryOf<'receiver'>)[] {
  const entry = plant.get(id)
  if (entry?.kind === 'sender') {
    const sender = plant.entry('sender', id)
    return sender === undefined ? [] : madeFrom(plant, sender)
  }
  const sender = plant.entry('sender', senderOf(entry) ?? '')
  return sender === undefined ? [] : [sender]
}

/** The sender that a receiver is on now; null for everything else. */
export function senderOf(entry: PlantEntry | undefined): Id | null {
  return entry?.kind === 'receiver' && entry.connection?.active === true ? entry.connection.senderId : null
}

/** As people call it. */
export function nameOf(entry: PlantEntry | undefined, id: Id): string {
  if (entry === undefined) return id
  return entry.alias ?? (entry.resource.label === '' ? id : entry.resource.label)
}

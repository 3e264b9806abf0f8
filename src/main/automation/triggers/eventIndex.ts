import type { Id, TriggerEvent, TriggerEventKind } from '../../../contract'
import type { PlantEntry } from '../../plant/plant'
import type { Occurrence } from './occurrence'

/** An event that is waited for: to begin something, or to put it back. */
export type Watch = { readonly triggerId: Id; readonly part: 'begin' | 'end'; readonly event: TriggerEvent }

/** Finds who waits for what, however many triggers there are. */
export type EventIndex = {
  /** What a trigger waits for, in place of what it did; empty: nothing. */
  readonly put: (triggerId: Id, watches: readonly Watch[]) => void
  readonly ofTrigger: (triggerId: Id) => readonly Watch[]
  /** Whether anybody waits for such events at all. */
  readonly wants: (kind: TriggerEventKind) => boolean
  /** Those that something may concern; `verdictOf` says whether it does. */
  readonly of: (occurrence: Occurrence) => Iterable<Watch>
  /** Those of a kind that somebody else listens for. */
  readonly ofKind: (kind: 'mqtt' | 'time') => readonly Watch[]
}

type Shelf = { readonly wide: Set<Watch>; readonly by: Map<string, Set<Watch>> }

export function createEventIndex(): EventIndex {
  const shelves = new Map<string, Shelf>()
  const kinds = new Map<TriggerEventKind, number>()
  const byTrigger = new Map<Id, readonly Watch[]>()

  function shelfOf(name: string): Shelf {
    const known = shelves.get(name)
    if (known !== undefined) return known
    const made: Shelf = { wide: new Set(), by: new Map() }
    shelves.set(name, made)
    return made
  }

  function add(watch: Watch): void {
    const { event } = watch
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
    const shelf = shelfOf(shelfName(event))
    const places = placesOf(event)
    if (places === null) shelf.wide.add(watch)
    else for (const place of places) shelf.by.set(place, (shelf.by.get(place) ?? new Set()).add(watch))
  }

  function remove(watch: Watch): void {
    const { event } = watch
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) - 1)
    const shelf = shelfOf(shelfName(event))
    shelf.wide.delete(watch)
    for (const place of placesOf(event) ?? []) {
      const there = shelf.by.get(place)
      there?.delete(watch)
      if (there?.size === 0) shelf.by.delete(place)
    }
  }

  return {
    put(triggerId, watches) {
      for (const watch of byTrigger.get(triggerId) ?? NONE) remove(watch)
      if (watches.length === 0) byTrigger.delete(triggerId)
      else byTrigger.set(triggerId, watches)
      for (const watch of watches) add(watch)
    },
    ofTrigger: (triggerId) => byTrigger.get(triggerId) ?? NONE,
    wants: (kind) => (kinds.get(kind) ?? 0) > 0,
    *of(occurrence) {
      const shelf = shelves.get(nameFor(occurrence))
      if (shelf === undefined) return
      yield* shelf.wide
      if (shelf.by.size === 0) return
      for (const place of placesFor(occurrence)) yield* shelf.by.get(place) ?? NONE
    },
    ofKind: (kind) => [...(shelves.get(kind)?.wide ?? NONE)],
  }
}

const NONE: readonly Watch[] = Object.freeze([])

function shelfName(event: TriggerEvent): string {
  return event.kind === 'resource' ? `resource ${event.resource}` : event.kind
}

function nameFor(occurrence: Occurrence): string {
  return occurrence.kind === 'resource' ? `resource ${occurrence.entry.kind}` : occurrence.kind
}

/** Where an event can happen; null: anywhere. */
function placesOf(event: TriggerEvent): readonly string[] | null {
  switch (event.kind) {
    case 'resource':
    case 'route':
    case 'foreign-change':
    case 'tally': {
      const { scope } = event
      if (scope.kind === 'selection') return [...new Set(scope.ids)].map((id) => `id ${id}`)
      if (scope.kind === 'site') return [`site ${scope.site}`]
      return scope.kind === 'room' ? [`room ${scope.room}`] : null
    }
    case 'is07':
      return [`id ${event.source}`]
    case 'registry':
      return event.registryId === null ? null : [`id ${event.registryId}`]
    case 'mqtt':
    case 'run':
    case 'time':
      return null
  }
}

function placesFor(occurrence: Occurrence): readonly string[] {
  switch (occurrence.kind) {
    case 'resource':
    case 'route':
    case 'foreign-change':
    case 'tally':
      return placesOfEntry(occurrence.entry)
    case 'is07':
      return [`id ${occurrence.source}`]
    case 'registry':
      return [`id ${occurrence.id}`]
    case 'mqtt':
    case 'run':
    case 'time':
      return []
  }
}

function placesOfEntry({ id, site, room }: PlantEntry): readonly string[] {
  return [`id ${id}`, ...(site === null ? [] : [`site ${site}`]), ...(room === null ? [] : [`room ${room}`])]
}

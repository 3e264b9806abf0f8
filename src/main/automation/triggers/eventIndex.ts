import type { Id, TriggerEvent, TriggerEventKind } from '../../../contract'
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
  /** Those that something may concern, one after another; `verdictOf` says whether it does. */
  readonly each: (occurrence: Occurrence, hear: (watch: Watch) => void) => void
  /** Those of a kind that somebody else listens for. */
  readonly ofKind: (kind: 'mqtt' | 'time') => readonly Watch[]
}

type Place = 'id' | 'site' | 'room'
type Shelf = { readonly wide: Set<Watch> } & Readonly<Record<Place, Map<string, Set<Watch>>>>

export function createEventIndex(): EventIndex {
  const shelves = new Map<string, Shelf>()
  const kinds = new Map<TriggerEventKind, number>()
  const byTrigger = new Map<Id, readonly Watch[]>()

  function shelfOf(name: string): Shelf {
    const known = shelves.get(name)
    if (known !== undefined) return known
    const made: Shelf = { wide: new Set(), id: new Map(), site: new Map(), room: new Map() }
    shelves.set(name, made)
    return made
  }

  function add(watch: Watch): void {
    const { event } = watch
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
    const shelf = shelfOf(shelfName(event))
    const places = placesOf(event)
    if (places === null) shelf.wide.add(watch)
    else for (const [place, name] of places) shelf[place].set(name, (shelf[place].get(name) ?? new Set()).add(watch))
  }

  function remove(watch: Watch): void {
    const { event } = watch
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) - 1)
    const shelf = shelfOf(shelfName(event))
    shelf.wide.delete(watch)
    for (const [place, name] of placesOf(event) ?? []) {
      const there = shelf[place].get(name)
      there?.delete(watch)
      if (there?.size === 0) shelf[place].delete(name)
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
    each(occurrence, hear) {
      const shelf = shelves.get(nameFor(occurrence))
      if (shelf === undefined) return
      shelf.wide.forEach(hear)
      switch (occurrence.kind) {
        case 'resource':
        case 'route':
        case 'foreign-change':
        case 'tally': {
          const { id, site, room } = occurrence.entry
          shelf.id.get(id)?.forEach(hear)
          if (site !== null) shelf.site.get(site)?.forEach(hear)
          if (room !== null) shelf.room.get(room)?.forEach(hear)
          return
        }
        case 'is07':
          shelf.id.get(occurrence.source)?.forEach(hear)
          return
        case 'registry':
          shelf.id.get(occurrence.id)?.forEach(hear)
          return
        case 'mqtt':
        case 'run':
        case 'time':
          return
      }
    },
    ofKind: (kind) => [...(shelves.get(kind)?.wide ?? NONE)],
  }
}

const NONE: readonly Watch[] = Object.freeze([])

function shelfName(event: TriggerEvent): string {
  return event.kind === 'resource' ? `resource ${event.resource}` : event.kind
}

const RESOURCES: Readonly<Record<string, string>> = {
  node: 'resource node',
  device: 'resource device',
  sender: 'resource sender',
  receiver: 'resource receiver',
}

function nameFor(occurrence: Occurrence): string {
  return occurrence.kind === 'resource' ? (RESOURCES[occurrence.entry.kind] ?? '') : occurrence.kind
}

/** Where an event can happen; null: anywhere. */
function placesOf(event: TriggerEvent): readonly (readonly [Place, string])[] | null {
  switch (event.kind) {
    case 'resource':
    case 'route':
    case 'foreign-change':
    case 'tally': {
      const { scope } = event
      if (scope.kind === 'selection') return [...new Set(scope.ids)].map((id) => ['id', id])
      if (scope.kind === 'site') return [['site', scope.site]]
      return scope.kind === 'room' ? [['room', scope.room]] : null
    }
    case 'is07':
      return [['id', event.source]]
    case 'registry':
      return event.registryId === null ? null : [['id', event.registryId]]
    case 'mqtt':
    case 'run':
    case 'time':
      return null
  }
}

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Id, PlantEvent, Registry, Run } from '../../contract'

/** A change that someone else made, to be shown at its receiver until it is dismissed. `at` is UTC, ISO 8601. */
export type ForeignChange = {
  readonly from: Id | null
  readonly to: Id | null
  readonly text: string
  readonly at: string
}
export type Fault = { readonly id: number; readonly at: string; readonly text: string; readonly target: Id | null }

/** What happened lately, newest first. */
export type Events = {
  /** Null until they were asked for. */
  readonly registries: ReadonlyMap<Id, Registry> | null
  readonly runs: readonly Run[]
  readonly foreign: ReadonlyMap<Id, ForeignChange>
  readonly faults: readonly Fault[]
}

export const noEvents: Events = { registries: null, runs: [], foreign: new Map(), faults: [] }

/** Runs and faults kept. */
const KEPT = 60

/** The marks of foreign changes without those that a run has settled by taking the receiver again. */
function settledBy(run: Run, foreign: Events['foreign']): Events['foreign'] {
  const taken = run.changes.filter((change) => change.state === 'verified' && foreign.has(change.target.id))
  if (taken.length === 0) return foreign
  const rest = new Map(foreign)
  for (const change of taken) rest.delete(change.target.id)
  return rest
}

/** What is known after one event. A `gap` changes nothing here: whoever hears it asks afresh. */
export function applyEvent(events: Events, event: PlantEvent): Events {
  switch (event.type) {
    case 'run':
      return {
        ...events,
        runs: [event.run, ...events.runs.filter((run) => run.id !== event.run.id)].slice(0, KEPT),
        foreign: settledBy(event.run, events.foreign),
      }
    case 'registry':
      return { ...events, registries: new Map(events.registries).set(event.registry.id, event.registry) }
    case 'registry.removed': {
      const registries = new Map(events.registries)
      registries.delete(event.registryId)
      return { ...events, registries }
    }
    case 'foreign-change': {
      const { receiverId, from, to, text, at } = event
      return { ...events, foreign: new Map(events.foreign).set(receiverId, { from, to, text, at }) }
    }
    case 'fault': {
      const { id, at, text, target } = event
      return { ...events, faults: [{ id, at, text, target }, ...events.faults].slice(0, KEPT) }
    }
    case 'gap':
      return events
  }
}

export const eventsStore = createStore<Events>(() => noEvents)
export const useEvents = <T>(select: (events: Events) => T): T => useStore(eventsStore, select)

export const dismissForeign = (receiverId: Id): void => {
  eventsStore.setState(({ foreign }) => {
    const rest = new Map(foreign)
    return rest.delete(receiverId) ? { foreign: rest } : {}
  })
}

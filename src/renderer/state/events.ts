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
/** Something that must not be overlooked, until somebody here has seen it. */
export type Alarm = {
  /** The same alarm has the same key, also when it is heard twice. */
  readonly key: string
  readonly at: string
  readonly code: string
  readonly text: string
  readonly target: Id | null
}
export type Fault = { readonly id: number; readonly at: string; readonly text: string; readonly target: Id | null }

/** What happened lately, newest first. */
export type Events = {
  /** Null until they were asked for. */
  readonly registries: ReadonlyMap<Id, Registry> | null
  readonly runs: readonly Run[]
  /** Runs that wait for a person: for an answer, or for a second person's yes. */
  readonly waiting: ReadonlyMap<Id, Run>
  readonly foreign: ReadonlyMap<Id, ForeignChange>
  readonly faults: readonly Fault[]
  readonly alarms: readonly Alarm[]
}

export const noEvents: Events = {
  registries: null,
  runs: [],
  waiting: new Map(),
  foreign: new Map(),
  faults: [],
  alarms: [],
}

/** Runs, faults and alarms kept. */
const KEPT = 60

/** The marks of foreign changes without those that a run has settled by taking the receiver again. */
function settledBy(run: Run, foreign: Events['foreign']): Events['foreign'] {
  const taken = run.changes.filter((change) => change.state === 'verified' && foreign.has(change.target.id))
  if (taken.length === 0) return foreign
  const rest = new Map(foreign)
  for (const change of taken) rest.delete(change.target.id)
  return rest
}

/** Whether a person has to say how it goes on. */
export const isWaiting = ({ state }: Pick<Run, 'state'>): boolean => state === 'paused' || state === 'awaiting_approval'

/** The runs that wait, after news of one. */
function waitingAfter(run: Run, waiting: Events['waiting']): Events['waiting'] {
  if (!isWaiting(run) && !waiting.has(run.id)) return waiting
  const next = new Map(waiting)
  if (isWaiting(run)) next.set(run.id, run)
  else next.delete(run.id)
  return next
}

/** What is known after one event. A `gap` and news of the house change nothing here: whoever hears it asks afresh. */
export function applyEvent(events: Events, event: PlantEvent): Events {
  switch (event.type) {
    case 'run':
      return {
        ...events,
        runs: [event.run, ...events.runs.filter((run) => run.id !== event.run.id)].slice(0, KEPT),
        waiting: waitingAfter(event.run, events.waiting),
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
    case 'alarm': {
      const { id, at, code, text, target } = event
      const alarm = { key: `${at} ${String(id)}`, at, code, text, target }
      return { ...events, alarms: [alarm, ...events.alarms.filter(({ key }) => key !== alarm.key)].slice(0, KEPT) }
    }
    case 'notice': {
      const { id, at, severity, text, target, by } = event
      const notice = { key: `${at} ${String(id)}`, at, code: by, text, target }
      if (severity === 'info') return events
      return { ...events, alarms: [notice, ...events.alarms.filter(({ key }) => key !== notice.key)].slice(0, KEPT) }
    }
    case 'house':
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

/** Alarms that somebody has seen; without keys, all of them. */
export const dismissAlarms = (keys: readonly string[] | null): void => {
  eventsStore.setState(({ alarms }) => ({
    alarms: keys === null ? [] : alarms.filter(({ key }) => !keys.includes(key)),
  }))
}

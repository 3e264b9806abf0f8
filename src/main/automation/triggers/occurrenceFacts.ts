import type { Id } from '../../../contract'
import type { PlantEntry, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import type { PlantLookup } from '../expressions/plantLookup'
import type { Occurrence } from './occurrence'

export type Facts = Readonly<Record<string, unknown>>

/** What expressions see of what happened (`TRIGGER_FACTS`). `withSubject`: the thing whole, which takes its time. */
export function factsOf(
  occurrence: Occurrence,
  at: string,
  { plant, lookup }: { readonly plant: PlantView; readonly lookup: PlantLookup },
  withSubject: boolean,
): Facts {
  const event = occurrence.kind
  // Written out per kind: a spread of what they have in common would take twice the time, for each of thousands.
  switch (occurrence.kind) {
    case 'resource': {
      const { entry, change } = occurrence
      const { id, site, room } = entry
      return withThing({ event, at, id, label: entryName(entry), site, room, resource: entry.kind, change }, entry)
    }
    case 'route':
    case 'foreign-change': {
      const { entry, from, to } = occurrence
      const { id, site, room } = entry
      const facts = { event, at, id, label: entryName(entry), site, room, from: named(from), to: named(to) }
      return withThing(facts, entry)
    }
    case 'tally': {
      const { entry, onAir, by } = occurrence
      const { id, site, room } = entry
      return withThing({ event, at, id, label: entryName(entry), site, room, resource: entry.kind, onAir, by }, entry)
    }
    case 'is07': {
      const { source, label, type, value, previous } = occurrence
      return { event, at, source, label, type, value, previous }
    }
    case 'mqtt': {
      const { broker, topic, payload, retained } = occurrence
      return { event, at, broker, topic, levels: topic.split('/'), payload, retained }
    }
    case 'registry': {
      const { id, label, state, problem } = occurrence
      return { event, at, id, label, state, problem }
    }
    case 'run': {
      const { id, number, state, origin, source, actor, changes, playbook } = occurrence.run
      const wrong = changes.find(({ error }) => error !== undefined)?.error?.text
      const step = playbook?.steps.find((one) => one.state === 'failed')?.problem
      const targets = changes.map(({ target }) => target)
      return { event, at, id, number, state, origin, source, actor, targets, problem: wrong ?? step ?? null }
    }
    case 'time':
      return { event, at, cron: occurrence.cron }
  }

  function named(id: Id | null): { readonly id: Id; readonly label: string } | null {
    return id === null ? null : { id, label: nameIn(plant, id) }
  }

  function withThing(facts: Facts, entry: PlantEntry): Facts {
    return withSubject ? { ...facts, subject: subjectNow(lookup, entry) } : facts
  }
}

function nameIn(plant: PlantView, id: Id): string {
  const entry = plant.get(id)
  return entry === undefined ? id : entryName(entry)
}

/** What is not in the plant any more is still known by its id. */
function subjectNow(lookup: PlantLookup, { id, kind }: PlantEntry): unknown {
  if (kind === 'source' || kind === 'flow') return null
  try {
    return lookup.find(kind, id)
  } catch {
    return { kind, id, label: id, online: false }
  }
}

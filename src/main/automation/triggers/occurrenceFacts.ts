import { type Id, TRIGGER_FACTS, type TriggerEventKind } from '../../../contract'
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
  const base = { event: occurrence.kind, at }
  const thing = (entry: PlantEntry): Facts => ({
    id: entry.id,
    label: entryName(entry),
    site: entry.site,
    room: entry.room,
    ...(withSubject ? { subject: subjectNow(lookup, entry) } : {}),
  })
  const named = (id: Id | null) => (id === null ? null : { id, label: nameIn(plant, id) })
  switch (occurrence.kind) {
    case 'resource': {
      const { entry, change } = occurrence
      return { ...base, ...thing(entry), resource: entry.kind, change }
    }
    case 'route':
    case 'foreign-change':
      return { ...base, ...thing(occurrence.entry), from: named(occurrence.from), to: named(occurrence.to) }
    case 'tally': {
      const { entry, onAir, by } = occurrence
      return { ...base, ...thing(entry), resource: entry.kind, onAir, by }
    }
    case 'is07': {
      const { source, label, type, value, previous } = occurrence
      return { ...base, source, label, type, value, previous }
    }
    case 'mqtt': {
      const { broker, topic, payload, retained } = occurrence
      return { ...base, broker, topic, levels: topic.split('/'), payload, retained }
    }
    case 'registry': {
      const { id, label, state, problem } = occurrence
      return { ...base, id, label, state, problem }
    }
    case 'run': {
      const { id, number, state, origin, source, actor, changes, playbook } = occurrence.run
      const wrong = changes.find(({ error }) => error !== undefined)?.error?.text
      const step = playbook?.steps.find((one) => one.state === 'failed')?.problem
      const targets = changes.map(({ target }) => target)
      return { ...base, id, number, state, origin, source, actor, targets, problem: wrong ?? step ?? null }
    }
    case 'time':
      return { ...base, cron: occurrence.cron }
  }
}

/** Facts as they may be, where no event is given. */
export function sampleFacts(kind: TriggerEventKind, at: string): Facts {
  return { event: kind, at, ...Object.fromEntries(TRIGGER_FACTS[kind].map(({ name, sample }) => [name, sample])) }
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

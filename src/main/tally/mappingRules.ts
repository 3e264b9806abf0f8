import type { Id, TallyMappingInput } from '../../contract'
import { hasWildcard, isTopicFilter } from '../broker/topicFilter'
import type { PlantView } from '../plant/plant'
import { nameOf } from './upstream'
import { TallyError } from './tally'
import { topicOf } from './topicFollower'

const IS07 = 'is07:'

/** The source's id in the plant, of an `EventSource.id` of IS-07; null for any other. */
export function is07SourceOf(source: string): Id | null {
  return source.startsWith(IS07) && source.length > IS07.length ? source.slice(IS07.length) : null
}

/** @throws TallyError for a source that cannot be one, and for targets that are not what they are said to be */
export function checkMapping({ source, targets }: TallyMappingInput, plant: PlantView): void {
  checkSource(source)
  const seen = new Set<string>()
  for (const target of targets) {
    const name = target.kind === 'group' ? target.group : target.id
    if (seen.has(name)) throw new TallyError('invalid', `${shown(plant, name)} is named twice; name it once.`)
    seen.add(name)
    if (target.kind === 'group') continue
    const entry = plant.get(target.id)
    if (entry === undefined || entry.kind === target.kind) continue
    throw new TallyError('invalid', `${nameOf(entry, target.id)} is a ${entry.kind}, not a ${target.kind}.`)
  }
}

function checkSource(source: string): void {
  if (is07SourceOf(source) !== null) return
  const topic = topicOf(source)
  if (topic === null) {
    const text = `“${source.slice(0, 80)}” is no source of events: write is07:SOURCE-ID or mqtt:BROKER/TOPIC.`
    throw new TallyError('invalid', text)
  }
  if (!isTopicFilter(topic.topic) || hasWildcard(topic.topic)) {
    throw new TallyError('invalid', `“${topic.topic.slice(0, 80)}” is not one topic; a mapping speaks of one.`)
  }
}

function shown(plant: PlantView, id: Id): string {
  return nameOf(plant.get(id), id)
}

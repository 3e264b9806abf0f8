import type { EventValue, Id, RegistryStatus, Run, TriggerEvent, TriggerInput } from '../../../contract'
import type { PlantEntry } from '../../plant/plant'
import { inScope } from '../../plant/scope'

/** A thing of the plant that triggers wait for. */
export type ResourceKind = Extract<TriggerEvent, { kind: 'resource' }>['resource']

/** Something that happened, and that triggers may wait for. */
export type Occurrence =
  | {
      readonly kind: 'resource'
      readonly entry: PlantEntry
      readonly change: 'gone' | 'back'
      /** It was here since the start: who is only found gone was not. */
      readonly wasSeen: boolean
    }
  | {
      readonly kind: 'route' | 'foreign-change'
      readonly entry: PlantEntry
      readonly from: Id | null
      readonly to: Id | null
    }
  | { readonly kind: 'tally'; readonly entry: PlantEntry; readonly onAir: boolean; readonly by: string | null }
  | {
      readonly kind: 'is07'
      readonly source: string
      readonly label: string
      readonly type: string | null
      readonly value: EventValue
      readonly previous: EventValue | null
    }
  | {
      readonly kind: 'mqtt'
      readonly broker: string
      readonly topic: string
      readonly payload: unknown
      readonly retained: boolean
    }
  | {
      readonly kind: 'registry'
      readonly id: Id
      readonly label: string
      readonly state: RegistryStatus['state']
      readonly problem: string | null
      readonly becomes: 'lost' | 'live'
      /** It was live since the start. */
      readonly wasLive: boolean
    }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'time'; readonly cron: string; readonly timeZone: string }

/** `contrary`: the opposite of what is waited for happened to something of the same scope. */
export type Verdict = 'yes' | 'contrary' | 'no'

/** Whether it is what is waited for. Topics of MQTT and the clock are looked at by who listens to them. */
export function verdictOf(event: TriggerEvent, occurrence: Occurrence): Verdict {
  switch (occurrence.kind) {
    case 'resource': {
      if (event.kind !== 'resource' || event.resource !== occurrence.entry.kind) return 'no'
      if (!inScope(event.scope, occurrence.entry)) return 'no'
      return event.change === occurrence.change ? 'yes' : 'contrary'
    }
    case 'route':
    case 'foreign-change':
      return event.kind === occurrence.kind && inScope(event.scope, occurrence.entry) ? 'yes' : 'no'
    case 'tally': {
      if (event.kind !== 'tally' || !inScope(event.scope, occurrence.entry)) return 'no'
      return (event.becomes === 'on-air') === occurrence.onAir ? 'yes' : 'contrary'
    }
    case 'is07':
      return event.kind === 'is07' && event.source === occurrence.source ? 'yes' : 'no'
    case 'mqtt':
      return event.kind === 'mqtt' && (event.retained || !occurrence.retained) ? 'yes' : 'no'
    case 'registry': {
      if (event.kind !== 'registry') return 'no'
      if (event.registryId !== null && event.registryId !== occurrence.id) return 'no'
      return event.becomes === occurrence.becomes ? 'yes' : 'contrary'
    }
    case 'run': {
      if (event.kind !== 'run') return 'no'
      const { state, source } = occurrence.run
      const isOf = event.sources.length === 0 || (source !== null && event.sources.includes(source.kind))
      return isOf && event.states.some((one) => one === state) ? 'yes' : 'no'
    }
    case 'time':
      return event.kind === 'time' ? 'yes' : 'no'
  }
}

/** What it is about: the key of a trigger that names none. */
export function subjectOf(occurrence: Occurrence): string {
  switch (occurrence.kind) {
    case 'resource':
    case 'route':
    case 'foreign-change':
    case 'tally':
      return occurrence.entry.id
    case 'is07':
      return occurrence.source
    case 'mqtt':
      return occurrence.topic
    case 'registry':
      return occurrence.id
    case 'run':
      return occurrence.run.id
    case 'time':
      return ''
  }
}

/** The thing of the plant that it is about; null: none. */
export function targetOf(occurrence: Occurrence): Id | null {
  return 'entry' in occurrence ? occurrence.entry.id : null
}

/** Whether a trigger for such events can wait until it has seen something good. */
export function hasHealth(event: TriggerEvent): boolean {
  switch (event.kind) {
    case 'resource':
      return event.change === 'gone'
    case 'registry':
      return event.becomes === 'lost'
    case 'route':
    case 'tally':
    case 'is07':
    case 'mqtt':
      return true
    case 'foreign-change':
    case 'run':
    case 'time':
      return false
  }
}

/** Whether it waits, where nobody says. */
export function wantsHealth({ event, requiresHealth }: Pick<TriggerInput, 'event' | 'requiresHealth'>): boolean {
  return requiresHealth ?? ((event.kind === 'resource' || event.kind === 'registry') && hasHealth(event))
}

import type { EventSource, EventValue, TallyMapping, TallyState, ValueTest } from '../../../contract'
import { areIn, typedWords } from '../../components/typedWords'

export const stateWords: Readonly<Record<TallyState, string>> = {
  'on-air': 'on air',
  preset: 'preset',
  recording: 'recording',
}

/** A value of an event as short as it can be read: `on` is not made up, the value is shown as it came. */
export function valueText(value: EventValue | null): string {
  if (value === null) return '–'
  if (typeof value === 'object') return JSON.stringify(value)
  return value === '' ? '“”' : String(value)
}

export const operatorWords: Readonly<Record<ValueTest['operator'], string>> = {
  is: 'is',
  is_not: 'is not',
  less_than: 'is less than',
  greater_than: 'is greater than',
  contains: 'contains',
}

/** When a value means yes: `true or on`, `state.pgm is 3`. */
export function whenText({ path, operator, value }: ValueTest): string {
  const of = path === undefined ? '' : `${path} `
  if (value === undefined) return operator === 'is' ? `${of}true, on, 1 or active` : `${of}${operatorWords[operator]} …`
  return `${of}${operatorWords[operator]} ${typeof value === 'string' ? `“${value}”` : String(value)}`
}

/** What kind of source it is: `IS-07 boolean, WebSocket`, `MQTT topic`. */
export function sourceKind({ kind, eventType, transport }: EventSource): string {
  if (kind === 'mqtt') return 'MQTT topic'
  return `IS-07 ${eventType ?? 'of unknown type'}, ${transport === 'websocket' ? 'WebSocket' : 'MQTT'}`
}

const rank: Readonly<Record<EventSource['state'], number>> = { stale: 0, connecting: 1, live: 2, off: 3 }

/** Sources as they are listed: those in trouble first, then by name. */
export function orderedSources(sources: readonly EventSource[]): readonly EventSource[] {
  return sources.toSorted(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      a.label.localeCompare(b.label, 'en', { numeric: true }) ||
      (a.id < b.id ? -1 : 1),
  )
}

/** Mappings as they are listed: those that say something now first, then the quiet ones, then those switched off. */
export function orderedMappings(mappings: readonly TallyMapping[]): readonly TallyMapping[] {
  const standing = ({ enabled, active, stale }: TallyMapping): number =>
    !enabled ? 2 : active === true || stale ? 0 : 1
  return mappings.toSorted((a, b) => standing(a) - standing(b))
}

/** The sources that a few typed words mean, in their order. */
export function findSources(sources: readonly EventSource[], text: string): readonly EventSource[] {
  const words = typedWords(text)
  return sources.filter((source) =>
    areIn(words, [source.label, source.id, source.address, sourceKind(source), source.state]),
  )
}

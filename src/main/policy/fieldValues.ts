import type { Format } from '../../contract'
import { formatOf, transportName } from '../nmos/urn'
import type { PlantEntry } from '../plant/plant'

/** A value that a test can be held against. */
export type FieldValue = string | number | boolean

const NONE: readonly FieldValue[] = Object.freeze([])
/** Lists in lists in lists end somewhere. */
const MAX_DEPTH = 12

/**
 * The values of a field, by its path: of several (a list, a tag) all of them. `alias`, `site`, `room` and `status` are
 * what Signalbox says; `format` and `transport` are the URN and its word (`video`, `rtp`); `tags.<name>` is a tag, also
 * when there are dots in its name; all else is the resource as it came (IS-04), a rational number as a number.
 * `format`: of the end that is asked, which a sender itself does not say.
 */
export function fieldValues(entry: PlantEntry | undefined, field: string, format: Format): readonly FieldValue[] {
  if (entry === undefined) return NONE
  const { resource } = entry
  switch (field) {
    case 'alias':
    case 'site':
    case 'room': {
      const value = entry[field]
      return value === null || value === '' ? NONE : [value]
    }
    case 'status':
      return [entry.status]
    case 'label':
      return [resource.label]
    case 'format':
      if (resource.kind === 'sender') return format === 'unknown' ? NONE : [format]
      return 'format' in resource && resource.format !== ''
        ? withWord(resource.format, formatOf(resource.format))
        : NONE
    case 'transport':
      return 'transport' in resource && resource.transport !== ''
        ? withWord(resource.transport, transportName(resource.transport))
        : NONE
  }
  if (field.startsWith('tags.')) {
    const name = field.slice('tags.'.length)
    return Object.hasOwn(resource.tags, name) ? (resource.tags[name] ?? NONE) : NONE
  }
  const found: FieldValue[] = []
  collect(resource.raw, field, found, 0)
  return found
}

function withWord(urn: string, word: string): readonly FieldValue[] {
  return urn === word ? [urn] : [urn, word]
}

/** Keys may have dots in them (`urn:x-nmos:cap:…/v1.0`): every way to read the path is tried. */
function collect(value: unknown, path: string, found: FieldValue[], depth: number): void {
  if (depth > MAX_DEPTH || value === null || value === undefined) return
  if (Array.isArray(value)) {
    for (const one of value) collect(one, path, found, depth + 1)
    return
  }
  if (path === '') {
    addValue(value, found)
    return
  }
  if (typeof value !== 'object') return
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end)
    if (Object.hasOwn(value, key)) {
      collect((value as Readonly<Record<string, unknown>>)[key], path.slice(end + 1), found, depth + 1)
    }
  }
}

function addValue(value: unknown, found: FieldValue[]): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    found.push(value)
    return
  }
  if (typeof value !== 'object' || value === null || !('numerator' in value)) return
  const { numerator } = value
  const denominator = 'denominator' in value ? value.denominator : 1
  if (typeof numerator === 'number' && typeof denominator === 'number' && denominator !== 0) {
    found.push(numerator / denominator)
  }
}

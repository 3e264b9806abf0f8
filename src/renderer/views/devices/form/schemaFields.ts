/** A JSON Schema (2020-12) as it came: data of a module, of which nothing is sure. */
export type Schema = Readonly<Record<string, unknown>>

/** What can be entered for a field. */
export type Shape =
  | {
      readonly kind: 'text'
      readonly minLength: number
      readonly maxLength: number | null
      readonly pattern: string | null
    }
  | {
      readonly kind: 'number'
      readonly whole: boolean
      readonly min: number | null
      readonly max: number | null
      /** `min` and `max` themselves are not allowed. */
      readonly above: boolean
      readonly below: boolean
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly (string | number | boolean)[] }
  | {
      readonly kind: 'list'
      readonly of: 'text' | 'number' | 'whole'
      readonly min: number
      readonly max: number | null
    }
  | { readonly kind: 'group'; readonly fields: readonly FormField[] }
  /** Anything else is entered as JSON. `sample` is of the right shape. */
  | { readonly kind: 'json'; readonly sample: string }

/** A field of a form. `path` names it within the whole form: `params.source`. */
export type FormField = {
  readonly name: string
  readonly path: string
  readonly label: string
  readonly note: string | null
  readonly required: boolean
  /** Nothing can be said on purpose: null is sent. */
  readonly nullable: boolean
  /** What the schema says it is when nothing is said; undefined: it says nothing. */
  readonly standard: unknown
  readonly shape: Shape
}

const isRecord = (thing: unknown): thing is Schema =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing)
const text = (thing: unknown): string | null => (typeof thing === 'string' && thing !== '' ? thing : null)
/** A limit; the ends of what a number can be at all are none. */
const number = (thing: unknown): number | null =>
  typeof thing === 'number' && Math.abs(thing) < Number.MAX_SAFE_INTEGER ? thing : null
const isPlain = (thing: unknown): thing is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof thing)

/** Words that are written in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(['dns', 'fps', 'id', 'ip', 'uri', 'url'])
/** Ends of names that say in which unit a number is. */
const UNITS = /(?<=[a-z0-9])(S|Ms)$/

/** `source_id` and `everyS` as they are read: `Source ID`, `Every, s`. */
export function labelOf(name: string): string {
  const [, unit] = UNITS.exec(name) ?? []
  const words = name
    .replace(UNITS, '')
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
    .split(' ')
    .map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word))
    .join(' ')
  if (words === '') return name
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${unit === undefined ? '' : `, ${unit.toLowerCase()}`}`
}

/** Groups deeper than this are entered as JSON. */
const DEEPEST = 3

/** The schema that is meant: behind a `$ref` into its own document. */
function meant(schema: Schema, root: Schema): Schema {
  const ref = text(schema['$ref'])
  if (ref === '#') return root
  if (ref?.startsWith('#/') !== true) return schema
  let found: unknown = root
  for (const part of ref.slice(2).split('/')) {
    found = isRecord(found) ? found[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isRecord(found) ? { ...found, ...schema, $ref: undefined } : schema
}

/** The one way that is left when null is taken out, and whether it was there. */
function withoutNull(schema: Schema, root: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  const { type } = schema
  if (Array.isArray(type) && type.includes('null')) {
    const others = type.filter((one) => one !== 'null')
    return { schema: { ...schema, type: others.length === 1 ? others[0] : others }, nullable: true }
  }
  const ways = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(ways)) return { schema, nullable: false }
  const known = ways.filter(isRecord).map((way) => meant(way, root))
  const others = known.filter((way) => way['type'] !== 'null' && way['const'] !== null)
  const [only, ...more] = others
  const nullable = others.length < known.length
  const { anyOf: _any, oneOf: _one, ...rest } = schema
  if (only !== undefined && more.length === 0) return { schema: { ...rest, ...only }, nullable }
  const constants = others.map((way) => way['const'])
  return constants.length > 0 && constants.every(isPlain)
    ? { schema: { ...rest, enum: constants }, nullable }
    : { schema, nullable }
}

function shapeOf(schema: Schema, root: Schema, path: string, depth: number): Shape {
  const values = schema['const'] === undefined ? schema['enum'] : [schema['const']]
  if (Array.isArray(values) && values.length > 0 && values.every(isPlain)) return { kind: 'choice', values }
  switch (schema['type']) {
    case 'string':
      return {
        kind: 'text',
        minLength: number(schema['minLength']) ?? 0,
        maxLength: number(schema['maxLength']),
        pattern: text(schema['pattern']),
      }
    case 'integer':
    case 'number': {
      const above = number(schema['exclusiveMinimum'])
      const below = number(schema['exclusiveMaximum'])
      return {
        kind: 'number',
        whole: schema['type'] === 'integer',
        min: above ?? number(schema['minimum']),
        max: below ?? number(schema['maximum']),
        above: above !== null,
        below: below !== null,
      }
    }
    case 'boolean':
      return { kind: 'boolean' }
    case 'array': {
      const items = isRecord(schema['items']) ? meant(schema['items'], root) : {}
      const of = listed[text(items['type']) ?? '']
      if (of === undefined || items['enum'] !== undefined) break
      return { kind: 'list', of, min: number(schema['minItems']) ?? 0, max: number(schema['maxItems']) }
    }
    case 'object': {
      if (!isRecord(schema['properties']) || depth >= DEEPEST) break
      return { kind: 'group', fields: fieldsOf(schema, root, path, depth + 1) }
    }
  }
  return { kind: 'json', sample: JSON.stringify(sampleOf(schema, root, 0), null, 1) }
}

const listed: Readonly<Record<string, 'text' | 'number' | 'whole' | undefined>> = {
  string: 'text',
  number: 'number',
  integer: 'whole',
}

/** Something of the shape that is wanted. */
function sampleOf(given: Schema, root: Schema, depth: number): unknown {
  const { schema } = withoutNull(meant(given, root), root)
  if (schema['default'] !== undefined) return schema['default']
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown
  if (depth > 4) return null
  switch (schema['type']) {
    case 'array':
      return isRecord(schema['items']) ? [sampleOf(schema['items'], root, depth + 1)] : []
    case 'object': {
      const properties = isRecord(schema['properties']) ? schema['properties'] : {}
      return Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, isRecord(one) ? sampleOf(one, root, depth + 1) : null]),
      )
    }
    case 'integer':
    case 'number':
      return 0
    case 'boolean':
      return false
    case 'string':
      return ''
    default:
      return null
  }
}

function fieldsOf(schema: Schema, root: Schema, path: string, depth: number): readonly FormField[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).flatMap(([name, given]): readonly FormField[] => {
    if (!isRecord(given)) return []
    const own = path === '' ? name : `${path}.${name}`
    const outer = meant(given, root)
    const { schema: inner, nullable } = withoutNull(outer, root)
    return [
      {
        name,
        path: own,
        label: text(outer['title']) ?? text(inner['title']) ?? labelOf(name),
        note: text(outer['description']) ?? text(inner['description']),
        required: required.includes(name),
        nullable,
        standard: outer['default'],
        shape: shapeOf(inner, root, own, depth),
      },
    ]
  })
}

/** The fields of an object that a schema describes; none where it describes something else. */
export const formFields = (schema: Schema): readonly FormField[] => fieldsOf(meant(schema, schema), schema, '', 0)

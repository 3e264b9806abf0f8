import type { FormField, Shape } from './schemaFields'

/**
 * What a person has entered: a text (a number, `true` or `false`, a choice and JSON are texts too), the texts of a list,
 * or the fields of a group. Empty: nothing is said.
 */
export type FieldDraft = string | readonly string[] | FormDraft
export type FormDraft = { readonly [name: string]: FieldDraft }

const isRecord = (thing: unknown): thing is Readonly<Record<string, unknown>> =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A value as it is entered; a blank one where it has another shape. */
function draftValue(shape: Shape, value: unknown): FieldDraft {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? value : ''
    case 'number':
      return typeof value === 'number' ? String(value) : ''
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : ''
    case 'choice':
      return shape.values.some((one) => one === value) ? JSON.stringify(value) : ''
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.map(textOf) : []
    case 'group':
      return formDraft(shape.fields, isRecord(value) ? value : {})
    case 'json':
      return value === undefined || value === null ? '' : JSON.stringify(value, null, 1)
  }
}

/** A form as it is opened: with what is known, else with what the schema says it is when nothing is said. */
export const formDraft = (
  fields: readonly FormField[],
  known: Readonly<Record<string, unknown>>,
): Readonly<Record<string, FieldDraft>> =>
  Object.fromEntries(fields.map(({ name, shape, standard }) => [name, draftValue(shape, known[name] ?? standard)]))

/** What was entered: the values to send, and what is wrong with it, by the path of the field. */
export type ReadForm = {
  readonly values: Readonly<Record<string, unknown>>
  readonly faults: Readonly<Record<string, string>>
}

type ReadField = { readonly value: unknown } | { readonly fault: string }
const NOTHING: unique symbol = Symbol('nothing is said')

const isBlank = (draft: FieldDraft | undefined): boolean =>
  draft === undefined || (typeof draft === 'string' ? draft.trim() === '' : Array.isArray(draft) && draft.length === 0)

/** `0 to 1`, `above 0, at most 120`, `at least 2`; empty: any number. */
export function rangeText({ min, max, above, below }: Extract<Shape, { kind: 'number' }>): string {
  if (min !== null && max !== null && !above && !below) return `${String(min)} to ${String(max)}`
  const parts = [
    ...(min === null ? [] : [`${above ? 'above' : 'at least'} ${String(min)}`]),
    ...(max === null ? [] : [`${below ? 'below' : 'at most'} ${String(max)}`]),
  ]
  return parts.join(', ')
}

function readNumber(shape: Extract<Shape, { kind: 'number' }>, text: string): ReadField {
  const value = Number(text.trim().replace(',', '.'))
  const { whole, min, max, above, below } = shape
  const range = rangeText(shape)
  const wanted = `${whole ? 'A whole number' : 'A number'}${range === '' ? '' : `, ${range}`}.`
  const low = min !== null && (above ? value <= min : value < min)
  const high = max !== null && (below ? value >= max : value > max)
  return !Number.isFinite(value) || (whole && !Number.isInteger(value)) || low || high ? { fault: wanted } : { value }
}

function readText({ minLength, maxLength, pattern }: Extract<Shape, { kind: 'text' }>, text: string): ReadField {
  if (text.length < minLength) return { fault: `At least ${String(minLength)} letters.` }
  if (maxLength !== null && text.length > maxLength) return { fault: `At most ${String(maxLength)} letters.` }
  return pattern === null || matches(pattern, text) ? { value: text } : { fault: `It has to look like ${pattern}` }
}

/** A pattern that is none forbids nothing: the engine looks again. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function readList({ of, min, max }: Extract<Shape, { kind: 'list' }>, texts: readonly string[]): ReadField {
  if (texts.length < min) return { fault: `At least ${String(min)}.` }
  if (max !== null && texts.length > max) return { fault: `At most ${String(max)}.` }
  if (of === 'text') return { value: texts }
  const values = texts.map((text) => Number(text.trim()))
  const wrong = texts.find((text, i) => {
    const value = values[i]
    return text.trim() === '' || !Number.isFinite(value) || (of === 'whole' && !Number.isInteger(value))
  })
  return wrong === undefined
    ? { value: values }
    : { fault: `“${wrong}” is no ${of === 'whole' ? 'whole ' : ''}number.` }
}

function readJson(text: string): ReadField {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { fault: `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` }
  }
}

function readValue(shape: Shape, draft: FieldDraft): ReadField {
  const text = typeof draft === 'string' ? draft : ''
  switch (shape.kind) {
    case 'text':
      return readText(shape, text)
    case 'number':
      return readNumber(shape, text)
    case 'boolean':
      return { value: text === 'true' }
    case 'choice':
      return readJson(text)
    case 'list':
      return readList(shape, Array.isArray(draft) ? (draft as readonly string[]) : [])
    case 'group':
      return { value: {} }
    case 'json':
      return readJson(text)
  }
}

/** What a field that was left empty means: null, an empty list, nothing, or a fault. */
function readBlank({ required, nullable, standard, shape }: FormField): ReadField {
  if (shape.kind === 'list' && shape.min === 0 && (required || standard !== undefined)) return { value: [] }
  if (nullable && (required || standard !== undefined)) return { value: null }
  return required ? { fault: 'This has to be filled in.' } : { value: NOTHING }
}

/** Reads what was entered. What is left empty is not sent. */
export function readForm(fields: readonly FormField[], draft: FormDraft): ReadForm {
  const values: Record<string, unknown> = {}
  const faults: Record<string, string> = {}
  for (const field of fields) {
    const { name, path, shape } = field
    const entered = draft[name]
    if (shape.kind === 'group') {
      const inner = readForm(shape.fields, isRecord(entered) ? (entered as FormDraft) : {})
      // A group that nobody has touched is not sent where it need not be.
      const isTouched = Object.keys(inner.values).length > 0
      if (field.required || isTouched) {
        Object.assign(faults, inner.faults)
        values[name] = inner.values
      }
      continue
    }
    const read = entered === undefined || isBlank(entered) ? readBlank(field) : readValue(shape, entered)
    if ('fault' in read) faults[path] = read.fault
    else if (read.value !== NOTHING) values[name] = read.value
  }
  return { values, faults }
}

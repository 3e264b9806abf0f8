import { RE2JS } from 're2js'
import type { FieldTest } from '../../contract'
import { certainIn } from './expressionKeys'
import type { FieldValue } from './fieldValues'

/** A test, ready to be held against the values of its field. */
export type CompiledTest = { readonly test: FieldTest; readonly holds: (values: readonly FieldValue[]) => boolean }

/**
 * Of several values one is enough; a missing field fails the test (and then `not` matches). Values are compared as they
 * are written, so that the tag “3” equals 3; case counts. `less_than` and `greater_than` look at numbers alone.
 * @throws RE2JSException for a `matches` that RE2 cannot compile
 */
export function compileTest(test: FieldTest): CompiledTest {
  const fits = fitterOf(test)
  const { not } = test
  return { test, holds: (values) => values.some(fits) !== not }
}

function fitterOf({ operator, value }: FieldTest): (value: FieldValue) => boolean {
  const wanted = String(Array.isArray(value) ? (value[0] ?? '') : value)
  switch (operator) {
    case 'equals':
      return (found) => String(found) === wanted
    case 'contains':
      return (found) => String(found).includes(wanted)
    case 'starts_with':
      return (found) => String(found).startsWith(wanted)
    case 'ends_with':
      return (found) => String(found).endsWith(wanted)
    case 'matches': {
      const expression = RE2JS.compile(wanted)
      const certain = certainIn(wanted)
      return (found) => {
        const text = String(found)
        return certain.every((pieces) => pieces.some((piece) => text.includes(piece.text))) && expression.test(text)
      }
    }
    case 'in': {
      const list = new Set((Array.isArray(value) ? value : [value]).map(String))
      return (found) => list.has(String(found))
    }
    case 'less_than':
      return (found) => numberOf(found) < Number(wanted)
    case 'greater_than':
      return (found) => numberOf(found) > Number(wanted)
  }
}

function numberOf(value: FieldValue): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
}

/** Why a test cannot be understood, as a sentence; null when it can. */
export function testFault({ operator, value, field }: FieldTest): string | null {
  if (operator !== 'in' && Array.isArray(value)) {
    return `“${field}”: “${operator}” wants one value; a list goes with “in”.`
  }
  switch (operator) {
    case 'in':
      return Array.isArray(value) ? null : `“${field}”: “in” wants a list of values.`
    case 'less_than':
    case 'greater_than':
      return String(value).trim() !== '' && Number.isFinite(Number(value))
        ? null
        : `“${field}”: “${operator}” wants a number, not “${String(value)}”.`
    case 'matches':
      return expressionFault(field, String(value))
    case 'equals':
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return null
  }
}

function expressionFault(field: string, expression: string): string | null {
  try {
    RE2JS.compile(expression)
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    return `“${field}”: the regular expression “${expression}” cannot be used: ${why}. Only what can be matched in linear time (RE2) is taken: no back references, no look-around.`
  }
}

const OPERATOR_WORDS: Readonly<Record<FieldTest['operator'], string>> = {
  equals: 'is',
  contains: 'contains',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  in: 'is one of',
  less_than: 'is less than',
  greater_than: 'is greater than',
}

/** `frame_width is less than 1920`, `not: transport is one of rtp, mqtt`. */
export function testInWords({ operator, value, field, not }: FieldTest): string {
  const listed = Array.isArray(value) ? value.slice(0, 5).map(String).join(', ') : String(value)
  const more = Array.isArray(value) && value.length > 5 ? ` and ${value.length - 5} more` : ''
  return `${not ? 'not: ' : ''}${field} ${OPERATOR_WORDS[operator]} ${listed}${more}`
}

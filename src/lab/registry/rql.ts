import { leafText, someAt } from './attribute'
import type { ResourceData } from './kinds'

/** A predicate over a resource. */
export type Predicate = (data: ResourceData) => boolean

/** What came of reading an RQL text. */
export type RqlOutcome =
  | { readonly kind: 'ok'; readonly matches: Predicate }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly operator: string }

type Term =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Term[] }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Term[] }

class Malformed extends Error {}
class Unsupported extends Error {}

/** Reads the normalised form; `( ) ,` are syntax and therefore stand unencoded, values are percent-encoded. */
function parse(source: string): Term {
  let at = 0
  const fail = (): never => {
    throw new Malformed(`unexpected ${at < source.length ? `"${source.charAt(at)}"` : 'end'} at ${at}`)
  }
  const items = (): Term[] => {
    const found: Term[] = []
    at += 1
    if (source.charAt(at) !== ')') {
      found.push(term())
      while (source.charAt(at) === ',') {
        at += 1
        found.push(term())
      }
    }
    if (source.charAt(at) !== ')') fail()
    at += 1
    return found
  }
  const term = (): Term => {
    if (source.charAt(at) === '(') return { kind: 'list', items: items() }
    const start = at
    while (at < source.length && !'(),'.includes(source.charAt(at))) at += 1
    const word = source.slice(start, at)
    if (source.charAt(at) === '(') return { kind: 'call', name: word, args: items() }
    if (word === '') fail()
    return { kind: 'value', text: decode(word) }
  }
  const whole = term()
  if (at < source.length) fail()
  return whole
}

function decode(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    throw new Malformed(`"${word}" is not percent-encoded text`)
  }
}

/** The text of a value without the type that RQL lets stand before it (`string:abc`). */
function valueText(term: Term | undefined): string {
  if (term?.kind !== 'value') throw new Malformed('a value is wanted')
  return term.text.replace(/^(string|number|boolean|auto):/, '')
}

function pathText(term: Term | undefined): string {
  if (term?.kind === 'list') return term.items.map(pathText).join('.')
  if (term?.kind !== 'value') throw new Malformed('an attribute is wanted')
  return term.text
}

function listTexts(term: Term | undefined): ReadonlySet<string | undefined> {
  if (term?.kind !== 'list') throw new Malformed('a list is wanted')
  return new Set(term.items.map(valueText))
}

/** Compares as numbers where both are, else as text. */
function compare(value: unknown, text: string): number | undefined {
  if (typeof value === 'number') return value - Number(text)
  const leaf = leafText(value)
  if (leaf === undefined) return undefined
  return leaf === text ? 0 : leaf < text ? -1 : 1
}

type Relation = (order: number) => boolean

const relations: ReadonlyMap<string, Relation> = new Map<string, Relation>([
  ['gt', (order) => order > 0],
  ['ge', (order) => order >= 0],
  ['lt', (order) => order < 0],
  ['le', (order) => order <= 0],
])

function compile(term: Term): Predicate {
  if (term.kind !== 'call') throw new Malformed('an operator is wanted')
  const { name, args } = term
  const [first, second, third] = args
  const relation = relations.get(name)
  if (relation !== undefined) {
    const path = pathText(first)
    const text = valueText(second)
    return (data) =>
      someAt(data, path, (value) => {
        const order = compare(value, text)
        return order !== undefined && relation(order)
      })
  }
  switch (name) {
    case 'and': {
      const parts = args.map(compile)
      return (data) => parts.every((part) => part(data))
    }
    case 'or': {
      const parts = args.map(compile)
      return (data) => parts.some((part) => part(data))
    }
    case 'not': {
      if (first === undefined) throw new Malformed('not() wants an operator')
      const part = compile(first)
      return (data) => !part(data)
    }
    case 'eq':
    case 'ne': {
      const path = pathText(first)
      const text = valueText(second)
      const equal: Predicate = (data) => someAt(data, path, (value) => compare(value, text) === 0)
      return name === 'eq' ? equal : (data) => !equal(data)
    }
    case 'in':
    case 'out': {
      const path = pathText(first)
      const texts = listTexts(second)
      const within: Predicate = (data) => someAt(data, path, (value) => texts.has(leafText(value)))
      return name === 'in' ? within : (data) => !within(data)
    }
    case 'matches': {
      const path = pathText(first)
      const pattern = expression(valueText(second), third === undefined ? '' : valueText(third))
      return (data) => someAt(data, path, (value) => pattern.test(leafText(value) ?? ''))
    }
    default:
      throw new Unsupported(name)
  }
}

function expression(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags.includes('i') ? 'i' : '')
  } catch {
    throw new Malformed(`"${pattern}" is no regular expression`)
  }
}

/** Reads `query.rql` (IS-04 v1.3 §Query Parameters – Advanced (RQL) Queries), the raw text as it stood in the query string. */
export function readRql(raw: string): RqlOutcome {
  try {
    return { kind: 'ok', matches: compile(parse(raw)) }
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', why: error.message }
    if (error instanceof Unsupported) return { kind: 'unsupported', operator: error.message }
    throw error
  }
}

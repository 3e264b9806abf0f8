import jsonata from 'jsonata'

/** What a plain condition gives; null: the expression itself has to be asked. */
export type QuickCondition = (root: Readonly<Record<string, unknown>>) => { readonly value: unknown } | null

type Node = Readonly<Record<string, unknown>>
/** What a part of it gives. */
type Part = QuickCondition

/**
 * The conditions that most triggers have (names, fixed values, comparisons, `and`, `or`, `$not`, `$exists`), without the
 * time that JSONata takes to begin: there may be thousands of events a second. It gives what JSONata gives, and nothing
 * where it is not certain of that. Null: the expression has more in it.
 */
export function quickCondition(text: string): QuickCondition | null {
  return partOf(jsonata(text).ast())
}

function partOf(ast: unknown): Part | null {
  if (!isNode(ast)) return null
  switch (ast['type']) {
    case 'string':
    case 'number':
    case 'value':
      return onlyHas(ast, ['type', 'value', 'position']) ? fixed(ast['value']) : null
    case 'path':
      return onlyHas(ast, ['type', 'steps']) ? pathOf(ast['steps']) : null
    case 'binary':
      return onlyHas(ast, ['type', 'value', 'position', 'lhs', 'rhs']) ? binaryOf(ast) : null
    case 'function':
      return onlyHas(ast, ['type', 'name', 'value', 'position', 'arguments', 'procedure']) ? functionOf(ast) : null
    default:
      return null
  }
}

function fixed(value: unknown): Part {
  const given = { value }
  return () => given
}

function pathOf(steps: unknown): Part | null {
  if (!Array.isArray(steps)) return null
  const names: string[] = []
  for (const step of steps as readonly unknown[]) {
    if (!isNode(step) || step['type'] !== 'name' || !onlyHas(step, ['type', 'value', 'position'])) return null
    names.push(String(step['value']))
  }
  return (root) => {
    let value: unknown = root
    for (const name of names) {
      if (Array.isArray(value)) return null
      if (typeof value !== 'object' || value === null) return NOTHING
      if (!Object.hasOwn(value, name)) return name in value ? null : NOTHING
      value = (value as Node)[name]
    }
    return Array.isArray(value) ? null : { value }
  }
}

const NOTHING = { value: undefined } as const

function binaryOf(ast: Node): Part | null {
  const lhs = partOf(ast['lhs'])
  const rhs = partOf(ast['rhs'])
  const compare = COMPARED[String(ast['value'])]
  if (lhs === null || rhs === null || compare === undefined) return null
  return (root) => {
    const [a, b] = [lhs(root), rhs(root)]
    return a === null || b === null ? null : compare(a.value, b.value)
  }
}

const COMPARED: Readonly<Record<string, (a: unknown, b: unknown) => ReturnType<Part>>> = {
  '=': (a, b) => equal(a, b, (is) => is),
  '!=': (a, b) => equal(a, b, (is) => !is),
  '<': (a, b) => ordered(a, b, (order) => order < 0),
  '<=': (a, b) => ordered(a, b, (order) => order <= 0),
  '>': (a, b) => ordered(a, b, (order) => order > 0),
  '>=': (a, b) => ordered(a, b, (order) => order >= 0),
  and: (a, b) => both(a, b, (one, other) => one && other),
  or: (a, b) => both(a, b, (one, other) => one || other),
}

/** What is not there is equal to nothing, and unequal to nothing. */
function equal(a: unknown, b: unknown, of: (is: boolean) => boolean): ReturnType<Part> {
  if (a === undefined || b === undefined) return { value: false }
  return isThing(a) || isThing(b) ? null : { value: of(a === b) }
}

function ordered(a: unknown, b: unknown, of: (order: number) => boolean): ReturnType<Part> {
  if (typeof a === 'number' && typeof b === 'number') return { value: of(a - b) }
  if (typeof a === 'string' && typeof b === 'string') return { value: of(a === b ? 0 : a < b ? -1 : 1) }
  return null
}

function both(a: unknown, b: unknown, of: (one: boolean, other: boolean) => boolean): ReturnType<Part> {
  return isThing(a) || isThing(b) ? null : { value: of(Boolean(a), Boolean(b)) }
}

function functionOf(ast: Node): Part | null {
  const { procedure, arguments: given } = ast
  if (!isNode(procedure) || procedure['type'] !== 'variable' || !Array.isArray(given) || given.length !== 1) return null
  const part = partOf(given[0])
  if (part === null) return null
  switch (procedure['value']) {
    case 'exists':
      return (root) => {
        const found = part(root)
        return found === null ? null : { value: found.value !== undefined }
      }
    case 'not':
      return (root) => {
        const found = part(root)
        if (found === null || isThing(found.value)) return null
        return found.value === undefined ? NOTHING : { value: !found.value }
      }
    default:
      return null
  }
}

function isThing(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What has anything else (a predicate, a sort, a context) means more than it seems. */
function onlyHas(node: Node, keys: readonly string[]): boolean {
  return Object.keys(node).every((key) => keys.includes(key) || node[key] === undefined)
}

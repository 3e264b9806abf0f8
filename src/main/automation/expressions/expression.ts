import jsonata from 'jsonata'
import { LinearRegex } from './linearRegex'
import { plainValue } from './plainValue'
import { createValueBudget, distinct } from './valueBudget'

/** An expression cannot be read, went wrong, or took too long. The message is a sentence for its author. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/** What an expression looks at: names at its root, and functions by their names without `$`. */
export type Scope = {
  readonly root: Readonly<Record<string, unknown>>
  readonly functions: Readonly<Record<string, (...given: readonly unknown[]) => unknown>>
}

/** Names that an expression speaks of. */
export type Uses = {
  readonly steps: ReadonlySet<string>
  readonly params: ReadonlySet<string>
  /** Functions and variables, without `$`. */
  readonly variables: ReadonlySet<string>
}

export type Expression = {
  readonly text: string
  readonly uses: Uses
  /** Plain values only; undefined: nothing. @throws ExpressionError */
  readonly evaluate: (scope: Scope) => Promise<unknown>
}

/** One evaluation: its time, ms, how deep it may nest, and how many values it may hold. */
const LIMITS = { timeout: 500, stack: 400, sequence: 100_000 } as const
const MAX_CHARACTERS = 10_000
const MAX_PAD = 10_000

/**
 * Compiles an expression: JSONata 2 (jsonata.org), which reads values and calls nothing but its own functions and those
 * of the scope. `$eval` is not there, and every evaluation is bounded.
 * @throws ExpressionError
 */
export function compileExpression(text: string): Expression {
  if (text.length > MAX_CHARACTERS) {
    throw new ExpressionError(`An expression has more than ${MAX_CHARACTERS} characters; split it.`)
  }
  const compiled = compiledFrom(text)
  compiled.assign(EVALUATED, watchedOver())
  return {
    text,
    uses: usesIn(compiled.ast()),
    async evaluate({ root, functions }) {
      try {
        const bindings = { ...root, ...functions, ...FENCED }
        return plainValue(await compiled.evaluate(root, bindings))
      } catch (error) {
        throw new ExpressionError(`${quoted(text)}: ${reasonOf(error)}`)
      }
    },
  }
}

/** Whether a value counts as yes: as JSONata's `$boolean` has it. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue)
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Where JSONata looks for somebody to tell of each value it has worked out. */
const EVALUATED = Symbol.for('jsonata.__evaluate_exit') as unknown as string

function watchedOver(): (node: unknown, input: unknown, environment: unknown, result: unknown) => void {
  const look = createValueBudget()
  return (_node, _input, _environment, result) => {
    look(result)
  }
}

/** Functions of JSONata that are not for expressions of playbooks. */
const FENCED: Scope['functions'] = {
  eval: () => {
    throw new ExpressionError('$eval is not available here.')
  },
  distinct,
  pad: (text, width, filler) => {
    if (typeof text !== 'string' || typeof width !== 'number') return undefined
    if (Math.abs(width) > MAX_PAD) throw new ExpressionError(`$pad makes at most ${MAX_PAD} characters.`)
    const fill = typeof filler === 'string' && filler !== '' ? filler : ' '
    return width < 0 ? text.padStart(-width, fill) : text.padEnd(width, fill)
  },
}

function compiledFrom(text: string): jsonata.Expression {
  try {
    return jsonata(text, { ...LIMITS, RegexEngine: LinearRegex as unknown as RegExpConstructor })
  } catch (error) {
    throw new ExpressionError(`${quoted(text)} cannot be read: ${reasonOf(error)}`)
  }
}

/** JSONata throws plain objects with a code and a message. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return sentence(String(error))
  const code = 'code' in error ? error.code : null
  if (code === 'D1012') return `it ran longer than ${LIMITS.timeout} ms and was stopped.`
  if (code === 'D1011') return 'it nests too deeply and was stopped.'
  if (code === 'D2015') return `it made more than ${LIMITS.sequence} values and was stopped.`
  if (error instanceof RangeError) return 'it needs too much memory and was stopped.'
  const said = 'message' in error && typeof error.message === 'string' ? error.message : 'it went wrong'
  const where = 'position' in error && typeof error.position === 'number' ? ` (at character ${error.position})` : ''
  return sentence(`${said.replace(/\.$/, '')}${where}`)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > 80 ? `${line.slice(0, 79)}…` : line}”`
}

type Node = Readonly<Record<string, unknown>>

/** Looks through the syntax tree: paths that begin at `steps` or `params`, and variables. */
function usesIn(ast: unknown): Uses {
  const steps = new Set<string>()
  const params = new Set<string>()
  const variables = new Set<string>()
  const named = { steps, params }

  function walk(value: unknown): void {
    if (Array.isArray(value)) {
      value.forEach(walk)
      return
    }
    if (!isNode(value)) return
    if (value['type'] === 'variable' && typeof value['value'] === 'string') variables.add(value['value'])
    if (value['type'] === 'path' && Array.isArray(value['steps'])) note(value['steps'])
    for (const [key, part] of Object.entries(value)) if (key !== 'value' || isNode(part)) walk(part)
  }

  function note(path: readonly unknown[]): void {
    const names = path.map((step) => (isNode(step) && typeof step['value'] === 'string' ? step['value'] : ''))
    const start = names[0] === '$' || names[0] === '' ? 1 : 0
    const root = names[start]
    if (root !== 'steps' && root !== 'params') return
    const name = names[start + 1]
    if (name !== undefined && name !== '') named[root].add(name)
  }

  walk(ast)
  return { steps, params, variables }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp)
}

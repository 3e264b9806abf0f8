import { type Expression, ExpressionError, type Scope, type Uses, compileExpression } from './expression'

/** A value with expressions in it, ready to be worked out. */
export type Template = {
  readonly uses: Uses
  /** Whether there is any expression in it. */
  readonly isFixed: boolean
  /** @throws ExpressionError */
  readonly evaluate: (scope: Scope) => Promise<unknown>
}

type Part = string | Expression

/**
 * Compiles a value: in each text, at any depth, `${…}` stands for an expression. A text that is one expression and
 * nothing else gives the value itself, otherwise its words are put into the text. `$${` stands for `${`.
 * @throws ExpressionError
 */
export function compileTemplate(value: unknown): Template {
  if (typeof value === 'string') return textTemplate(value)
  if (Array.isArray(value)) {
    const parts = value.map(compileTemplate)
    return together(parts, (scope) => Promise.all(parts.map((part) => part.evaluate(scope))))
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => [key, compileTemplate(part)] as const)
    return together(
      parts.map(([, part]) => part),
      async (scope) => {
        const values = await Promise.all(parts.map(async ([key, part]) => [key, await part.evaluate(scope)] as const))
        return Object.fromEntries(values.filter(([, one]) => one !== undefined))
      },
    )
  }
  return fixed(value)
}

/** What a value is in a text: a thing of the plant by its label. */
export function inText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(inText).join(', ')
  if (typeof value === 'object') {
    return 'label' in value && typeof value.label === 'string' ? value.label : JSON.stringify(value)
  }
  return JSON.stringify(value)
}

function textTemplate(text: string): Template {
  const parts = partsOf(text)
  const expressions = parts.filter((part) => typeof part !== 'string')
  if (expressions.length === 0) return fixed(parts.join(''))
  const uses = allUses(expressions.map((one) => one.uses))
  const [only, ...others] = parts
  if (only !== undefined && typeof only !== 'string' && others.length === 0) {
    return { uses, isFixed: false, evaluate: only.evaluate }
  }
  return {
    uses,
    isFixed: false,
    async evaluate(scope) {
      const words = await Promise.all(
        parts.map(async (part) => (typeof part === 'string' ? part : inText(await part.evaluate(scope)))),
      )
      return words.join('')
    },
  }
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = []
  let words = ''
  let at = 0
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      words += '${'
      at += 3
    } else if (text.startsWith('${', at)) {
      const end = endOf(text, at + 2)
      if (words !== '') parts.push(words)
      words = ''
      parts.push(compileExpression(text.slice(at + 2, end)))
      at = end + 1
    } else {
      words += text.charAt(at)
      at += 1
    }
  }
  if (words !== '' || parts.length === 0) parts.push(words)
  return parts
}

/** Where the brace is that ends an expression: outside of its texts and objects. @throws ExpressionError */
function endOf(text: string, start: number): number {
  let depth = 0
  let quote: string | null = null
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quote !== null) {
      if (character === '\\') at += 1
      else if (character === quote) quote = null
    } else if (character === '"' || character === "'" || character === '`') quote = character
    else if (character === '{') depth += 1
    else if (character === '}') {
      if (depth === 0) return at
      depth -= 1
    }
  }
  throw new ExpressionError(
    `“${text.slice(0, 80)}”: an expression begins with “\${” and does not end; close it with “}”.`,
  )
}

function fixed(value: unknown): Template {
  return { uses: NOTHING, isFixed: true, evaluate: () => Promise.resolve(value) }
}

function together(parts: readonly Template[], evaluate: Template['evaluate']): Template {
  return { uses: allUses(parts.map(({ uses }) => uses)), isFixed: parts.every(({ isFixed }) => isFixed), evaluate }
}

export const NOTHING: Uses = { steps: new Set(), params: new Set(), variables: new Set() }

export function allUses(all: readonly Uses[]): Uses {
  return {
    steps: new Set(all.flatMap(({ steps }) => [...steps])),
    params: new Set(all.flatMap(({ params }) => [...params])),
    variables: new Set(all.flatMap(({ variables }) => [...variables])),
  }
}

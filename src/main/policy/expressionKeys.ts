import { ANY_TEXT, type TextKey } from './textIndex'

const PLAIN = /^[A-Za-z0-9 _:;,@#%&/<>="'~!-]$/
/** Behind a backslash: a class, a boundary, or a character that stands for itself; what else there is may mean more. */
const ESCAPED = /^[dDwWsSbB.()[\]{}|*+?^$\\/-]$/
/** Alternatives beyond this are not told apart. */
const MOST_KEYS = 20

/** Every match has one of these pieces. */
type Pieces = readonly TextKey[]
/** What was read: every match has one of each; and where reading goes on. Null: it cannot be told. */
type Read = { readonly certain: readonly Pieces[]; readonly end: number } | null

/**
 * What every text that a regular expression matches has in it for certain, so that most expressions need not be asked at
 * all: of each list one, of several where there are alternatives. Nothing where it cannot be told, as with flags.
 */
export function certainIn(expression: string): readonly (readonly TextKey[])[] {
  const read = readAlternatives(expression, 0)
  return read === null || read.end !== expression.length ? [] : read.certain
}

/** The one of what is certain that says the most; `any` where nothing is. */
export function keysOfExpression(expression: string): readonly TextKey[] {
  return longest(certainIn(expression)) ?? [ANY_TEXT]
}

/** Up to the `)` that ends them, or the end. */
function readAlternatives(expression: string, from: number): Read {
  const branches: (readonly Pieces[])[] = []
  let at = from
  for (;;) {
    const branch = readSequence(expression, at)
    if (branch === null) return null
    branches.push(branch.certain)
    at = branch.end
    if (expression.charAt(at) !== '|') return { certain: anyOf(branches), end: at }
    at += 1
  }
}

/** Of one branch all that is certain in it, of several one of the best of each. */
function anyOf(branches: readonly (readonly Pieces[])[]): readonly Pieces[] {
  const [only, ...others] = branches
  if (only !== undefined && others.length === 0) return only
  const all: TextKey[] = []
  for (const certain of branches) {
    const best = longest(certain)
    if (best === null) return []
    all.push(...best)
  }
  return all.length > MOST_KEYS ? [] : [all]
}

function longest(certain: readonly Pieces[]): Pieces | null {
  return certain.reduce<Pieces | null>(
    (best, one) => (best === null || shortest(one) > shortest(best) ? one : best),
    null,
  )
}

/** Up to a `|` or `)` at its level, or the end. */
function readSequence(expression: string, from: number): Read {
  const certain: Pieces[] = []
  let run = ''
  let runAt = 0
  let at = from
  const isAnchored = from === 0 && expression.startsWith('^')

  function endRun(): void {
    if (run !== '') certain.push([{ shape: isAnchored && runAt === 1 ? 'prefix' : 'contains', text: run }])
    run = ''
  }

  while (at < expression.length) {
    const character = expression.charAt(at)
    if (character === '|' || character === ')') break
    if (PLAIN.test(character)) {
      if (isOptional(expression, at + 1)) endRun()
      else {
        if (run === '') runAt = at
        run += character
      }
      at += 1
      continue
    }
    endRun()
    if (character === '(') {
      const group = readGroup(expression, at)
      if (group === null) return null
      at = group.end
      if (!isOptional(expression, at)) certain.push(...group.certain)
      continue
    }
    at = endOfOther(expression, at)
    if (at < 0) return null
  }
  endRun()
  return { certain, end: at }
}

function readGroup(expression: string, from: number): Read {
  const isPlain = !expression.startsWith('(?', from)
  if (!isPlain && !expression.startsWith('(?:', from)) return null
  const inside = readAlternatives(expression, isPlain ? from + 1 : from + 3)
  if (inside === null || expression.charAt(inside.end) !== ')') return null
  return { certain: inside.certain, end: inside.end + 1 }
}

/** Whether what stands before may be missing. */
function isOptional(expression: string, at: number): boolean {
  const next = expression.charAt(at)
  return next !== '' && '*?{'.includes(next)
}

/** The place behind something that says nothing certain; -1 when it cannot be told. */
function endOfOther(expression: string, at: number): number {
  switch (expression.charAt(at)) {
    case '[':
      return endOfClass(expression, at)
    case '{':
      return endOfCount(expression, at)
    case '\\':
      return ESCAPED.test(expression.charAt(at + 1)) ? at + 2 : -1
    default:
      return at + 1
  }
}

function shortest(pieces: Pieces): number {
  return Math.min(...pieces.map(({ text }) => text.length))
}

/** The place behind the `]` of a class; -1 when it cannot be told. */
function endOfClass(expression: string, from: number): number {
  let at = from + 1
  if (expression.charAt(at) === '^') at += 1
  // A bracket in first place stands for itself.
  if (expression.charAt(at) === ']') at += 1
  for (; at < expression.length; at += 1) {
    const character = expression.charAt(at)
    if (character === '\\') at += 1
    else if (character === '[' && expression.charAt(at + 1) === ':') return -1
    else if (character === ']') return at + 1
  }
  return -1
}

/** The place behind the `}` of a count; -1 where the brace stands for itself. */
function endOfCount(expression: string, from: number): number {
  const count = /^\{\d+(,\d*)?\}/.exec(expression.slice(from, from + 20))
  return count === null ? -1 : from + count[0].length
}

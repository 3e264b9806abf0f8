const MAX_VALUES = 1_000_000
const MAX_DEPTH = 64
const MAX_TEXT = 1_000_000

/**
 * A value as plain JSON would have it: no functions, no marks of the evaluator, not without end.
 * @throws Error with a sentence
 */
export function plainValue(value: unknown): unknown {
  let count = 0

  function plain(part: unknown, depth: number): unknown {
    count += 1
    if (count > MAX_VALUES) throw new Error('It gives more values than can be kept.')
    if (depth > MAX_DEPTH) throw new Error('What it gives is nested too deeply.')
    switch (typeof part) {
      case 'undefined':
      case 'boolean':
        return part
      case 'string':
        if (part.length > MAX_TEXT) throw new Error(`It gives a text of more than ${MAX_TEXT} characters.`)
        return part
      case 'number':
        return Number.isFinite(part) ? part : null
      case 'object':
        if (part === null) return null
        if (Array.isArray(part)) return part.map((one) => plain(one, depth + 1))
        if ('_jsonata_function' in part || '_jsonata_lambda' in part) throw new Error('It gives a function.')
        return Object.fromEntries(
          Object.entries(part)
            .filter(([, one]) => one !== undefined)
            .map(([key, one]) => [key, plain(one, depth + 1)]),
        )
      case 'bigint':
      case 'function':
      case 'symbol':
        throw new Error('It gives something that is no value.')
    }
  }

  return plain(value, 0)
}

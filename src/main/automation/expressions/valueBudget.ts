/** How many values anything may hold, each counted as often as it would be written down. */
const MOST = 5_000_000

/**
 * Watches over what an evaluation makes: a value that holds another twice, again and again, is small in memory and would
 * be without end when it is compared or written down.
 * @returns to be told of each value that was made @throws Error, as a sentence, for one that is too large
 */
export function createValueBudget(): (value: unknown) => void {
  const known = new WeakMap<object, { readonly size: number; readonly length: number }>()

  function sizeOf(value: unknown): number {
    if (typeof value !== 'object' || value === null || isFunction(value)) return 1
    const length = Array.isArray(value) ? value.length : 0
    const before = known.get(value)
    if (before?.length === length) return before.size
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
    let size = 1
    for (const part of parts) size += sizeOf(part)
    known.set(value, { size, length })
    return size
  }

  return (value) => {
    if (typeof value === 'object' && value !== null && sizeOf(value) > MOST) {
      throw new Error('It makes more values than can be kept.')
    }
  }
}

/** As the evaluator holds its functions, with all that they see around them. */
function isFunction(value: object): boolean {
  return '_jsonata_lambda' in value || '_jsonata_function' in value
}

/** Each value once, in the order in which they came; two are the same when they would be written alike. */
export function distinct(values: unknown): unknown {
  if (!Array.isArray(values)) return values
  const seen = new Map<string, unknown>()
  for (const value of values) {
    const key = writtenDown(value)
    if (!seen.has(key)) seen.set(key, value)
  }
  return [...seen.values()]
}

function writtenDown(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

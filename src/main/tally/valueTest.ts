import type { EventValue, ValueTest } from '../../contract'

const YES: ReadonlySet<string> = new Set(['true', 'on', '1', 'active'])

/** Whether a value means yes; null when it has nothing at the path that is asked for. */
export function meets({ path, operator, value: wanted }: ValueTest, given: EventValue): boolean | null {
  const value = path === undefined ? given : at(given, path)
  if (value === undefined || value === null) return null
  switch (operator) {
    case 'is':
      return wanted === undefined ? isYes(value) : isSame(value, wanted)
    case 'is_not':
      return !(wanted === undefined ? isYes(value) : isSame(value, wanted))
    case 'less_than':
      return compare(value, wanted, (a, b) => a < b)
    case 'greater_than':
      return compare(value, wanted, (a, b) => a > b)
    case 'contains':
      return contains(value, wanted)
  }
}

/** `a.b.0`: own fields of objects and indices of lists. */
function at(given: EventValue, path: string): unknown {
  let value: unknown = given
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}

function isYes(value: unknown): boolean {
  if (typeof value === 'string') return YES.has(value.trim().toLowerCase())
  return typeof value === 'number' ? value !== 0 : value === true
}

/** Numbers and booleans that came as text are compared as what they say. */
function isSame(value: unknown, wanted: NonNullable<ValueTest['value']>): boolean {
  if (typeof value === typeof wanted) return value === wanted
  return typeof value === 'object' ? false : String(value).trim().toLowerCase() === String(wanted).trim().toLowerCase()
}

function compare(value: unknown, wanted: ValueTest['value'], holds: (a: number, b: number) => boolean): boolean {
  const [a, b] = [numeric(value), numeric(wanted)]
  return a !== null && b !== null && holds(a, b)
}

function numeric(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

function contains(value: unknown, wanted: ValueTest['value']): boolean {
  if (wanted === undefined) return false
  if (Array.isArray(value)) return value.some((item) => isSame(item, wanted))
  return typeof value === 'string' && value.includes(String(wanted))
}

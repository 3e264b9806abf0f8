import { ExpressionError, type Scope } from './expression'
import { type LookupKind, type PlantLookup, type PlantParts, createPlantLookup } from './plantLookup'
import type { PlantRecord } from './plantRecords'

/** Names of the functions that look at the plant: what they give may be otherwise a moment later. */
export const PLANT_FUNCTIONS = [
  'sender',
  'receiver',
  'device',
  'node',
  'senders',
  'receivers',
  'devices',
  'nodes',
  'routes',
  'registries',
] as const

const ONE: readonly LookupKind[] = ['sender', 'receiver', 'device', 'node']

/**
 * `$sender(name)`, `$receiver(name)`, `$device(name)`, `$node(name)`: the one of this id or label.
 * `$senders(like)`, `$receivers(like)`, `$devices(like)`, `$nodes(like)`: all whose properties are as `like` has them; a
 * list stands for any of its values, `group` looks into `groups`, `module` into `modules`.
 * `$routes(like)`: receivers that are on a sender, with both.
 */
export function plantFunctions(parts: PlantParts): Scope['functions'] {
  const lookup = createPlantLookup(parts)
  const functions: Record<string, (...given: readonly unknown[]) => unknown> = {
    routes: (like) => routes(lookup, like),
  }
  for (const kind of ONE) {
    functions[kind] = (ref) => lookup.find(kind, ref)
    functions[`${kind}s`] = (like) => matching(lookup.all(kind), like, kind)
  }
  return functions
}

type Properties = Readonly<Record<string, unknown>>

/** Those that are as `like` has it. @throws ExpressionError */
export function matching<T extends Properties>(records: Iterable<T>, like: unknown, kind: string): readonly T[] {
  const tests = testsOf(like, kind)
  return [...records].filter((record) => tests.every((test) => test(record)))
}

function testsOf(like: unknown, kind: string): readonly ((record: Properties) => boolean)[] {
  if (like === undefined || like === null) return []
  if (typeof like !== 'object' || Array.isArray(like)) {
    throw new ExpressionError(`$${severalOf(kind)}(…) takes an object such as {"room": "Studio A"}.`)
  }
  return Object.entries(like).map(([property, wanted]) => {
    const any: readonly unknown[] = Array.isArray(wanted) ? wanted.map(idOf) : [idOf(wanted)]
    const keys = LISTS[property] ?? [property, `${property}Id`]
    return (record) => {
      if (!keys.some((key) => key in record)) {
        throw new ExpressionError(`A ${kind} has no property “${property}”; it has ${Object.keys(record).join(', ')}.`)
      }
      return keys.some((key) => {
        const value = record[key]
        return Array.isArray(value) ? value.some((one) => any.includes(one)) : any.includes(value)
      })
    }
  })
}

const LISTS: Readonly<Record<string, readonly string[]>> = { group: ['groups'], module: ['modules'] }

function severalOf(kind: string): string {
  return kind === 'registry' ? 'registries' : `${kind}s`
}

/** A thing of the plant is meant by its id. */
function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value
}

function routes(lookup: PlantLookup, like: unknown) {
  return matching(lookup.all('receiver'), like, 'receiver')
    .filter(({ senderId }) => typeof senderId === 'string')
    .map((receiver) => ({ receiver, sender: senderOf(lookup, receiver) }))
    .filter(({ sender }) => sender !== null)
}

function senderOf(lookup: PlantLookup, { senderId }: PlantRecord): PlantRecord | null {
  try {
    return lookup.find('sender', senderId)
  } catch {
    return null
  }
}

import { LegAddress, type Action, type Id, type Inspection, type Run } from '../../../../contract'

/** The address of one leg as it is typed. Empty: as its device has it. */
export type TypedLeg = { readonly multicast: string; readonly port: string; readonly source: string }

/** What is typed is an address for each leg, or a sentence about what is not. */
export type ReadLegs =
  | { readonly ok: true; readonly legs: LegAddress[] }
  | { readonly ok: false; readonly leg: number; readonly field: keyof TypedLeg; readonly problem: string }

const fields = ['multicast', 'port', 'source'] as const
const names = { multicast: 'The multicast address', port: 'The port', source: 'The source address' } as const
const parameters = { multicast: 'destination_ip', port: 'destination_port', source: 'source_ip' } as const

const nothing: TypedLeg = { multicast: '', port: '', source: '' }

type Known = Pick<Inspection, 'staged' | 'constraints' | 'legs'>

/**
 * What a sender's `staged` says of each leg, to begin with. What its constraints do not have is left as it is; where
 * `staged` could not be read, all is.
 */
export function typedFrom({ staged, constraints, legs }: Known): readonly TypedLeg[] {
  const params = legsIn(staged, 'transport_params')
  if (params.length === 0) return legs.map(() => nothing)
  return params.map((known, leg) => {
    const from = (field: keyof TypedLeg): string =>
      isSettable(constraints, leg, field) ? asTyped(known[parameters[field]]) : ''
    return { multicast: from('multicast'), port: from('port'), source: from('source') }
  })
}

function isSettable(constraints: unknown, leg: number, field: keyof TypedLeg): boolean {
  const known: unknown = Array.isArray(constraints) ? constraints[leg] : undefined
  return known === undefined || parameters[field] in asRecord(known)
}

/** A run that has sent a sender elsewhere: the form for it has served. */
export const hasSentElsewhere = ({ state, changes }: Pick<Run, 'state' | 'changes'>): boolean =>
  state === 'succeeded' && changes.some(({ target, after }) => target.kind === 'sender' && after['legs'] !== undefined)

/** The values that `/constraints` leaves for a parameter of a leg; null: any. `auto` may always be asked for. */
export function choicesFor(constraints: unknown, leg: number, field: keyof TypedLeg): readonly string[] | null {
  const known = Array.isArray(constraints) ? asRecord(constraints[leg])[parameters[field]] : undefined
  const choices = asRecord(known)['enum']
  if (!Array.isArray(choices)) return null
  return [...new Set(['auto', ...choices.map(asTyped)])].filter((choice) => choice !== '')
}

export function readTyped(typed: readonly TypedLeg[]): ReadLegs {
  const legs: LegAddress[] = []
  for (const [leg, words] of typed.entries()) {
    const given: Record<string, string | number> = {}
    for (const field of fields) {
      const word = words[field].trim()
      if (word === '') continue
      const value = field === 'port' && /^\d+$/.test(word) ? Number(word) : word.toLowerCase()
      const read = LegAddress.shape[field].safeParse(value)
      if (!read.success) {
        const where = typed.length > 1 ? ` of leg ${String(leg + 1)}` : ''
        const wanted = read.error.issues[0]?.message ?? 'something else'
        return { ok: false, leg, field, problem: `${names[field]}${where} has to be ${wanted}.` }
      }
      given[field] = value
    }
    legs.push(LegAddress.parse(given))
  }
  if (legs.every((leg) => Object.keys(leg).length === 0)) {
    return { ok: false, leg: 0, field: 'multicast', problem: 'No address is given.' }
  }
  return { ok: true, legs }
}

/** Sends a sender there, and connects those anew that are to follow it. */
export function sendThere(senderId: Id, legs: LegAddress[], followers: readonly Id[]): readonly Action[] {
  return [
    { type: 'sender.activate', senderId, legs },
    ...followers.map((receiverId): Action => ({ type: 'route.connect', senderId, receiverId, needs: [0] })),
  ]
}

function legsIn(state: unknown, key: string): readonly Readonly<Record<string, unknown>>[] {
  const found = asRecord(state)[key]
  return Array.isArray(found) ? found.map(asRecord) : []
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

const asTyped = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

import type { Action, Candidate, Id, Run, Schedule, TakeInput } from '../../contract'
import { client } from '../app/client'
import { refusalPolicy, type PlannedRoute, type SheetOptions } from './sheet'

export type DragEnd = { readonly kind: 'sender' | 'receiver'; readonly id: Id }

/** What the engine is asked to plan, take or book. */
export type Asked =
  | { readonly kind: 'routes'; readonly routes: readonly PlannedRoute[]; readonly options: SheetOptions }
  | { readonly kind: 'actions'; readonly actions: readonly Action[]; readonly options: SheetOptions }

/** The engine, as far as taking needs it. */
export type TakeDoor = {
  readonly candidates: (from: DragEnd) => Promise<readonly Candidate[]>
  readonly plan: (asked: Asked) => Promise<Run>
  readonly take: (asked: Asked, confirm: readonly string[]) => Promise<Run>
  /** Prepares the opposite of a run as a plan. */
  readonly undo: (id: Id | 'last') => Promise<Run>
  /** Keeps it for a time, UTC, ISO 8601. */
  readonly book: (asked: Asked, at: string, confirm: readonly string[]) => Promise<Schedule>
  readonly bookRun: (id: Id, at: string) => Promise<Schedule>
  readonly approve: (id: Id, confirm: readonly string[], override: string | null) => Promise<Run>
  readonly cancel: (id: Id) => Promise<Run>
  readonly compensate: (id: Id) => Promise<Run>
  readonly get: (id: Id) => Promise<Run>
}

type TakeRoute = TakeInput['routes'][number]

/**
 * The route as it is sent, with what the operator believes to be there. Who is on a stream that the plant does not know
 * has no sender to name, and expects nothing.
 */
export function askedRoute({ before, ...route }: PlannedRoute): TakeRoute {
  if (before === null || (before.active && before.senderId === null)) return route
  return { ...route, expected: { senderId: before.active ? before.senderId : null } }
}

/** A route for later: what is there now says nothing about then. */
const laterRoute = ({ before: _, ...route }: PlannedRoute): TakeRoute => route

const overruled = (reason: string | null) => (reason === null ? {} : { override: { reason } })

function wishes({ activation, onFailure, override }: SheetOptions, count: number) {
  return {
    onRefused: refusalPolicy(count),
    activation: { mode: activation },
    ...(onFailure === null ? {} : { onFailure }),
    ...overruled(override),
  }
}

export const takeDoor: TakeDoor = {
  candidates: async (from) => {
    const input = from.kind === 'sender' ? { senderId: from.id } : { receiverId: from.id }
    return (await client.routes.candidates(input)).items
  },
  plan: (asked) => start(asked, { dryRun: true }),
  take: (asked, confirm) => start(asked, { confirm: [...confirm], waitMs: 0 }),
  undo: (id) => client.runs.undo({ id }),
  book: (asked, at, confirm) => {
    const yes = { confirm: [...confirm] }
    if (asked.kind === 'actions') {
      const run = { actions: [...asked.actions], ...wishes(asked.options, asked.actions.length), ...yes }
      return client.schedules.create({ at, work: { kind: 'run', run } })
    }
    const take = { routes: asked.routes.map(laterRoute), ...wishes(asked.options, asked.routes.length), ...yes }
    return client.schedules.create({ at, work: { kind: 'take', take } })
  },
  bookRun: (runId, at) => client.schedules.create({ at, work: { kind: 'activate', runId } }),
  approve: async (id, confirm, override) =>
    (await client.runs.approve({ id, confirm: [...confirm], ...overruled(override) })).body,
  cancel: (id) => client.runs.cancel({ id }),
  compensate: async (id) => (await client.runs.compensate({ id, waitMs: 0 })).body,
  get: (id) => client.runs.get({ id }),
}

type How = { readonly dryRun?: boolean; readonly confirm?: string[]; readonly waitMs?: number }

async function start(asked: Asked, how: How): Promise<Run> {
  if (asked.kind === 'actions') {
    const { actions, options } = asked
    return (await client.runs.start({ actions: [...actions], ...wishes(options, actions.length), ...how })).body
  }
  const { routes, options } = asked
  return (await client.takes({ routes: routes.map(askedRoute), ...wishes(options, routes.length), ...how })).body
}

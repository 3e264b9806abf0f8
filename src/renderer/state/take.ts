import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Candidate, Decision, Id, Route, Run, TakeInput } from '../../contract'
import { client } from '../app/client'
import { isOver, outcomesOf, type Outcome } from './outcomes'
import { pictureStore } from './picture'
import { problemOf, refusalOf } from './problem'
import { viewStore } from './view'

export type DragEnd = { readonly kind: 'sender' | 'receiver'; readonly id: Id }
/** `verdicts` (by the id of what might be dropped on) is null while the engine is being asked. */
export type Drag = { readonly from: DragEnd; readonly verdicts: ReadonlyMap<Id, Candidate> | null }

/** A route as it is asked for; `senderId` null disconnects. `leg` counts from 0. */
export type ProposedRoute = { readonly senderId: Id | null; readonly receiverId: Id; readonly leg?: number }
/** A route and what the operator saw on the receiver when it was proposed; `before` null for an unknown receiver. */
export type PlannedRoute = ProposedRoute & { readonly before: Route | null }
/** Where on the screen the sheet belongs, CSS px of the window. */
export type Anchor = { readonly x: number; readonly y: number }

/**
 * What is about to be taken, or just was. `planning`: the dry-run is under way. `ready`: it can be taken. `refused`:
 * the guard said no, nothing was sent. `failed`: a device said no, or the engine could not be asked (`error`).
 */
export type Sheet = {
  readonly routes: readonly PlannedRoute[]
  readonly anchor: Anchor | null
  readonly phase: 'planning' | 'ready' | 'taking' | 'done' | 'failed' | 'refused'
  readonly run: Run | null
  readonly decisions: readonly Decision[]
  readonly error: string | null
}

export type Take = {
  readonly drag: Drag | null
  readonly sheet: Sheet | null
  readonly outcomes: ReadonlyMap<Id, Outcome>
}

type TakeRoute = TakeInput['routes'][number]

/** The engine, as far as taking needs it. */
export type TakeDoor = {
  readonly candidates: (from: DragEnd) => Promise<readonly Candidate[]>
  readonly plan: (routes: readonly PlannedRoute[]) => Promise<Run>
  readonly take: (routes: readonly PlannedRoute[], confirm: readonly string[]) => Promise<Run>
  readonly approve: (id: Id, confirm: readonly string[]) => Promise<Run>
  readonly cancel: (id: Id) => Promise<Run>
  readonly get: (id: Id) => Promise<Run>
}

export type TakeWorld = {
  readonly door: TakeDoor
  /** What the picture shows on a receiver. */
  readonly shown: (receiverId: Id) => Route | null
  readonly autoTake: () => boolean
  /** Epoch ms. */
  readonly now: () => number
  readonly after: (ms: number, then: () => void) => void
}

export type Taking = {
  readonly store: StoreApi<Take>
  readonly beginDrag: (from: DragEnd) => void
  readonly endDrag: () => void
  /** Asks for the plan of these routes and opens the sheet near `anchor`; nothing is sent to a device. */
  readonly propose: (routes: readonly ProposedRoute[], anchor: Anchor | null) => void
  /** Takes what the sheet shows. Does nothing unless the sheet is ready. */
  readonly take: () => void
  /** Plans the same routes afresh, after a failure or a refusal. */
  readonly retry: () => void
  /** Closes the sheet. A run under way goes on and shows at its ports. */
  readonly backOut: () => void
  /** Changes not begun are skipped. */
  readonly cancelRest: () => void
  readonly dismiss: (receiverId: Id) => void
  /** News of a run from the feed of events. */
  readonly hear: (run: Run) => void
}

/** How long a good ending stays in the sheet, ms. */
const DONE_MS = 1400
/** How often a run is asked after while no event tells, ms. */
const FOLLOW_MS = 1000

/** The codes that taking would say yes to. */
export const confirmCodes = (decisions: readonly Decision[]): readonly string[] => [
  ...new Set(decisions.filter((d) => d.effect === 'confirm').map((d) => d.code)),
]

/** The drag, the sheet and what came of it. */
export function createTaking(world: TakeWorld): Taking {
  const store = createStore<Take>(() => ({ drag: null, sheet: null, outcomes: new Map() }))
  const { getState: get, setState: set } = store
  /** Runs this window started, whose ending is shown at the ports. */
  const mine = new Set<Id>()
  const ended = new Set<Id>()
  /** Answers to an older question are not wanted any more. */
  let turn = 0

  const patch = (asked: number, part: Partial<Sheet>): void => {
    const { sheet } = get()
    if (sheet !== null && asked === turn) set({ sheet: { ...sheet, ...part } })
  }
  const asSeen = (routes: readonly ProposedRoute[]): readonly PlannedRoute[] =>
    routes.map((route) => ({ ...route, before: world.shown(route.receiverId) }))

  const fail = (asked: number, thrown: unknown): void => {
    const decisions = refusalOf(thrown)
    if (decisions === null) {
      patch(asked, { phase: 'failed', error: problemOf(thrown) })
      return
    }
    const denied = decisions.some((d) => d.effect === 'deny')
    patch(asked, { phase: denied ? 'refused' : 'ready', decisions, error: null })
  }

  const hear = (run: Run): void => {
    if (!mine.has(run.id)) return
    const { sheet } = get()
    const known = sheet?.run
    if (sheet !== null && sheet.phase === 'taking' && known?.id === run.id && !isOver(known))
      set({ sheet: { ...sheet, run } })
    if (!isOver(run)) return
    mine.delete(run.id)
    ended.add(run.id)
    const outcomes = new Map(get().outcomes)
    for (const [id, outcome] of outcomesOf(run, world.now())) outcomes.set(id, outcome)
    set({ outcomes })
    const shown = get().sheet
    if (shown?.run?.id !== run.id) return
    const good = run.state === 'succeeded'
    set({ sheet: { ...shown, run, phase: good ? 'done' : 'failed', error: null } })
    const asked = turn
    if (good)
      world.after(DONE_MS, () => {
        if (asked === turn && get().sheet?.phase === 'done') set({ sheet: null })
      })
  }

  /** Asks after a run until it is over, for the case that no event tells. One that never began is let go. */
  const ask = (id: Id): void => {
    world.after(FOLLOW_MS, () => {
      if (!mine.has(id)) return
      const look = (run: Run): void => {
        if (run.state === 'planned') mine.delete(id)
        else hear(run)
      }
      world.door
        .get(id)
        .then(look, () => undefined)
        .finally(() => {
          if (mine.has(id)) ask(id)
        })
    })
  }
  const begun = (asked: number, run: Run): void => {
    if (ended.has(run.id)) return
    mine.add(run.id)
    if (!isOver(run)) ask(run.id)
    patch(asked, { run })
    hear(run)
  }

  const take = (): void => {
    const { sheet } = get()
    if (sheet?.phase !== 'ready') return
    const asked = turn
    const confirm = confirmCodes(sheet.decisions)
    set({ sheet: { ...sheet, phase: 'taking', error: null }, outcomes: new Map() })
    const { run } = sheet
    if (run === null) {
      world.door.take(sheet.routes, confirm).then(
        (started) => {
          begun(asked, started)
        },
        (thrown: unknown) => {
          fail(asked, thrown)
        },
      )
      return
    }
    mine.add(run.id)
    world.door.approve(run.id, confirm).then(
      (started) => {
        begun(asked, started)
      },
      (thrown: unknown) => {
        fail(asked, thrown)
        if (refusalOf(thrown) === null) ask(run.id)
        else mine.delete(run.id)
      },
    )
  }

  const propose = (proposed: readonly ProposedRoute[], anchor: Anchor | null): void => {
    if (proposed.length === 0) return
    turn += 1
    const asked = turn
    const routes = asSeen(proposed)
    set({ drag: null, sheet: { routes, anchor, phase: 'planning', run: null, decisions: [], error: null } })
    world.door
      .plan(routes)
      .then((run) => {
        const denied = run.decisions.some((d) => d.effect === 'deny')
        patch(asked, { phase: denied ? 'refused' : 'ready', run, decisions: run.decisions })
        const plain = !denied && run.warnings.length === 0 && confirmCodes(run.decisions).length === 0
        if (asked === turn && plain && world.autoTake()) take()
      })
      .catch((thrown: unknown) => {
        fail(asked, thrown)
      })
  }

  return {
    store,
    beginDrag: (from) => {
      const drag: Drag = { from, verdicts: null }
      set({ drag })
      const settle = (items: readonly Candidate[]): void => {
        if (get().drag === drag) set({ drag: { from, verdicts: new Map(items.map((item) => [item.id, item])) } })
      }
      // Without verdicts nothing fades; the plan that follows the drop says what is wrong.
      world.door.candidates(from).then(settle, () => {
        settle([])
      })
    },
    endDrag: () => {
      set({ drag: null })
    },
    propose,
    take,
    retry: () => {
      const { sheet } = get()
      if (sheet?.phase === 'failed' || sheet?.phase === 'refused') propose(sheet.routes, sheet.anchor)
    },
    backOut: () => {
      turn += 1
      set({ sheet: null, drag: null })
    },
    cancelRest: () => {
      const run = get().sheet?.run
      if (run !== null && run !== undefined) void world.door.cancel(run.id).then(hear, () => undefined)
    },
    dismiss: (receiverId) => {
      const outcomes = new Map(get().outcomes)
      if (outcomes.delete(receiverId)) set({ outcomes })
    },
    hear,
  }
}

/**
 * The route as it is sent, with what the operator believes to be there. Who is on a stream that the plant does not know
 * has no sender to name, and expects nothing.
 */
export function askedRoute({ before, ...route }: PlannedRoute): TakeRoute {
  if (before === null || (before.active && before.senderId === null)) return route
  return { ...route, expected: { senderId: before.active ? before.senderId : null } }
}

const door: TakeDoor = {
  candidates: async (from) => {
    const input = from.kind === 'sender' ? { senderId: from.id } : { receiverId: from.id }
    return (await client.routes.candidates(input)).items
  },
  plan: async (routes) => (await client.takes({ routes: routes.map(askedRoute), dryRun: true })).body,
  take: async (routes, confirm) =>
    (await client.takes({ routes: routes.map(askedRoute), confirm: [...confirm], waitMs: 0 })).body,
  approve: async (id, confirm) => (await client.runs.approve({ id, confirm: [...confirm] })).body,
  cancel: (id) => client.runs.cancel({ id }),
  get: (id) => client.runs.get({ id }),
}

/** This window's taking. */
export const taking = createTaking({
  door,
  shown: (id) => pictureStore.getState().receivers.get(id)?.route ?? null,
  autoTake: () => viewStore.getState().autoTake,
  now: () => Date.now(),
  after: (ms, then) => {
    setTimeout(then, ms)
  },
})

export const takeStore = taking.store
export const { beginDrag, endDrag, propose, take, retry, backOut, cancelRest, dismiss } = taking
export const useTake = <T>(select: (take: Take) => T): T => useStore(takeStore, select)

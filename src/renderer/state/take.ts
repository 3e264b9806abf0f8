import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Action, Candidate, Id, Route, Run } from '../../contract'
import { isWaiting } from './events'
import { isOver, outcomesOf, type Outcome } from './outcomes'
import { pictureStore } from './picture'
import { problemOf, refusalOf } from './problem'
import {
  bookedCodes,
  confirmCodes,
  hasWork,
  isPlain,
  onAirTouched,
  PLAIN_OPTIONS,
  routesIn,
  type Anchor,
  type PlannedRoute,
  type Proposal,
  type ProposedRoute,
  type Sheet,
  type SheetOptions,
} from './sheet'
import { takeDoor, type Asked, type DragEnd, type TakeDoor } from './takeDoor'
import { viewStore } from './view'

export { confirmCodes } from './sheet'
export type { Anchor, PlannedRoute, ProposedRoute, Sheet } from './sheet'
export type { DragEnd } from './takeDoor'

/** `verdicts` (by the id of what might be dropped on) is null while the engine is being asked. */
export type Drag = { readonly from: DragEnd; readonly verdicts: ReadonlyMap<Id, Candidate> | null }

export type Take = {
  readonly drag: Drag | null
  readonly sheet: Sheet | null
  readonly outcomes: ReadonlyMap<Id, Outcome>
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
  /** Asks for the plan of a proposal and opens the sheet near `anchor`; nothing is sent to a device. */
  readonly propose: (proposal: Proposal, anchor: Anchor | null) => void
  /**
   * Takes what the sheet shows; while it is being planned, as soon as it is there and nothing speaks against it. What
   * would touch something on air is not taken by a press.
   */
  readonly take: () => void
  /** Takes what the sheet shows, also what touches something on air: it was held, not pressed. */
  readonly takeHeld: () => void
  /** Keeps what the sheet shows for a time, UTC, ISO 8601. */
  readonly book: (at: string) => void
  /** Plans the same afresh, to be taken in another way. */
  readonly setOptions: (options: SheetOptions) => void
  /** Plans the same afresh, after a failure or a refusal. */
  readonly retry: () => void
  /** Closes the sheet. A run under way goes on and shows at its ports. */
  readonly backOut: () => void
  /** Changes not begun are skipped. */
  readonly cancelRest: () => void
  /** Puts back what the failed run of the sheet has done. */
  readonly putBack: () => void
  readonly dismiss: (receiverId: Id) => void
  /** News of a run from the feed of events. */
  readonly hear: (run: Run) => void
}

/** How long a good ending stays in the sheet, ms. */
const DONE_MS = 1400
/** How often a run is asked after while no event tells: under way, and waiting for a person; ms. */
const FOLLOW_MS = 1000
const FOLLOW_WAITING_MS = 15_000

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
      patch(asked, { phase: 'failed', error: problemOf(thrown), takesItself: false })
      return
    }
    const denied = decisions.some((d) => d.effect === 'deny')
    patch(asked, { phase: denied ? 'refused' : 'ready', decisions, error: null, takesItself: false })
  }

  const hear = (run: Run): void => {
    if (!mine.has(run.id)) return
    const { sheet } = get()
    const known = sheet?.run
    if (sheet !== null && known?.id === run.id && !isOver(run) && !isOver(known) && run.state !== 'planned')
      set({ sheet: { ...sheet, run, phase: isWaiting(run) ? 'waiting' : 'taking' } })
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
    if (good) closeSoon('done')
  }

  const closeSoon = (phase: Sheet['phase']): void => {
    const asked = turn
    world.after(DONE_MS, () => {
      if (asked === turn && get().sheet?.phase === phase) set({ sheet: null })
    })
  }

  /** Asks after a run until it is over, for the case that no event tells. One that never began is let go. */
  const ask = (id: Id, ms: number): void => {
    world.after(ms, () => {
      if (!mine.has(id)) return
      let next = ms
      const look = (run: Run): void => {
        if (run.state === 'planned') mine.delete(id)
        else hear(run)
        next = isWaiting(run) ? FOLLOW_WAITING_MS : FOLLOW_MS
      }
      world.door
        .get(id)
        .then(look, () => undefined)
        .finally(() => {
          if (mine.has(id)) ask(id, next)
        })
    })
  }
  const begun = (asked: number, run: Run): void => {
    if (ended.has(run.id)) return
    mine.add(run.id)
    if (!isOver(run)) ask(run.id, FOLLOW_MS)
    patch(asked, { run })
    hear(run)
  }

  const askedOf = ({ proposal, routes, options }: Sheet): Asked | null => {
    switch (proposal.kind) {
      case 'routes':
        return { kind: 'routes', routes, options }
      case 'actions':
        return { kind: 'actions', actions: proposal.actions, options }
      case 'undo':
        return null
    }
  }

  const take = (): void => {
    const { sheet } = get()
    if (sheet?.phase === 'planning') {
      set({ sheet: { ...sheet, takesItself: true } })
      return
    }
    if (sheet?.phase !== 'ready' || onAirTouched(sheet.decisions).length > 0) return
    begin(sheet)
  }

  const takeHeld = (): void => {
    const { sheet } = get()
    if (sheet?.phase === 'ready') begin(sheet)
  }

  /** Says yes to all that the sheet asks, and takes it. */
  const begin = (sheet: Sheet): void => {
    const asked = turn
    const confirm = confirmCodes(sheet.decisions)
    set({ sheet: { ...sheet, phase: 'taking', error: null, takesItself: false }, outcomes: new Map() })
    const { run } = sheet
    const anew = askedOf(sheet)
    if (run === null) {
      if (anew === null) return
      world.door.take(anew, confirm).then(
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
    world.door.approve(run.id, confirm, sheet.options.override).then(
      (started) => {
        begun(asked, started)
      },
      (thrown: unknown) => {
        fail(asked, thrown)
        if (refusalOf(thrown) === null) ask(run.id, FOLLOW_MS)
        else mine.delete(run.id)
      },
    )
  }

  const planned = (asked: number, proposal: Proposal, run: Run): void => {
    const able = hasWork(run)
    const routes = proposal.kind === 'routes' ? {} : { routes: asSeen(routesIn(run.actions)) }
    const wanted = get().sheet?.takesItself === true
    patch(asked, { ...routes, phase: able ? 'ready' : 'refused', run, decisions: run.decisions, takesItself: false })
    if (asked !== turn || !able || !isPlain(run, proposal)) return
    // Several at once are always looked at first.
    const alone = proposal.kind === 'routes' && proposal.routes.length === 1
    if (wanted || (alone && world.autoTake())) take()
  }

  const plan = (proposal: Proposal, anchor: Anchor | null, options: SheetOptions): void => {
    turn += 1
    const asked = turn
    const proposed =
      proposal.kind === 'routes' ? proposal.routes : proposal.kind === 'actions' ? routesIn(proposal.actions) : []
    const empty = { run: null, booked: null, decisions: [], error: null, takesItself: false } as const
    const sheet: Sheet = { proposal, routes: asSeen(proposed), options, anchor, phase: 'planning', ...empty }
    set({ drag: null, sheet })
    const anew = askedOf(sheet)
    const answer =
      anew === null ? world.door.undo(proposal.kind === 'undo' ? proposal.run : 'last') : world.door.plan(anew)
    answer
      .then((run) => {
        planned(asked, proposal, run)
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
    propose: (proposal, anchor) => {
      if (proposal.kind === 'routes' && proposal.routes.length === 0) return
      if (proposal.kind === 'actions' && proposal.actions.length === 0) return
      plan(proposal, anchor, PLAIN_OPTIONS)
    },
    take,
    takeHeld,
    book: (at) => {
      const { sheet } = get()
      if (sheet?.phase !== 'ready') return
      const asked = turn
      const anew = askedOf(sheet)
      const confirm = bookedCodes(sheet.decisions)
      set({ sheet: { ...sheet, phase: 'booking', error: null } })
      const answer =
        anew === null
          ? sheet.run === null
            ? Promise.reject(new Error('There is no plan to book.'))
            : world.door.bookRun(sheet.run.id, at)
          : world.door.book(anew, at, confirm)
      answer.then(
        (booked) => {
          patch(asked, { phase: 'booked', booked })
          if (asked === turn) closeSoon('booked')
        },
        (thrown: unknown) => {
          patch(asked, { phase: 'ready', error: problemOf(thrown) })
        },
      )
    },
    setOptions: (options) => {
      const { sheet } = get()
      if (sheet === null || sheet.proposal.kind === 'undo') return
      if (['planning', 'ready', 'refused', 'failed'].includes(sheet.phase)) plan(sheet.proposal, sheet.anchor, options)
    },
    retry: () => {
      const { sheet } = get()
      if (sheet?.phase === 'failed' || sheet?.phase === 'refused' || sheet?.phase === 'ready')
        plan(sheet.proposal, sheet.anchor, sheet.options)
    },
    backOut: () => {
      turn += 1
      set({ sheet: null, drag: null })
    },
    cancelRest: () => {
      const run = get().sheet?.run
      if (run !== null && run !== undefined) void world.door.cancel(run.id).then(hear, () => undefined)
    },
    putBack: () => {
      const { sheet } = get()
      const run = sheet?.run
      if (sheet?.phase !== 'failed' || run === null || run === undefined) return
      const asked = turn
      ended.delete(run.id)
      mine.add(run.id)
      set({ sheet: { ...sheet, phase: 'taking', error: null, run: { ...run, state: 'compensating' } } })
      world.door.compensate(run.id).then(
        (started) => {
          begun(asked, started)
        },
        (thrown: unknown) => {
          patch(asked, { run })
          fail(asked, thrown)
        },
      )
    },
    dismiss: (receiverId) => {
      const outcomes = new Map(get().outcomes)
      if (outcomes.delete(receiverId)) set({ outcomes })
    },
    hear,
  }
}

/** This window's taking. */
export const taking = createTaking({
  door: takeDoor,
  shown: (id) => pictureStore.getState().receivers.get(id)?.route ?? null,
  autoTake: () => viewStore.getState().autoTake,
  now: () => Date.now(),
  after: (ms, then) => {
    setTimeout(then, ms)
  },
})

export const takeStore = taking.store
export const { beginDrag, endDrag, take, takeHeld, book, setOptions, retry, backOut, cancelRest, putBack, dismiss } =
  taking
export const useTake = <T>(select: (take: Take) => T): T => useStore(takeStore, select)

/** Proposes routes; `notes` name what could not become one. */
export const propose = (routes: readonly ProposedRoute[], anchor: Anchor | null): void => {
  taking.propose({ kind: 'routes', routes, notes: [] }, anchor)
}
export const proposePairs = (
  routes: readonly ProposedRoute[],
  notes: readonly string[],
  anchor: Anchor | null,
): void => {
  taking.propose({ kind: 'routes', routes, notes }, anchor)
}
export const proposeActions = (actions: readonly Action[], anchor: Anchor | null): void => {
  taking.propose({ kind: 'actions', actions }, anchor)
}
/** Prepares to take a run back (`last`: the person's own last take); nothing is sent before it is taken. */
export const takeBack = (run: Id | 'last', anchor: Anchor | null): void => {
  taking.propose({ kind: 'undo', run }, anchor)
}

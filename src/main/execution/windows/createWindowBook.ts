import type { Id, Window, WindowInput } from '../../../contract'
import type { PlantEntry } from '../../plant/plant'
import { inScope, scopeInWords } from '../../plant/scope'
import type { DocumentRepository, StoredWindow } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import { auditNote } from '../auditNote'
import { createKeptDocuments } from '../keptDocuments'
import { createWake } from '../wake'
import { type WindowBook, WindowError } from './windowBook'

type Thing = Pick<PlantEntry, 'id' | 'site' | 'room'>

/** How long windows that are over are listed, ms. */
const LISTED_MS = 30 * 24 * 3_600_000

/** Windows open and end by the clock; who listens is told at the edges too. */
export function createWindowBook(parts: {
  readonly repository: DocumentRepository<StoredWindow>
  readonly clock: Clock
  readonly ids: () => Id
}): WindowBook {
  const { repository, clock, ids } = parts
  const kept = createKeptDocuments(repository)
  const edgeListeners = new Set<() => void>()
  const wake = createWake(clock, () => {
    waitForEdge()
    for (const listener of edgeListeners) listener()
  })

  function waitForEdge(): void {
    const edges = kept.all().flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)])
    const ahead = edges.filter((edge) => edge > clock.now())
    wake.at(ahead.length === 0 ? null : Math.min(...ahead))
  }

  const shown = (stored: StoredWindow): Window => ({ ...stored, state: stateAt(stored, clock.now()) })

  /** Approved change windows that have this thing, by start. */
  const changeWindowsOf = (thing: Thing): readonly Window[] =>
    kept
      .all()
      .filter(({ kind, approval, scope }) => kind === 'change' && approval !== null && inScope(scope, thing))
      .map(shown)
      .sort(byStart)

  /** @throws WindowError */
  function known(id: Id): StoredWindow {
    const stored = kept.get(id)
    if (stored === undefined) throw new WindowError('unknown', `There is no window ${id.slice(0, 60)}.`)
    return stored
  }

  return {
    list: () =>
      kept
        .all()
        .filter(({ end }) => Date.parse(end) > clock.now() - LISTED_MS)
        .map(shown)
        .sort(byStart),
    openFor: (thing) => changeWindowsOf(thing).find(({ state }) => state === 'open') ?? null,
    nextFor: (thing) => changeWindowsOf(thing).find(({ state }) => state === 'waiting') ?? null,
    create: (asker, input) =>
      kept.inTurn(async (pen) => {
        const now = clock.now()
        const window = { ...newWindow(input, now), id: ids(), createdBy: asker.actor, approval: null }
        const summary = `${wordFor(window)} asked for: ${spanOf(window)}, ${scopeInWords(window.scope)}`
        await pen.put(window, [auditNote(asker, 'window.create', window.id, summary, { window })])
        waitForEdge()
        return shown(window)
      }),
    approve: (asker, id) =>
      kept.inTurn(async (pen) => {
        const stored = known(id)
        refuseApproval(stored, asker.actor.id, clock.now())
        const approved = { ...stored, approval: { by: asker.actor, at: timestamp(clock.now()) } }
        const summary = `${wordFor(stored)} approved by ${asker.actor.name}: ${spanOf(stored)}`
        await pen.put(approved, [auditNote(asker, 'window.approve', id, summary, {})])
        return shown(approved)
      }),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const stored = known(id)
        const summary = `${wordFor(stored)} removed: ${spanOf(stored)}`
        await pen.remove(id, [auditNote(asker, 'window.remove', id, summary, { window: stored })])
        waitForEdge()
      }),
    onChange(listener) {
      const own = () => {
        listener()
      }
      edgeListeners.add(own)
      const end = kept.onChange(own)
      return () => {
        edgeListeners.delete(own)
        end()
      }
    },
    async start() {
      await kept.start()
      waitForEdge()
    },
    stop: wake.stop,
  }
}

/** `waiting` before its start, `open` from its start on, `over` from its end on. */
export function stateAt({ start, end }: Pick<Window, 'start' | 'end'>, now: number): Window['state'] {
  if (now >= Date.parse(end)) return 'over'
  return now >= Date.parse(start) ? 'open' : 'waiting'
}

function byStart(a: Window, b: Window): number {
  return Date.parse(a.start) - Date.parse(b.start)
}

/** @throws WindowError for a span that ends before it begins, or is over */
function newWindow(input: WindowInput, now: number): Omit<StoredWindow, 'id' | 'createdBy' | 'approval'> {
  const start = Date.parse(input.start)
  const end = Date.parse(input.end)
  if (end <= start) throw new WindowError('invalid', 'The window ends before it begins; its end has to be later.')
  if (end <= now) {
    throw new WindowError('invalid', `The window is over already: it ended at ${timestamp(end)}. Give an end ahead.`)
  }
  return { ...input, start: timestamp(start), end: timestamp(end), createdAt: timestamp(now) }
}

/** @throws WindowError */
function refuseApproval(stored: StoredWindow, actorId: Id, now: number): void {
  if (stored.approval !== null) {
    throw new WindowError('state', `“${stored.label}” was approved already, by ${stored.approval.by.name}.`)
  }
  if (stateAt(stored, now) === 'over') {
    throw new WindowError('state', `“${stored.label}” is over; it cannot be approved any more.`)
  }
  if (stored.createdBy.id !== actorId) return
  throw new WindowError('state', `You asked for “${stored.label}” yourself; somebody else has to approve it.`)
}

function wordFor({ kind, label }: Pick<Window, 'kind' | 'label'>): string {
  return `${kind === 'change' ? 'Change' : 'Maintenance'} window “${label}”`
}

function spanOf({ start, end }: Pick<Window, 'start' | 'end'>): string {
  return `${start} to ${end}`
}

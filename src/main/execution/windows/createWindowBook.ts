import type { Id, Window } from '../../../contract'
import { type Placed, inScope, scopeInWords } from '../../plant/scope'
import type { DocumentRepository, StoredWindow } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import { auditNote } from '../../store/auditNote'
import { createKeptDocuments } from '../../store/keptDocuments'
import { createWake } from '../wake'
import { changedWindow, refuseOldRevision } from './changedWindow'
import { newWindow } from './newWindow'
import { openingAt, overAt } from './openings'
import { suspensionsOf } from './suspensions'
import { type OpeningWindow, type Suspensions, type WindowBook, WindowError } from './windowBook'

/** How long windows that are over are listed, ms. */
const LISTED_MS = 30 * 24 * 3_600_000

/** Everything as it is between two edges. */
type Now = {
  /** Epoch ms: from when it was looked at to the next edge; infinite when there is none. */
  readonly from: number
  readonly until: number
  readonly windows: readonly Window[]
  /** Change windows that are approved, by their openings. */
  readonly changes: readonly OpeningWindow[]
  readonly suspensions: (thing: Placed) => Suspensions
}

/** Windows open and end by the clock; who listens is told at the edges too. */
export function createWindowBook(parts: {
  readonly repository: DocumentRepository<StoredWindow>
  readonly clock: Clock
  readonly ids: () => Id
}): WindowBook {
  const { repository, clock, ids } = parts
  const kept = createKeptDocuments(repository)
  const listeners = new Set<() => void>()
  let known: Now | null = null
  const wake = createWake(clock, changed)
  kept.onChange(changed)

  function changed(): void {
    known = null
    waitForEdge()
    for (const listener of listeners) listener()
  }

  function waitForEdge(): void {
    const { until } = current()
    wake.at(until === Number.POSITIVE_INFINITY ? null : until)
  }

  /** Looked at afresh when the clock has come to an edge, or was put back. */
  function current(): Now {
    const now = clock.now()
    if (known !== null && known.from <= now && now < known.until) return known
    const windows = kept.all().map((stored) => shown(stored, now))
    const ahead = windows.filter(hasOpening)
    const edges = ahead
      .flatMap(({ opening }) => [Date.parse(opening.start), Date.parse(opening.end)])
      .filter((edge) => edge > now)
    const inForce = ahead.filter(({ kind, approval }) => kind === 'maintenance' || approval !== null)
    known = {
      from: now,
      until: Math.min(...edges, nextOverlap(kept.all(), now), Number.POSITIVE_INFINITY),
      windows,
      changes: inForce.filter(({ kind }) => kind === 'change').sort(byOpening),
      suspensions: suspensionsOf(inForce.filter(({ state }) => state === 'open')),
    }
    return known
  }

  const changesOf = (thing: Placed): readonly OpeningWindow[] =>
    current().changes.filter(({ scope }) => inScope(scope, thing))

  /** @throws WindowError */
  function stored(id: Id): StoredWindow {
    const found = kept.get(id)
    if (found === undefined) throw new WindowError('unknown', `There is no window ${id.slice(0, 60)}.`)
    return found
  }

  return {
    list: () => {
      const oldest = clock.now() - LISTED_MS
      return current()
        .windows.filter((window) => overAt(window) > oldest)
        .sort(byOpening)
    },
    openFor: (thing) => changesOf(thing).find(({ state }) => state === 'open') ?? null,
    nextFor: (thing) => changesOf(thing).find(({ state }) => state === 'waiting') ?? null,
    suspensions: (thing) => current().suspensions(thing),
    create: (asker, input) =>
      kept.inTurn(async (pen) => {
        const now = clock.now()
        const window = {
          ...newWindow(input, now),
          id: ids(),
          createdBy: asker.actor,
          createdAt: timestamp(now),
          revision: 1,
          approval: null,
        }
        const summary = `${wordFor(window)} asked for: ${spanOf(window)}, ${scopeInWords(window.scope)}`
        await pen.put(window, [auditNote(asker, 'window.create', window.id, summary, { window })])
        return shown(window, clock.now())
      }),
    update: (asker, id, { revision, ...input }) =>
      kept.inTurn(async (pen) => {
        const before = stored(id)
        refuseOldRevision(before, revision)
        const now = clock.now()
        const after = changedWindow(before, newWindow(input, now), { by: asker.actor, at: timestamp(now) })
        const again = before.approval !== null && after.approval === null ? '; it has to be approved again' : ''
        const summary = `${wordFor(after)} changed: ${spanOf(after)}, ${scopeInWords(after.scope)}${again}`
        await pen.put(after, [auditNote(asker, 'window.update', id, summary, { before, after })])
        return shown(after, clock.now())
      }),
    approve: (asker, id) =>
      kept.inTurn(async (pen) => {
        const window = stored(id)
        refuseApproval(window, asker.actor.id, clock.now())
        const approved = { ...window, approval: { by: asker.actor, at: timestamp(clock.now()) } }
        const summary = `${wordFor(window)} approved by ${asker.actor.name}: ${spanOf(window)}`
        await pen.put(approved, [auditNote(asker, 'window.approve', id, summary, {})])
        return shown(approved, clock.now())
      }),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const window = stored(id)
        const summary = `${wordFor(window)} removed: ${spanOf(window)}`
        await pen.remove(id, [auditNote(asker, 'window.remove', id, summary, { window })])
      }),
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      await kept.start()
      known = null
      waitForEdge()
    },
    stop: wake.stop,
  }
}

/** The next opening of one that is open: where they overlap, it begins before this one ends. Epoch ms. */
function nextOverlap(all: readonly StoredWindow[], now: number): number {
  const next = all.flatMap((window) => {
    const opening = window.repeat === null ? null : openingAt(window, now)
    if (opening === null || opening.start > now) return []
    const after = openingAt({ ...window, start: timestamp(opening.start + 1) }, now)
    return after === null ? [] : [after.start]
  })
  return Math.min(...next, Number.POSITIVE_INFINITY)
}

/** `waiting` before its next opening, `open` in one, `over` when there is none ahead. */
function shown(stored: StoredWindow, now: number): Window {
  const opening = openingAt(stored, now)
  const state = opening === null ? 'over' : now >= opening.start ? 'open' : 'waiting'
  return {
    ...stored,
    state,
    opening: opening === null ? null : { start: timestamp(opening.start), end: timestamp(opening.end) },
  }
}

function hasOpening(window: Window): window is OpeningWindow {
  return window.opening !== null
}

/** Those that are over by when they began. */
function byOpening(a: Window, b: Window): number {
  return Date.parse(a.opening?.start ?? a.start) - Date.parse(b.opening?.start ?? b.start)
}

/** @throws WindowError */
function refuseApproval(window: StoredWindow, actorId: Id, now: number): void {
  if (window.approval !== null) {
    throw new WindowError('state', `“${window.label}” was approved already, by ${window.approval.by.name}.`)
  }
  if (openingAt(window, now) === null) {
    throw new WindowError('state', `“${window.label}” is over; it cannot be approved any more.`)
  }
  if ((window.edited?.by ?? window.createdBy).id !== actorId) return
  const did = window.edited === undefined ? 'asked for' : 'changed'
  throw new WindowError('state', `You ${did} “${window.label}” yourself; somebody else has to approve it.`)
}

function wordFor({ kind, label }: Pick<Window, 'kind' | 'label'>): string {
  return `${kind === 'change' ? 'Change' : 'Maintenance'} window “${label}”`
}

function spanOf({ start, end, repeat }: Pick<Window, 'start' | 'end' | 'repeat'>): string {
  if (repeat === null) return `${start} to ${end}`
  return `${repeat.cron} (${repeat.timeZone}) for ${String(repeat.durationS / 60)} min, ${start} to ${end}`
}

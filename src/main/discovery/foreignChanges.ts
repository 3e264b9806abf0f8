import type { Id } from '../../contract'
import type { PlantDiff, PlantEntry, PlantView } from '../plant/plant'
import type { Clock } from '../telemetry/clock'
import type { ForeignChange } from './discovery'

/** Tells route changes that are not ours. */
export type ForeignChanges = {
  /** The route of `receiverId` is being set to `senderId` (null: off) by us: when it shows, it is not foreign. */
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
  /** Whether this receiver was set by us a moment ago. */
  readonly isOurs: (receiverId: Id) => boolean
  readonly onForeignChange: (listener: (change: ForeignChange) => void) => () => void
  readonly stop: () => void
}

type Own = { readonly senderId: Id | null; readonly until: number }
const NONE: readonly Own[] = Object.freeze([])

/** `ownChangeMs`: how long a change of ours may take to show. */
export function watchForeignChanges(
  plant: PlantView,
  clock: Clock,
  options: { readonly ownChangeMs: number },
  report: (error: unknown) => void,
): ForeignChanges {
  /** The last route that was known for sure, of receivers of which none is now. */
  const lastKnown = new Map<Id, Id | null>()
  const own = new Map<Id, readonly Own[]>()
  const listeners = new Set<(change: ForeignChange) => void>()

  function see(from: PlantEntry, to: PlantEntry): void {
    if (to.kind !== 'receiver') return
    const known = routeOf(from)
    const before = known === undefined ? lastKnown.get(to.id) : known
    const route = routeOf(to)
    if (route === undefined) {
      if (before !== undefined) lastKnown.set(to.id, before)
      return
    }
    lastKnown.delete(to.id)
    if (before === undefined || before === route) return
    if (to.status === 'offline' || from.status === 'offline' || isSideEffect(from, to) || isOwn(to.id, route)) return
    tell({ at: clock.now(), receiverId: to.id, from: before, to: route })
  }

  function isOwn(receiverId: Id, senderId: Id | null): boolean {
    return notesOf(receiverId).some((note) => note.senderId === senderId)
  }

  function notesOf(receiverId: Id): readonly Own[] {
    const known = own.get(receiverId)
    if (known === undefined) return NONE
    const notes = known.filter(({ until }) => until > clock.now())
    if (notes.length === 0) own.delete(receiverId)
    else own.set(receiverId, notes)
    return notes
  }

  function tell(change: ForeignChange): void {
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        report(error)
      }
    }
  }

  const unsubscribe = plant.subscribe(({ updated, removed }: PlantDiff) => {
    for (const [from, to] of updated) see(from, to)
    for (const { id } of removed) lastKnown.delete(id)
  })

  return {
    noteOwn(receiverId, senderId) {
      const until = clock.now() + options.ownChangeMs
      const others = (own.get(receiverId) ?? []).filter(
        (note) => note.until > clock.now() && note.senderId !== senderId,
      )
      own.set(receiverId, [...others, { senderId, until }])
    },
    isOurs: (receiverId) => notesOf(receiverId).length > 0,
    onForeignChange(listener) {
      const one = (change: ForeignChange) => {
        listener(change)
      }
      listeners.add(one)
      return () => {
        listeners.delete(one)
      }
    },
    stop: unsubscribe,
  }
}

/** Undefined: active, and who sends is not known yet. */
function routeOf({ connection }: PlantEntry): Id | null | undefined {
  if (connection === null) return undefined
  if (!connection.active) return null
  if (connection.senderId === null && connection.readAt === null) return undefined
  return connection.senderId
}

/** The device itself did nothing: only what is inferred from the senders has changed. */
function isSideEffect(from: PlantEntry, to: PlantEntry): boolean {
  return (
    from.resource === to.resource &&
    from.connection?.readAt === to.connection?.readAt &&
    (from.connection?.inferred === true || to.connection?.inferred === true)
  )
}

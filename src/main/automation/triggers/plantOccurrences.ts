import type { Id, TriggerEventKind } from '../../../contract'
import type { PlantDiff, PlantEntry } from '../../plant/plant'
import type { Occurrence } from './occurrence'

/** Reads what happened out of what one write to the plant has changed. */
export type PlantReader = {
  /** `wants`: the kinds that anybody waits for; `hear` gets what happened, in order. */
  readonly read: (
    diff: PlantDiff,
    wants: (kind: TriggerEventKind) => boolean,
    hear: (occurrence: Occurrence) => void,
  ) => void
}

/** `isLate`: the start is over, so that what comes new is back, and no part of the picture that is being made. */
export function createPlantReader(isLate: () => boolean): PlantReader {
  /** The last route that was known for sure, of receivers of which none is now. */
  const lastKnown = new Map<Id, Id | null>()

  function route(from: PlantEntry, to: PlantEntry): Occurrence | null {
    const known = routeOf(from)
    const before = known === undefined ? lastKnown.get(to.id) : known
    const after = routeOf(to)
    if (after === undefined) {
      if (before !== undefined) lastKnown.set(to.id, before)
      return null
    }
    lastKnown.delete(to.id)
    if (before === undefined || before === after || to.status === 'offline' || from.status === 'offline') return null
    return { kind: 'route', entry: to, from: before, to: after }
  }

  return {
    read({ added, updated, removed }, wants, hear) {
      const wantsRoutes = wants('route')
      const wantsTally = wants('tally')
      const wantsResources = wants('resource')
      if (wantsResources && isLate()) {
        for (const entry of added) {
          const isOnline = entry.status === 'online'
          hear({ kind: 'resource', entry, change: isOnline ? 'back' : 'gone', wasSeen: false })
        }
      }
      for (const [from, to] of updated) {
        if (wantsResources && from.status !== to.status) {
          hear({ kind: 'resource', entry: to, change: to.status === 'online' ? 'back' : 'gone', wasSeen: true })
        }
        if (wantsRoutes && to.kind === 'receiver' && from.connection !== to.connection) {
          const changed = route(from, to)
          if (changed !== null) hear(changed)
        }
        if (wantsTally && from.marks.tally !== to.marks.tally) {
          const onAir = isOnAir(to)
          if (isOnAir(from) !== onAir) {
            hear({ kind: 'tally', entry: to, onAir, by: (onAir ? to : from).marks.tally?.by ?? null })
          }
        }
      }
      for (const { id } of removed) lastKnown.delete(id)
    },
  }
}

/** Undefined: active, and who sends is not known yet. */
function routeOf({ connection }: PlantEntry): Id | null | undefined {
  if (connection === null) return undefined
  if (!connection.active) return null
  if (connection.senderId === null && connection.readAt === null) return undefined
  return connection.senderId
}

/** A tally that is not heard any more counts as on air. */
export function isOnAir({ marks }: PlantEntry): boolean {
  return marks.tally !== null && (marks.tally.state === 'on-air' || marks.tally.stale)
}

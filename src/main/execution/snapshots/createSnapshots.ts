import {
  type Id,
  SNAPSHOT_VERSION,
  type Snapshot,
  type SnapshotBrief,
  type SnapshotDifference,
} from '../../../contract'
import type { PlantView } from '../../plant/plant'
import { scopeInWords } from '../../plant/scope'
import type { DocumentRepository, StoredSnapshot } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import { auditNote } from '../../store/auditNote'
import type { Execution } from '../execution'
import { HouseError } from '../houseError'
import { createKeptDocuments } from '../../store/keptDocuments'
import { receiversIn } from '../scopeRouting'
import { differenceOf, restoring, snapshotRoute, unknownStream } from './snapshotRoutes'
import type { Snapshots } from './snapshots'

export function createSnapshots(parts: {
  readonly repository: DocumentRepository<StoredSnapshot>
  readonly execution: Pick<Execution, 'start'>
  readonly plant: PlantView
  readonly clock: Clock
  readonly ids: () => Id
}): Snapshots {
  const { repository, execution, plant, clock, ids } = parts
  const kept = createKeptDocuments(repository)

  /** @throws HouseError */
  function known(id: Id): StoredSnapshot {
    const stored = kept.get(id)
    if (stored === undefined) throw new HouseError('unknown', `There is no snapshot ${id.slice(0, 60)}.`)
    return stored
  }

  function differences({ routes }: StoredSnapshot): readonly SnapshotDifference[] {
    return routes.flatMap((route) => differenceOf(route, plant) ?? [])
  }

  function brief({ routes, ...rest }: StoredSnapshot, differs: number): SnapshotBrief {
    return { ...rest, receivers: routes.length, routed: routes.filter(({ active }) => active).length, differs }
  }

  function whole(stored: StoredSnapshot): Snapshot {
    return { ...brief(stored, differences(stored).length), routes: stored.routes }
  }

  return {
    list: () =>
      kept
        .all()
        .toSorted((a, b) => b.takenAt.localeCompare(a.takenAt))
        .map((stored) => brief(stored, differences(stored).length)),
    get(id) {
      const stored = kept.get(id)
      return stored === undefined ? null : whole(stored)
    },
    create: (asker, { label, note, scope }) =>
      kept.inTurn(async (pen) => {
        const routes = receiversIn(scope, plant).map((receiver) => snapshotRoute(receiver, plant))
        const where = scopeInWords(scope)
        if (routes.length === 0) throw new HouseError('invalid', `There is no destination in ${where}.`)
        const taken = { takenAt: timestamp(clock.now()), takenBy: asker.actor }
        const snapshot: StoredSnapshot = { id: ids(), label, note, scope, ...taken, routes }
        const summary = `Snapshot “${label}” of ${where}: ${destinations(routes.length)}`
        await pen.put(snapshot, [auditNote(asker, 'snapshot.create', snapshot.id, summary, { scope })])
        return whole(snapshot)
      }),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const { label, routes } = known(id)
        const summary = `Snapshot “${label}” removed: ${destinations(routes.length)}`
        await pen.remove(id, [auditNote(asker, 'snapshot.remove', id, summary, {})])
      }),
    diff(id) {
      const stored = known(id)
      const items = differences(stored)
      return { items, same: stored.routes.length - items.length }
    },
    async restore(asker, id, options) {
      const stored = known(id)
      const found = differences(stored)
      const actions = found.flatMap((difference) => restoring(difference) ?? [])
      const warnings = found.filter((difference) => restoring(difference) === null).map(unknownStream)
      if (actions.length === 0) throw new HouseError('state', nothingToRestore(stored.label, warnings[0]?.text))
      return execution.start(asker, {
        ...options,
        actions,
        onRefused: options.onRefused ?? 'skip',
        activation: options.activation ?? { mode: 'activate_immediate' },
        source: { kind: 'snapshot', id, label: stored.label },
        skipDone: true,
        warnings,
      })
    },
    document(id) {
      const { label, note, scope, takenAt, takenBy, routes } = known(id)
      return { kind: 'signalbox-snapshot', version: SNAPSHOT_VERSION, label, note, scope, takenAt, takenBy, routes }
    },
    adopt: (asker, { label, note, scope, takenAt, takenBy, routes }) =>
      kept.inTurn(async (pen) => {
        const snapshot: StoredSnapshot = { id: ids(), label, note, scope, takenAt, takenBy, routes }
        const summary = `Snapshot “${label}” imported: ${destinations(routes.length)}, taken by ${takenBy.name} at ${takenAt}`
        await pen.put(snapshot, [auditNote(asker, 'snapshot.import', snapshot.id, summary, { scope })])
        return whole(snapshot)
      }),
    onChange: kept.onChange,
    start: kept.start,
  }
}

function nothingToRestore(label: string, unknown: string | undefined): string {
  if (unknown === undefined) return `Everything is as “${label}” has it; there is nothing to restore.`
  return `Nothing of “${label}” can be restored. ${unknown}`
}

function destinations(count: number): string {
  return count === 1 ? '1 destination' : `${count} destinations`
}

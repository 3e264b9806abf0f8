import type { Id, Scope } from '../../../contract'
import type { Asker } from '../../execution/execution'
import { snapshotRoute } from '../../execution/snapshots/snapshotRoutes'
import type { EntryOf, PlantView } from '../../plant/plant'
import { scopeInWords } from '../../plant/scope'
import { BY_ITSELF, auditNote } from '../../store/auditNote'
import { createKeptDocuments } from '../../store/keptDocuments'
import type { DocumentRepository, GoodRoute, NewAuditRow, StoredRecovery } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Activations } from './activations'
import { isAsGood } from './differences'

/** The last known good routing of each scope, in memory as it is on disk. */
export type GoodBook = {
  readonly get: (scopeId: Id) => StoredRecovery | undefined
  /** By receiver. */
  readonly routesOf: (scopeId: Id) => ReadonlyMap<Id, GoodRoute>
  /** Whether something of it was on this sender. */
  readonly hasSender: (scopeId: Id, senderId: Id) => boolean
  /** Whether it is on what was good, by its device's word, at the version of its resource that the plant has. */
  readonly isVerified: (scopeId: Id, receiver: EntryOf<'receiver'>) => boolean
  /** Takes now as good; what is offline keeps what it had. `by` null: by itself. @throws StoreError */
  readonly take: (
    scope: { readonly id: Id; readonly scope: Scope },
    receivers: readonly EntryOf<'receiver'>[],
    by: Asker | null,
    rows: readonly NewAuditRow[],
  ) => Promise<void>
  /** A run puts something of it back. @throws StoreError */
  readonly noteRun: (scopeId: Id, runId: Id) => Promise<void>
  /** Forgets those of all other scopes. @throws StoreError */
  readonly keepOnly: (isWanted: (scopeId: Id) => boolean) => Promise<void>
  /** Reads what is on disk. @throws StoreError */
  readonly start: () => Promise<void>
}

export function createGoodBook(parts: {
  readonly repository: DocumentRepository<StoredRecovery>
  readonly plant: PlantView
  readonly activations: Pick<Activations, 'of'>
  readonly clock: Clock
}): GoodBook {
  const { repository, plant, activations, clock } = parts
  const kept = createKeptDocuments(repository)
  const indexes = new WeakMap<StoredRecovery, Index>()

  function indexOf(scopeId: Id): Index {
    const document = kept.get(scopeId)
    if (document === undefined) return NOTHING
    const known = indexes.get(document)
    if (known !== undefined) return known
    const routes = new Map(document.routes.map((route) => [route.receiverId, route]))
    const index = { routes, senders: new Set(document.routes.map(({ senderId }) => senderId)) }
    indexes.set(document, index)
    return index
  }

  const routesOf = (scopeId: Id): ReadonlyMap<Id, GoodRoute> => indexOf(scopeId).routes

  function isVerified(scopeId: Id, receiver: EntryOf<'receiver'>): boolean {
    const good = routesOf(scopeId).get(receiver.id)
    return good !== undefined && isAsGood(good, receiver) && good.version === receiver.resource.version
  }

  function routeNow(scopeId: Id, id: Id, at: string): readonly GoodRoute[] {
    const receiver = plant.entry('receiver', id)
    const known = routesOf(scopeId).get(id)
    if (receiver === undefined) return []
    if (receiver.status === 'offline' || isVerified(scopeId, receiver)) return known === undefined ? [] : [known]
    const takenAt = known !== undefined && isAsGood(known, receiver) ? known.takenAt : at
    const activatedAt = activations.of(receiver)?.at ?? null
    return [{ ...snapshotRoute(receiver, plant), takenAt, version: receiver.resource.version, activatedAt }]
  }

  return {
    get: kept.get,
    routesOf,
    hasSender: (scopeId, senderId) => indexOf(scopeId).senders.has(senderId),
    isVerified,
    take: ({ id, scope }, receivers, by, rows) =>
      kept.inTurn(async (pen) => {
        const at = timestamp(clock.now())
        const routes = receivers.flatMap((one) => routeNow(id, one.id, at))
        const lastRun = kept.get(id)?.lastRun ?? null
        await pen.put({ id, scope, at, by: by?.actor ?? null, routes, lastRun }, rows)
      }),
    noteRun: (scopeId, runId) =>
      kept.inTurn(async (pen) => {
        const good = kept.get(scopeId)
        if (good !== undefined) await pen.put({ ...good, lastRun: { runId, at: timestamp(clock.now()) } }, [])
      }),
    keepOnly: (isWanted) =>
      kept.inTurn(async (pen) => {
        for (const { id, scope } of kept.all()) {
          if (isWanted(id)) continue
          const summary = `The last known good routing of ${scopeInWords(scope)} is not kept any more`
          await pen.remove(id, [auditNote(BY_ITSELF, 'recovery.remove', id, summary, { scope })])
        }
      }),
    start: kept.start,
  }
}

/** For many questions in a row. */
type Index = { readonly routes: ReadonlyMap<Id, GoodRoute>; readonly senders: ReadonlySet<Id | null> }

const NOTHING: Index = { routes: new Map(), senders: new Set() }

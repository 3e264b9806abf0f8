import type { Id, Lease, LeaseInput } from '../../../contract'
import type { Asker } from '../../execution/execution'

/** What the audit is to have beside the lease itself: the request that it came by. */
export type LeaseDetail = (lease: Lease) => Readonly<Record<string, unknown>>

/**
 * Who has reserved which device of a module, for how long. A lease is a hold on the unit `<module>:<broker>/<device id>`:
 * the guard that knows locks knows leases, and one view shows both.
 */
export type Leases = {
  /** By label. */
  readonly list: () => readonly Lease[]
  /** Null: nobody has reserved it. */
  readonly get: (unitId: Id) => Lease | null
  /** Why this actor cannot use the unit now, as a sentence; null: nobody else has it. */
  readonly against: (unitId: Id, actorId: Id) => string | null
  readonly canUse: (unitId: Id, actorId: Id) => boolean
  /**
   * From now on for so long; one that the asker has begins anew. On disk, with its audit row, when fulfilled.
   * @throws RefusedError when somebody else holds it; HouseError for a device or module there is not; StoreError
   */
  readonly reserve: (asker: Asker, input: LeaseInput, detail: LeaseDetail) => Promise<Lease>
  /** By its owner, from now on for so long. @throws RefusedError, HouseError, StoreError */
  readonly renew: (asker: Asker, unitId: Id, leaseS: number, detail: LeaseDetail) => Promise<Lease>
  /** By its owner; or by an engineer or admin, with a reason. @throws RefusedError, HouseError, StoreError */
  readonly release: (asker: Asker, unitId: Id, reason: string, detail: LeaseDetail) => Promise<void>
}

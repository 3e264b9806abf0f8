import type { Id } from '../../contract'
import type { Resource, ResourceKind } from '../nmos/resources'

/**
 * What one registry or node says. Each call is one write of the plant and one diff; a call that changes nothing makes
 * none. A resource that no witness has any more goes offline, it is not removed.
 */
export type WitnessFeed = {
  /** Added or changed; of several witnesses the newest version counts. */
  readonly put: (resources: readonly Resource[]) => void
  readonly remove: (ids: readonly Id[]) => void
  /** A burst in its order, as one write. */
  readonly apply: (changes: readonly WitnessChange[]) => void
  /** A complete listing of one kind: what this witness had and is not in `ids` it has no more. */
  readonly reconcile: (kind: ResourceKind, ids: ReadonlySet<Id>) => void
  /** The witness is gone for good (deleted from the settings). */
  readonly withdraw: () => void
  readonly count: () => number
}

export type WitnessChange =
  { readonly type: 'put'; readonly resource: Resource } | { readonly type: 'remove'; readonly id: Id }

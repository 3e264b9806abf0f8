import type {
  FireInput,
  Id,
  Run,
  Snapshot,
  SnapshotBrief,
  SnapshotDifference,
  SnapshotDocument,
  SnapshotInput,
} from '../../../contract'
import type { Asker } from '../execution'

/** The routing of a scope at a moment, kept to be compared with and gone back to. */
export type Snapshots = {
  /** Newest first; `differs` is counted now. */
  readonly list: () => readonly SnapshotBrief[]
  readonly get: (id: Id) => Snapshot | null
  /** @throws HouseError when the scope has no receiver; StoreError */
  readonly create: (asker: Asker, input: SnapshotInput) => Promise<Snapshot>
  /** @throws HouseError, StoreError */
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  /** What is otherwise now, and how many are as then. @throws HouseError */
  readonly diff: (id: Id) => { readonly items: readonly SnapshotDifference[]; readonly same: number }
  /** Routes what differs as it was then. @throws HouseError when there is nothing to do, RefusedError, StoreError */
  readonly restore: (asker: Asker, id: Id, options: FireInput) => Promise<Run>
  /** @throws HouseError */
  readonly document: (id: Id) => SnapshotDocument
  /** A document of another installation as a snapshot of this one. @throws StoreError */
  readonly adopt: (asker: Asker, document: SnapshotDocument) => Promise<Snapshot>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
}

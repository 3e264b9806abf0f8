import type { Id, RecoveryApplyInput, RecoveryScope, Run } from '../../../contract'
import type { Asker } from '../../execution/execution'
import type { Intention } from '../jobs/driftJob'

/** The last known good routing of parts of the plant, and what happens when something comes back without it. */
export type Recovery = {
  /** In the order of the settings. */
  readonly list: () => readonly RecoveryScope[]
  readonly get: (id: Id) => RecoveryScope | null
  /**
   * Puts back what was lost, or what is named. @throws HouseError for a scope or destination that there is not, or when
   * there is nothing to put back; RefusedError, StoreError
   */
  readonly apply: (asker: Asker, id: Id, input: RecoveryApplyInput) => Promise<Run>
  /** Takes the routing as it is now as good. @throws HouseError for a scope that there is not; StoreError */
  readonly keep: (asker: Asker, id: Id) => Promise<RecoveryScope>
  /** What a destination is meant to be on; null: nobody has said. */
  readonly intentionOf: (receiverId: Id) => Intention | null
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is kept; begins to look when the plant is known (`ready`). */
  readonly start: (ready: Promise<void>) => Promise<void>
  /** Begins nothing more, and ends what reads. */
  readonly stop: () => Promise<void>
}

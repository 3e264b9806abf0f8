import type { Hold, Id } from '../../../contract'
import type { NewAuditRow } from '../../store/repositories'

/** Who holds which destination: in memory for the guard, on disk for the next start, on the plant for the windows. */
export type Holds = {
  /** Null when nobody holds it, or the time is over. */
  readonly of: (receiverId: Id) => Hold | null
  readonly all: () => readonly (Hold & { readonly receiverId: Id })[]
  /** On disk when fulfilled; replaces the one before. @throws StoreError */
  readonly place: (receiverId: Id, hold: Hold, audit: readonly NewAuditRow[]) => Promise<void>
  /** @throws StoreError */
  readonly release: (receiverId: Id, audit: readonly NewAuditRow[]) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is on disk. */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

import type { Settings, SettingsPatch } from '../../contract'
import type { Asker } from './execution'

/** What the house has decided about execution: read at once, by everyone, at the moment it matters. */
export type HouseSettings = {
  readonly get: () => Settings
  /** On disk, with its audit row, when fulfilled. @throws StoreError */
  readonly update: (asker: Asker, patch: SettingsPatch) => Promise<Settings>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
}

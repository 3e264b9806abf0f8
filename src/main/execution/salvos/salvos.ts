import type { FireInput, Id, Run, Salvo, SalvoCapture, SalvoInput, SalvoPatch } from '../../../contract'
import type { Asker } from '../execution'

/** Lists of actions that are fired together, by name. */
export type Salvos = {
  /** By folder, then by name. */
  readonly list: () => readonly Salvo[]
  readonly get: (id: Id) => Salvo | null
  /** @throws HouseError for a key that is taken or a destination named twice; StoreError */
  readonly create: (asker: Asker, input: SalvoInput) => Promise<Salvo>
  /** From the routing of a scope as it is now. @throws HouseError when there is nothing to capture; StoreError */
  readonly capture: (asker: Asker, input: SalvoCapture) => Promise<Salvo>
  /** @throws HouseError, also when somebody saved meanwhile; StoreError */
  readonly update: (asker: Asker, id: Id, patch: SalvoPatch) => Promise<Salvo>
  /** @throws HouseError, StoreError */
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  /** Fires every entry that is not refused. @throws HouseError, RefusedError, StoreError */
  readonly fire: (asker: Asker, id: Id, options: FireInput) => Promise<Run>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
}

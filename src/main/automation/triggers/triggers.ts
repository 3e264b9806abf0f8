import type {
  Id,
  Trigger,
  TriggerInput,
  TriggerMode,
  TriggerRecord,
  TriggerTrial,
  TriggerUpdate,
} from '../../../contract'
import type { Asker } from '../../execution/execution'

/** Triggers: what is done by itself when something happens. */
export type Triggers = {
  /** By label. */
  readonly list: () => readonly Trigger[]
  readonly get: (id: Id) => Trigger | null
  /** A new one is off. @throws HouseError naming what cannot be; StoreError */
  readonly create: (asker: Asker, input: TriggerInput) => Promise<Trigger>
  /** @throws HouseError, also when somebody saved meanwhile; StoreError */
  readonly update: (asker: Asker, id: Id, input: TriggerUpdate) => Promise<Trigger>
  /** @throws HouseError, also while it has something to put back; StoreError */
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  /** @throws HouseError, StoreError */
  readonly setMode: (asker: Asker, id: Id, mode: TriggerMode) => Promise<Trigger>
  /** Puts back what was done for a key, or lets it stay. @throws HouseError, StoreError */
  readonly putBack: (asker: Asker, id: Id, key: string, keep: boolean) => Promise<Trigger>
  /** @throws HouseError for a trigger that cannot be */
  readonly test: (input: TriggerInput, facts: Readonly<Record<string, unknown>>) => Promise<TriggerTrial>
  /** Newest first. @throws HouseError for an unknown one */
  readonly history: (id: Id, limit: number) => readonly TriggerRecord[]
  /** Events that wait to be looked at. */
  readonly waiting: () => number
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is on disk and listens; nothing is decided before `ready` is fulfilled. @throws StoreError */
  readonly start: (ready: Promise<void>) => Promise<void>
  /** Begins nothing more; what was begun goes on by itself. */
  readonly stop: () => Promise<void>
}

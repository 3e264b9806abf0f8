import type { Id, Window, WindowInput } from '../../../contract'
import type { Asker } from '../execution'
import { HouseError } from '../houseError'

/** Spans of time with a meaning, in memory and on disk. */
export type WindowBook = {
  /** By start; those over for more than 30 days are left out. */
  readonly list: () => readonly Window[]
  /** Whether this thing may be changed now: an approved change window whose scope has it is open. */
  readonly openFor: (thing: {
    readonly id: Id
    readonly site: string | null
    readonly room: string | null
  }) => Window | null
  /** The next approved change window whose scope has it; null when there is none. */
  readonly nextFor: (thing: {
    readonly id: Id
    readonly site: string | null
    readonly room: string | null
  }) => Window | null
  /** @throws WindowError, StoreError */
  readonly create: (asker: Asker, input: WindowInput) => Promise<Window>
  /** By somebody else than who asked for it. @throws WindowError, StoreError */
  readonly approve: (asker: Asker, id: Id) => Promise<Window>
  /** @throws WindowError, StoreError */
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/** A window that makes no sense, is unknown, or may not be approved by who asks. */
export class WindowError extends HouseError {
  override readonly name = 'WindowError'
}

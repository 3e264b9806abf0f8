import type { Id, Window, WindowInput, WindowUpdate } from '../../../contract'
import type { Placed } from '../../plant/scope'
import type { Asker } from '../execution'
import { HouseError } from '../houseError'

/** A window that is open, or will be. */
export type OpeningWindow = Window & { readonly opening: NonNullable<Window['opening']> }

/** The window that has switched a rule. */
export type Switch = { readonly windowId: Id; readonly label: string }

/** What windows mean for the policies at one thing: no rule is in both maps. */
export type Suspensions = {
  /** Rules that count now although they are not enabled, by their id. */
  readonly on: ReadonlyMap<string, Switch>
  /** Rules that do not count now although they are enabled. */
  readonly off: ReadonlyMap<string, Switch>
  /** Windows in force here, the one that counts first at the beginning. */
  readonly windows: readonly { readonly id: Id; readonly label: string }[]
}

/** Spans of time with a meaning, in memory and on disk. */
export type WindowBook = {
  /** By their openings; those over for more than 30 days are left out. */
  readonly list: () => readonly Window[]
  /** Whether this thing may be changed now: an approved change window whose scope has it is open. */
  readonly openFor: (thing: Placed) => OpeningWindow | null
  /** The next approved change window whose scope has it, by its opening; null when there is none. */
  readonly nextFor: (thing: Placed) => OpeningWindow | null
  /**
   * What open windows switch at this thing. A maintenance window counts as it was made, a change window once it is
   * approved. As long as nothing is told by `onChange`, and no moment of an opening or its end has come, it stays so.
   */
  readonly suspensions: (thing: Placed) => Suspensions
  /** @throws WindowError, StoreError */
  readonly create: (asker: Asker, input: WindowInput) => Promise<Window>
  /**
   * In place of the one with this id. An approved change window has to be approved again, unless its label and its note
   * alone are others. @throws WindowError, StoreError
   */
  readonly update: (asker: Asker, id: Id, update: WindowUpdate) => Promise<Window>
  /** By somebody else than who asked for it, or changed it last. @throws WindowError, StoreError */
  readonly approve: (asker: Asker, id: Id) => Promise<Window>
  /** @throws WindowError, StoreError */
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  /** Told of every change, and whenever one opens or ends. */
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/** A window that makes no sense, is unknown, or may not be approved by who asks. */
export class WindowError extends HouseError {
  override readonly name = 'WindowError'
}

import type {
  Actor,
  EventSource,
  EventValue,
  Id,
  Origin,
  TallyEntry,
  TallyMapping,
  TallyMappingInput,
  TallyMappingPatch,
} from '../../contract'
import type { z } from 'zod'

/** Who asks and by which door. */
export type TallyAsker = { readonly actor: Actor; readonly origin: Origin }

/** A value of a source. `isNews`: it has just become so; else it is what was so already. */
export type HeardEvent = {
  /** An `EventSource.id`. */
  readonly id: string
  readonly label: string
  readonly eventType: string | null
  readonly value: EventValue
  readonly isNews: boolean
}

/** What is on air, as sources of events say it: an input; rules decide what follows. */
export type TallyBook = {
  /** Everything of which a tally says something now, by name. */
  readonly entries: () => readonly TallyEntry[]
  /** All sources of events with their last value, by label. */
  readonly sources: () => readonly EventSource[]
  /** By label. */
  readonly mappings: () => readonly TallyMapping[]
  /** @throws TallyError, StoreError */
  readonly create: (asker: TallyAsker, input: TallyMappingInput) => Promise<TallyMapping>
  /** @throws TallyError, StoreError */
  readonly update: (asker: TallyAsker, id: Id, patch: z.infer<typeof TallyMappingPatch>) => Promise<TallyMapping>
  /** @throws TallyError, StoreError */
  readonly remove: (asker: TallyAsker, id: Id) => Promise<void>
  /** The next event that arrives, of whatever source; null when none came within `waitMs`. */
  readonly learn: (waitMs: number) => Promise<{ readonly source: EventSource; readonly value: EventValue } | null>
  /** Each value of each source, as it comes. */
  readonly onEvent: (listener: (event: HeardEvent) => void) => () => void
  /** Mappings, sources or what they say changed: told at most twice a second. */
  readonly onChange: (listener: () => void) => () => void
  /** Reads the mappings and begins to listen. @throws StoreError */
  readonly start: () => Promise<void>
  /** Leaves no socket, subscription or timer; who learns gets null. */
  readonly stop: () => void
}

/** A mapping that is unknown or makes no sense. The message is a sentence for who asked. */
export class TallyError extends Error {
  override readonly name = 'TallyError'
  constructor(
    readonly kind: 'unknown' | 'invalid' | 'state',
    message: string,
  ) {
    super(message)
  }
}

import type { Id, Registry, RegistryInput, RegistryPatch } from '../../contract'
import type { z } from 'zod'

/** A route that somebody else changed. */
export type ForeignChange = {
  readonly at: number
  readonly receiverId: Id
  readonly from: Id | null
  readonly to: Id | null
}

/** Learns what is from registries, nodes and DNS-SD, and tells the plant. Starts at once; never throws for a dead one. */
export type Discovery = {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly list: () => readonly Registry[]
  /** @throws BadSourceError for a URL that is none, a duplicate, … with a sentence */
  readonly add: (input: RegistryInput) => Promise<Registry>
  readonly update: (id: Id, patch: z.infer<typeof RegistryPatch>) => Promise<Registry | null>
  /** False: unknown. @throws BadSourceError for one given by a flag */
  readonly remove: (id: Id) => Promise<boolean>
  readonly onRegistry: (
    listener: (change: { readonly registry: Registry } | { readonly removed: Id }) => void,
  ) => () => void
}

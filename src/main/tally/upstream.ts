import type { Id } from '../../contract'
import type { EntryOf, PlantEntry, PlantView } from '../plant/plant'
import { madeFrom } from '../plant/signalPath'

export type Feeder = { readonly id: Id; readonly kind: 'sender' | 'receiver' }

/** What feeds what, remembered until the plant moves: events come far more often than routes change. */
export type Upstream = {
  /** What a receiver is on, or what a sender is made from. */
  readonly feedersOf: (id: Id) => readonly Feeder[]
  /** `feeds TX 1`. */
  readonly feedsWords: (id: Id) => string
  readonly forget: () => void
}

export function createUpstream(plant: PlantView): Upstream {
  const feeders = new Map<Id, readonly Feeder[]>()
  const words = new Map<Id, string>()

  return {
    feedersOf(id) {
      let known = feeders.get(id)
      if (known === undefined) {
        known = feeding(plant, id).map(({ id: feeder, kind }) => ({ id: feeder, kind }))
        feeders.set(id, known)
      }
      return known
    },
    feedsWords(id) {
      let known = words.get(id)
      if (known === undefined) {
        known = `feeds ${nameOf(plant.get(id), id)}`
        words.set(id, known)
      }
      return known
    },
    forget() {
      feeders.clear()
      words.clear()
    },
  }
}

function feeding(plant: PlantView, id: Id): readonly (EntryOf<'sender'> | EntryOf<'receiver'>)[] {
  const sender = plant.entry('sender', id)
  if (sender !== undefined) return madeFrom(plant, sender)
  const from = plant.entry('sender', senderOf(plant.get(id)) ?? '')
  return from === undefined ? [] : [from]
}

/** The sender that a receiver is on now; null for everything else. */
export function senderOf(entry: PlantEntry | undefined): Id | null {
  return entry?.kind === 'receiver' && entry.connection?.active === true ? entry.connection.senderId : null
}

/** As people call it. */
export function nameOf(entry: PlantEntry | undefined, id: Id): string {
  if (entry === undefined) return id
  return entry.alias ?? (entry.resource.label === '' ? id : entry.resource.label)
}

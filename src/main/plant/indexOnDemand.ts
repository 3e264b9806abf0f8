import { type KeyedIndex, createKeyedIndex } from './keyedIndex'

/** An index that is made when it is first asked, and kept up from then on: what nobody asks costs nothing. */
export type IndexOnDemand = Pick<KeyedIndex, 'of' | 'move'> & { readonly isMade: () => boolean }

/** `fill` enters all that there is. */
export function createIndexOnDemand(fill: (move: KeyedIndex['move']) => void): IndexOnDemand {
  let made: KeyedIndex | null = null
  return {
    isMade: () => made !== null,
    of(key) {
      if (made === null) {
        made = createKeyedIndex()
        fill(made.move)
      }
      return made.of(key)
    },
    move(id, from, to) {
      made?.move(id, from, to)
    },
  }
}

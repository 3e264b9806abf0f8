import { setImmediate as others } from 'node:timers/promises'

/** So many things are looked at before others have their turn. */
const PIECE = 2_000

/** Goes through all of them, with a turn for others in between; ends early with the signal. */
export async function inPieces<T>(items: Iterable<T>, signal: AbortSignal, look: (item: T) => void): Promise<void> {
  let done = 0
  for (const item of items) {
    look(item)
    done += 1
    if (done % PIECE !== 0) continue
    await others()
    if (signal.aborted) return
  }
}

/** Names for people: the first few, and how many more there are. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

import type { GrainEntry } from '../nmos/grain'
import type { ResourceKind } from '../nmos/resources'

type Waiting = { readonly kind: ResourceKind; readonly entry: GrainEntry }

/** Collects changes in bursts and hands them over in chunks, so that the event loop gets its turn. */
export type GrainQueue = {
  readonly push: (kind: ResourceKind, entries: readonly GrainEntry[]) => void
  /** Forgets what waits and what comes. */
  readonly close: () => void
}

/** The first change is handed over at once; what follows within `coalesceMs` is collected. */
export function createGrainQueue(
  options: { readonly coalesceMs: number; readonly chunk: number },
  deliver: (changes: readonly Waiting[]) => void,
): GrainQueue {
  let waiting: Waiting[] = []
  /** Where in `waiting` the next chunk begins. */
  let taken = 0
  let isClosed = false
  let cooling: NodeJS.Timeout | undefined
  let soon: NodeJS.Immediate | undefined

  function drain(): void {
    soon = undefined
    const part = waiting.slice(taken, taken + options.chunk)
    taken += part.length
    if (taken === waiting.length) {
      waiting = []
      taken = 0
    }
    if (part.length > 0) deliver(part)
    if (waiting.length > 0) soon = setImmediate(drain)
    else if (options.coalesceMs > 0 && !isClosed) cooling = setTimeout(warm, options.coalesceMs)
  }

  function warm(): void {
    cooling = undefined
    schedule()
  }

  function schedule(): void {
    if (waiting.length > 0 && cooling === undefined) soon ??= setImmediate(drain)
  }

  return {
    push(kind, entries) {
      if (isClosed) return
      for (const entry of entries) waiting.push({ kind, entry })
      schedule()
    },
    close() {
      isClosed = true
      waiting = []
      taken = 0
      clearTimeout(cooling)
      clearImmediate(soon)
      cooling = undefined
      soon = undefined
    },
  }
}

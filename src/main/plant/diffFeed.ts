import type { Logger } from '../telemetry/logger'
import type { PlantDiff } from './plant'

/** Tells diffs to listeners, in order also when a listener writes. */
export type DiffFeed = {
  readonly seq: () => number
  readonly publish: (diff: Omit<PlantDiff, 'seq'>) => void
  readonly subscribe: (listener: (diff: PlantDiff) => void) => () => void
}

export function createDiffFeed(logger: Logger): DiffFeed {
  const listeners = new Set<(diff: PlantDiff) => void>()
  const waiting: PlantDiff[] = []
  let telling = false
  let seq = 0

  function tell(diff: PlantDiff): void {
    for (const listener of [...listeners]) {
      if (!listeners.has(listener)) continue
      try {
        listener(diff)
      } catch (error) {
        logger.error('A listener of the plant failed', { seq: diff.seq, error: String(error) })
      }
    }
  }

  return {
    seq: () => seq,
    publish(changes) {
      seq += 1
      waiting.push({ seq, ...changes })
      if (telling) return
      telling = true
      try {
        for (let diff = waiting.shift(); diff !== undefined; diff = waiting.shift()) tell(diff)
      } finally {
        telling = false
      }
    },
    subscribe(listener) {
      // Each subscription is its own, also when the same function is given twice.
      const own = (diff: PlantDiff) => listener(diff)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}

import PQueue from 'p-queue'
import { setTimeout as after } from 'node:timers/promises'

/**
 * Who may speak to a node: one piece of work after another, in the order they came, over all runs, and not more often
 * than the rate. Nodes do not wait for each other.
 */
export type NodeQueues = {
  /** Nodes that somebody speaks to now. */
  readonly size: () => number
  /** `count`: how many changes this work is, for the rate. */
  readonly run: <T>(node: string, count: number, work: () => Promise<T>) => Promise<T>
}

/** `rate`: changes that may be begun on one node in a second; null: no limit. `now`: ms, monotonic. */
export function createNodeQueues(rate: () => number | null, now: () => number): NodeQueues {
  const queues = new Map<string, PQueue>()
  /** When the next change may begin on a node that was spoken to lately. */
  const free = new Map<string, number>()

  /** How long this work has to wait for the rate, ms. */
  function waitFor(node: string, count: number): number {
    const perSecond = rate()
    if (perSecond === null) {
      free.clear()
      return 0
    }
    const at = now()
    const begin = Math.max(at, free.get(node) ?? at)
    free.set(node, begin + (count * 1000) / perSecond)
    return begin - at
  }

  function forget(node: string): void {
    queues.delete(node)
    const at = now()
    for (const [other, until] of free) if (until <= at) free.delete(other)
  }

  return {
    size: () => queues.size,
    async run(node, count, work) {
      const queue = queues.get(node) ?? new PQueue({ concurrency: 1 })
      queues.set(node, queue)
      try {
        return await queue.add(async () => {
          const wait = waitFor(node, count)
          if (wait > 0) await after(wait)
          return work()
        })
      } finally {
        if (queue.size === 0 && queue.pending === 0) forget(node)
      }
    },
  }
}

import PQueue from 'p-queue'

/**
 * Who may speak to a node: one change after another, in the order they came, over all runs. Nodes do not wait for each
 * other.
 */
export type NodeQueues = {
  /** Nodes that somebody speaks to now. */
  readonly size: () => number
  readonly run: <T>(node: string, work: () => Promise<T>) => Promise<T>
}

export function createNodeQueues(): NodeQueues {
  const queues = new Map<string, PQueue>()
  return {
    size: () => queues.size,
    async run(node, work) {
      const queue = queues.get(node) ?? new PQueue({ concurrency: 1 })
      queues.set(node, queue)
      try {
        return await queue.add(work)
      } finally {
        if (queue.size === 0 && queue.pending === 0) queues.delete(node)
      }
    },
  }
}

import type { Kysely, Transaction } from 'kysely'
import { StoreError, isDiskTrouble, storeError } from './storeError'
import type { Tables } from './tables'

/** What is to be written. It may run twice (again by itself, when a neighbour failed), so it has no other effect. */
export type Write<T> = (transaction: Transaction<Tables>) => Promise<T>

export type WriteQueue = {
  /** Fulfilled when it is on the disk. @throws StoreError */
  readonly write: <T>(write: Write<T>) => Promise<T>
  /** The error of the last write that did not reach the disk; null when the last one did. */
  readonly trouble: () => StoreError | null
  /** Lets what is queued reach the disk, and refuses more. */
  readonly close: () => Promise<void>
}

type Job = {
  readonly attempt: (transaction: Transaction<Tables>) => Promise<() => void>
  readonly reject: (error: StoreError) => void
}

/**
 * All writes of the store go through here. Those that arrive together, or while a transaction is on its way to the disk,
 * share one transaction and so one fsync: a salvo over a hundred nodes does not wait for a hundred.
 */
export function createWriteQueue(db: Kysely<Tables>, onTrouble: (error: StoreError) => void): WriteQueue {
  let queued: Job[] = []
  let running: Promise<void> | null = null
  let trouble: StoreError | null = null
  let closed = false

  const commit = async (jobs: readonly Job[]): Promise<void> => {
    const fulfil = await db.transaction().execute(async (transaction) => {
      const done: (() => void)[] = []
      for (const job of jobs) done.push(await job.attempt(transaction))
      return done
    })
    trouble = null
    for (const done of fulfil) done()
  }

  const commitTogether = async (jobs: readonly Job[]): Promise<void> => {
    try {
      await commit(jobs)
    } catch (thrown) {
      if (jobs.length > 1) {
        // One of them spoiled it for all: each for itself, so that only that one fails.
        for (const job of jobs) await commitTogether([job])
        return
      }
      const error = storeError(thrown)
      if (isDiskTrouble(error)) {
        trouble = error
        onTrouble(error)
      }
      for (const job of jobs) job.reject(error)
    }
  }

  const drain = async (): Promise<void> => {
    while (queued.length > 0) {
      await Promise.resolve()
      const jobs = queued
      queued = []
      await commitTogether(jobs)
    }
    // In the same turn as the look at the queue: a write that comes later begins anew.
    running = null
  }

  return {
    write: <T>(write: Write<T>) =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(new StoreError('closed', 'The store is closed: Signalbox is shutting down.'))
          return
        }
        queued.push({
          attempt: async (transaction) => {
            const result = await write(transaction)
            return () => {
              resolve(result)
            }
          },
          reject,
        })
        running ??= drain()
      }),
    trouble: () => trouble,
    close: async () => {
      closed = true
      await running
    },
  }
}

// Taken from the module, not the global: a virtual clock must not hold up the disk.
import { clearTimeout, setTimeout } from 'node:timers'
import { Worker } from 'node:worker_threads'
import { StoreError, storeError } from './storeError'
import threadText from './writerThread.mjs?raw'

export type Statement = readonly [text: string, parameters: readonly unknown[]]

export type WriterOptions = {
  readonly path: string
  /** How long a write waits for another program that holds the database, ms. */
  readonly busyTimeout: number
  /** The database refuses to grow beyond this many pages; null: the disk is the limit. */
  readonly maxPages: number | null
  readonly nativeBinding: string | undefined
  /** The thread starts with the first write, or after so long without one, ms: the start of Signalbox has better to do. */
  readonly startWithin: number
}

/** A thread with a connection of its own, by which everything is written. */
export type Writer = {
  /**
   * Runs them one after another and answers the rows of the last one. When one fails, the transaction is rolled back and
   * the rest is not run. @throws StoreError
   */
  readonly run: (statements: readonly Statement[]) => Promise<readonly unknown[]>
  /** Ends the thread once it has done what it was asked. */
  readonly close: () => Promise<void>
}

type Answer = {
  readonly id: number
  readonly rows?: readonly unknown[]
  readonly problem?: { readonly message: string; readonly code: string }
}

type Asked = { readonly fulfil: (rows: readonly unknown[]) => void; readonly reject: (error: StoreError) => void }

/** A thread that has ended by itself is started anew by the next write. */
export function createWriter(options: WriterOptions): Writer {
  const asked = new Map<number, Asked>()
  let last = 0
  let closed = false
  let thread: Worker | null = null
  const early = setTimeout(() => {
    thread ??= start()
  }, options.startWithin)
  early.unref()

  function start(): Worker {
    const started = new Worker(new URL(`data:text/javascript,${encodeURIComponent(threadText)}`), {
      execArgv: [],
      workerData: {
        importer: import.meta.url,
        path: options.path,
        busyTimeout: options.busyTimeout,
        maxPages: options.maxPages,
        nativeBinding: options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding },
      },
    })
    // It keeps the process alive only while it is at work.
    started.unref()
    let reason = 'it ended by itself'
    started.on('message', settle)
    started.on('error', (error) => {
      reason = String(error)
    })
    started.on('exit', () => {
      if (thread === started) thread = null
      const error = new StoreError('failed', `The journal failed: the thread that writes has ended (${reason}).`)
      for (const { reject } of asked.values()) reject(error)
      asked.clear()
    })
    return started
  }

  function settle(message: Answer): void {
    const { id, rows, problem } = message
    const waiting = asked.get(id)
    asked.delete(id)
    if (asked.size === 0) thread?.unref()
    if (problem === undefined) waiting?.fulfil(rows ?? [])
    else waiting?.reject(storeError(Object.assign(new Error(problem.message), { code: problem.code })))
  }

  return {
    run: (statements) =>
      new Promise((fulfil, reject) => {
        if (closed) {
          reject(new StoreError('closed', 'The store is closed: Signalbox is shutting down.'))
          return
        }
        clearTimeout(early)
        thread ??= start()
        if (asked.size === 0) thread.ref()
        const id = (last += 1)
        thread.postMessage({ id, statements })
        asked.set(id, { fulfil, reject })
      }),
    close: async () => {
      closed = true
      clearTimeout(early)
      const ending = thread
      if (ending === null) return
      await new Promise<void>((resolve) => {
        ending.once('exit', () => {
          resolve()
        })
        ending.ref()
        ending.postMessage(null)
      })
    },
  }
}

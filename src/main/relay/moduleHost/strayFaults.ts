import { AsyncLocalStorage } from 'node:async_hooks'

/** What hears of the errors of somebody's work that nobody waits for: a timer that throws, a promise that is forgotten. */
type Hearer = (error: unknown) => void

const hearers = new AsyncLocalStorage<Hearer>()
let users = 0

/** Does `work`; errors of what it leaves behind go to `hearer` while they are caught. */
export function attributed<T>(hearer: Hearer, work: () => T): T {
  return hearers.run(hearer, work)
}

/**
 * From now on such errors do not end the process, until the disposer is called. All others end it as ever, or go to who
 * else listens for them.
 */
export function catchStrayFaults(): () => void {
  if (users === 0) process.on('uncaughtException', caught)
  users += 1
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    users -= 1
    if (users === 0) process.off('uncaughtException', caught)
  }
}

function caught(error: unknown): void {
  const hearer = hearers.getStore()
  if (hearer !== undefined) {
    hearer(error)
    return
  }
  if (process.listenerCount('uncaughtException') > 1) return
  process.off('uncaughtException', caught)
  setImmediate(() => {
    throw error
  })
}

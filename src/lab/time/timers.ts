import type { Clock } from './clock'

/** Things that are to happen, and can all be taken back at once. */
export type Timers = {
  /** Runs `run` once after `ms` milliseconds, unless all was cancelled by then. */
  readonly after: (ms: number, run: () => void) => void
  readonly cancelAll: () => void
}

export function createTimers(clock: Clock): Timers {
  const pending = new Set<() => void>()
  return {
    after(ms, run) {
      const cancel = clock.after(ms, () => {
        pending.delete(cancel)
        run()
      })
      pending.add(cancel)
    },
    cancelAll() {
      for (const cancel of pending) cancel()
      pending.clear()
    },
  }
}

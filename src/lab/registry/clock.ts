/** The registry's only access to time: a test may hand in a virtual one. */
export type Clock = {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number
  /** Calls `action` once after `ms` milliseconds; the disposer returned calls it off. */
  readonly after: (ms: number, action: () => void) => () => void
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}

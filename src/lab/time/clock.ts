/** What the lab knows of time. Injected, so that nothing in it reads a global clock. */
export type Clock = {
  /** Milliseconds of UTC since 1970. */
  nowMs(): number
  /** Runs `run` once after `ms` milliseconds; the returned function takes it back. */
  after(ms: number, run: () => void): () => void
}

/** Longest delay one Node timer can hold. */
const longestTimerMs = 2 ** 31 - 1

/** The machine's own clock. A delay longer than one timer can hold is waited for in steps. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, run) {
    let left = ms
    let timer: NodeJS.Timeout
    const arm = (): void => {
      const step = Math.min(left, longestTimerMs)
      left -= step
      timer = setTimeout(left > 0 ? arm : run, step)
    }
    arm()
    return () => {
      clearTimeout(timer)
    }
  },
}

/** Watches the event loop: how long it was not its turn at the most. */
export type LoopWatch = {
  /** Ends the watch. The longest time between two turns, ms. */
  readonly stop: () => number
}

/** Begins to watch. It takes a turn itself each time it can. */
export function watchLoop(): LoopWatch {
  let last = performance.now()
  let longest = 0
  let on = true
  const turn = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (on) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    stop() {
      on = false
      return Math.max(longest, performance.now() - last)
    },
  }
}

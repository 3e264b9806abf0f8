import type { Clock } from '../telemetry/clock'

/** Waits for one moment at a time. */
export type Wake = {
  /** Epoch ms; null: for none. Replaces the moment before. Nothing when it has been stopped. */
  readonly at: (moment: number | null) => void
  /** For good. */
  readonly stop: () => void
}

/** How long a timer may be without a look at the clock, ms: clocks are put right, machines sleep, timers end at 2^31 ms. */
const LOOK_MS = 5_000

/** Calls `onTime` once when the clock has reached the moment, at once when it is over; a clock that jumps is noticed. */
export function createWake(clock: Clock, onTime: () => void): Wake {
  let moment: number | null = null
  let timer: NodeJS.Timeout | null = null
  let isOver = false

  function clear(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  function wait(): void {
    if (moment === null) return
    timer = setTimeout(look, Math.min(LOOK_MS, Math.max(0, moment - clock.now())))
  }

  function look(): void {
    timer = null
    if (moment !== null && clock.now() >= moment) {
      moment = null
      onTime()
    } else wait()
  }

  return {
    at(next) {
      clear()
      moment = isOver ? null : next
      wait()
    },
    stop() {
      isOver = true
      moment = null
      clear()
    },
  }
}

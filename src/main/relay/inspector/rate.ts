const SECONDS = 10

/** How often something happens. */
export type Rate = {
  /** `now`: epoch ms. */
  readonly add: (now: number) => void
  /** Times in a second, over the last ten. */
  readonly perS: (now: number) => number
}

/** Counts by the second: ten numbers, however often it happens. */
export function createRate(): Rate {
  const counts = new Array<number>(SECONDS).fill(0)
  let second = 0

  function forward(now: number): void {
    const next = Math.floor(now / 1000)
    const passed = Math.min(SECONDS, Math.max(0, next - second))
    for (let i = 1; i <= passed; i += 1) counts[(next - passed + i) % SECONDS] = 0
    if (next > second) second = next
  }

  return {
    add(now) {
      forward(now)
      counts[second % SECONDS] = (counts[second % SECONDS] ?? 0) + 1
    },
    perS(now) {
      forward(now)
      return counts.reduce((sum, count) => sum + count, 0) / SECONDS
    },
  }
}

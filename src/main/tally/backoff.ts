/** The pause before the next attempt, ms: doubling from 1 s to 15 s, a fifth of it at random. `failures` from 1. */
export function pauseMs(failures: number, random: () => number): number {
  const whole = Math.min(15_000, 1_000 * 2 ** Math.min(10, failures - 1))
  return whole * (0.8 + 0.2 * random())
}

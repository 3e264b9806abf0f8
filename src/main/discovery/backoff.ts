/** The pause before the next attempt, ms: doubling from `firstMs` to `maxMs`, 20 % of it at random. `failures` from 1. */
export function backoffMs(failures: number, firstMs: number, maxMs: number, random: () => number): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(20, failures - 1))
  return whole * (0.8 + 0.2 * random())
}

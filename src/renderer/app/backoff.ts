/** Pause before attempt `attempt` (counted from 1), ms: 0.5 s doubling to 3 s, with jitter. `random` gives 0 ≤ x < 1. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(3000, 500 * 2 ** Math.min(attempt - 1, 10))
  return Math.max(500, Math.round(full * (0.75 + random() * 0.25)))
}

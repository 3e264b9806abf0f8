/** Time as the engine sees it. Tests bring their own. */
export type Clock = {
  /** Epoch ms, UTC. */
  readonly now: () => number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Epoch ms as the contract writes it: ISO 8601, UTC, milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString()
}

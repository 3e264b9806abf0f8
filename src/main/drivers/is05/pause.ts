import { setTimeout as after } from 'node:timers/promises'

/** Waits `ms`, or less when `signal` ends it. Never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await after(ms, undefined, { signal })
  } catch {
    // Ended by the signal: whoever waits looks at it.
  }
}

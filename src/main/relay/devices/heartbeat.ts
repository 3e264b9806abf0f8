/**
 * Whether a device repeats its status by itself. Only one that does can be missed: a device that says something when
 * something happens, and nothing in between, is as well as it was.
 */
export type Heartbeat = {
  /** How many times in a row it repeated itself, or kept time. */
  readonly beats: number
  /** Epoch ms of its last status; null: none since it was connected. */
  readonly lastAt: number | null
  /** The longest of its last pauses, ms; null: it does not repeat itself, as far as is known. */
  readonly pauseMs: number | null
  /** The pause before the last status, ms; 0: not known. */
  readonly lastPauseMs: number
}

/** Of a device that nothing is known of. */
export const NO_HEARTBEAT: Heartbeat = { beats: 0, lastAt: null, pauseMs: null, lastPauseMs: 0 }

/** A status that follows another sooner tells of something that happened, ms. */
const TOO_SOON_MS = 900
const BEATS_NEEDED = 2
/** So many of its own pauses a device may stay away. */
const PAUSES = 3

/** It was known before that the device repeats itself so often. */
export function heartbeatOf(pauseMs: number | null): Heartbeat {
  return pauseMs === null ? NO_HEARTBEAT : { beats: BEATS_NEEDED, lastAt: null, pauseMs, lastPauseMs: pauseMs }
}

/**
 * After a status that came by itself at `now`. It is a beat when it says nothing new, or comes after about the same
 * pause as the one before (half of it to twice as long). `now`: epoch ms.
 */
export function afterStatus(before: Heartbeat, now: number, isNew: boolean): Heartbeat {
  const { lastAt, lastPauseMs, beats } = before
  if (lastAt === null) return { ...before, lastAt: now }
  const pause = now - lastAt
  if (pause < TOO_SOON_MS) return before
  const keepsTime = lastPauseMs > 0 && pause >= lastPauseMs / 2 && pause <= lastPauseMs * 2
  const counted = !isNew || keepsTime ? beats + 1 : before.pauseMs === null ? 0 : beats
  const known = before.pauseMs === null ? pause : Math.max(pause, before.pauseMs * 0.9)
  return {
    beats: Math.min(counted, BEATS_NEEDED),
    lastAt: now,
    lastPauseMs: pause,
    pauseMs: counted >= BEATS_NEEDED ? known : null,
  }
}

/** When it is to be missed, epoch ms; null: never. `silentMs`: how long anybody may be silent; null: for ever. */
export function missedAt({ lastAt, pauseMs }: Heartbeat, silentMs: number | null): number | null {
  if (lastAt === null || pauseMs === null || silentMs === null) return null
  return lastAt + Math.max(silentMs, PAUSES * pauseMs)
}

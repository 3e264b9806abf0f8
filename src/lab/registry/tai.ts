import type { Clock } from './clock'

/** A moment in TAI, nanoseconds since 1970-01-01. A bigint because nanoseconds outgrow a double. */
export type Tai = bigint

/** TAI minus UTC in seconds since 2017-01-01 (IS-04 v1.3 §APIs – Common Keys – version). */
export const taiMinusUtcSeconds = 37

const nanosPerSecond = 1_000_000_000n
const nanosPerMilli = 1_000_000n

/** Writes a moment as `<seconds>:<nanoseconds>`. */
export function formatTai(tai: Tai): string {
  return `${tai / nanosPerSecond}:${tai % nanosPerSecond}`
}

/** Reads `<seconds>:<nanoseconds>`; undefined when the text is anything else. */
export function parseTai(text: string): Tai | undefined {
  const parts = /^(\d+):(\d+)$/.exec(text)
  if (parts === null) return undefined
  return BigInt(parts[1] ?? '0') * nanosPerSecond + BigInt(parts[2] ?? '0')
}

/** The clock's moment in TAI nanoseconds (milliseconds are as fine as it gets). */
export function taiNow(clock: Clock): Tai {
  return (BigInt(Math.floor(clock.now())) + BigInt(taiMinusUtcSeconds) * 1000n) * nanosPerMilli
}

/**
 * A source of TAI stamps of which each is later than the one before, even within one millisecond or when the clock
 * steps back: no two resources may share a paging cursor (IS-04 v1.3 §Query Parameters – Pagination).
 */
export function createStamps(clock: Clock): () => Tai {
  let last: Tai = 0n
  return () => {
    const now = taiNow(clock)
    last = now > last ? now : last + 1n
    return last
  }
}

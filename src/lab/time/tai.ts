import type { Clock } from './clock'

/** TAI is ahead of UTC by this many seconds since 2017-01-01. */
export const taiOffsetSeconds = 37

/** A moment in TAI, nanoseconds since 1970-01-01. A bigint because nanoseconds outgrow a double. */
export type Tai = bigint

/** A TAI time or duration on the wire: `<seconds>:<nanoseconds>` (IS-04 v1.3 §APIs: Common Keys – version). */
export type TaiText = string

const nsPerSecond = 1_000_000_000n

/** Nanoseconds of a `sec:nsec` text, or undefined where it is none. */
export function parseTai(text: string): Tai | undefined {
  const match = /^([0-9]+):([0-9]+)$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  return BigInt(match[1]) * nsPerSecond + BigInt(match[2])
}

/** `sec:nsec` of a number of nanoseconds. */
export function formatTai(ns: Tai): TaiText {
  return `${ns / nsPerSecond}:${ns % nsPerSecond}`
}

/** TAI nanoseconds of a moment in UTC milliseconds. */
export function taiOfUtcMs(ms: number): Tai {
  return BigInt(Math.floor(ms)) * 1_000_000n + BigInt(taiOffsetSeconds) * nsPerSecond
}

/** UTC milliseconds of a moment in TAI nanoseconds. */
export function utcMsOfTai(ns: Tai): number {
  return Number((ns - BigInt(taiOffsetSeconds) * nsPerSecond) / 1_000_000n)
}

/**
 * Gives TAI times that never repeat and never go back, whatever the wall clock does: no two resources may share a
 * paging cursor (IS-04 v1.3 §Query Parameters – Pagination).
 */
export class TaiClock {
  private last = 0n

  constructor(private readonly clock: Clock) {}

  now(): Tai {
    const wall = taiOfUtcMs(this.clock.nowMs())
    this.last = wall > this.last ? wall : this.last + 1n
    return this.last
  }

  /** A new IS-04 `version`. */
  version(): TaiText {
    return formatTai(this.now())
  }
}

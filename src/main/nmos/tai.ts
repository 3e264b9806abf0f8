import { LEAP_SECONDS, type LeapSecond } from './leapSeconds'

/** A moment or a duration on the TAI scale, counted from 1970-01-01 TAI. `nanoseconds` is 0…999 999 999. */
export type TaiTime = { readonly seconds: number; readonly nanoseconds: number }

const PATTERN = /^(\d{1,15}):(\d{1,9})$/
const NS_PER_MS = 1_000_000
const NS_PER_S = 1_000_000_000

/** Reads `<seconds>:<nanoseconds>` (IS-04 v1.3 §Common Keys – Version), or null when `text` is none. */
export function parseTai(text: string): TaiTime | null {
  const match = PATTERN.exec(text)
  if (match === null) return null
  return { seconds: Number(match[1]), nanoseconds: Number(match[2]) }
}

/** Writes `<seconds>:<nanoseconds>`. */
export function formatTai(time: TaiTime): string {
  return `${time.seconds}:${time.nanoseconds}`
}

/** Below zero when `a` is earlier than `b`. */
export function compareTai(a: TaiTime, b: TaiTime): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds
}

/**
 * Below zero when resource version `a` is older than `b`. Both parts are compared as integers, so `9:5` is older than
 * `10:4` and `1:5` older than `1:10`. What is no version is older than any version.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0
  const left = parseTai(a)
  const right = parseTai(b)
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1)
  return compareTai(left, right)
}

/** `utcMs` (Unix time, ms) on the TAI scale. */
export function utcToTai(utcMs: number, leapSeconds: readonly LeapSecond[] = LEAP_SECONDS): TaiTime {
  const ns = Math.round((utcMs - Math.floor(utcMs / 1000) * 1000) * NS_PER_MS)
  const seconds = Math.floor(utcMs / 1000)
  const carry = ns >= NS_PER_S ? 1 : 0
  return { seconds: seconds + carry + offsetAtUtc(seconds, leapSeconds), nanoseconds: ns - carry * NS_PER_S }
}

/** `time` as Unix time in ms. Within an inserted leap second it is the second after it, as Unix time has none. */
export function taiToUtcMs(time: TaiTime, leapSeconds: readonly LeapSecond[] = LEAP_SECONDS): number {
  return (time.seconds - offsetAtTai(time.seconds, leapSeconds)) * 1000 + time.nanoseconds / NS_PER_MS
}

/** `ms` as a duration, for a relative activation (IS-05 v1.1 §Behaviour – Scheduled Activations). */
export function taiDuration(ms: number): TaiTime {
  const whole = Math.max(0, ms)
  const seconds = Math.floor(whole / 1000)
  return { seconds, nanoseconds: Math.min(NS_PER_S - 1, Math.round((whole - seconds * 1000) * NS_PER_MS)) }
}

function offsetAtUtc(utcSeconds: number, table: readonly LeapSecond[]): number {
  let offset = 0
  for (const step of table) {
    if (utcSeconds < step.utcSeconds) break
    offset = step.offset
  }
  return offset
}

function offsetAtTai(taiSeconds: number, table: readonly LeapSecond[]): number {
  let offset = 0
  for (const step of table) {
    if (taiSeconds < step.utcSeconds + step.offset) break
    offset = step.offset
  }
  return offset
}

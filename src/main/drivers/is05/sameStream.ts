import type { Leg } from '../../../contract'

/**
 * Whether two connections receive the same, by where the legs that are on come from: multicast, port and source. Legs that
 * nobody has read contradict nothing.
 */
export function isSameStream(a: readonly Leg[], b: readonly Leg[]): boolean {
  const [left, right] = [a.filter(({ enabled }) => enabled), b.filter(({ enabled }) => enabled)]
  if (left.length === 0 || right.length === 0) return true
  return left.length === right.length && left.every((leg, index) => isSameLeg(leg, right[index]))
}

/** A source that only one of the two names is no difference. */
function isSameLeg(a: Leg, b: Leg | undefined): boolean {
  if (b === undefined) return false
  const source = a.source === null || b.source === null || a.source === b.source
  return a.multicast === b.multicast && a.port === b.port && source
}

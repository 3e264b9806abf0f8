import type { Rational } from './resources'

/** Below zero when `a` is less than `b`; by cross-multiplication (BCP-004-01 v1.0 §Rational Constraint Keywords). */
export function compareRationals(a: Rational, b: Rational): number {
  const [aNumerator, aDenominator] = normal(a)
  const [bNumerator, bDenominator] = normal(b)
  return aNumerator * bDenominator - bNumerator * aDenominator
}

/** A value as a rational: itself, or a number over 1; null for anything else. */
export function toRational(value: unknown): Rational | null {
  if (typeof value === 'number') return Number.isFinite(value) ? { numerator: value, denominator: 1 } : null
  if (typeof value !== 'object' || value === null || !('numerator' in value)) return null
  const { numerator } = value
  const denominator = 'denominator' in value ? value.denominator : 1
  if (typeof numerator !== 'number' || typeof denominator !== 'number' || denominator === 0) return null
  return { numerator, denominator }
}

/** For people, with at most two decimals: 60000/1001 → `59.94`. */
export function showRational(value: Rational): string {
  return String(Math.round((value.numerator / (value.denominator ?? 1)) * 100) / 100)
}

function normal({ numerator, denominator = 1 }: Rational): readonly [number, number] {
  return denominator < 0 ? [-numerator, -denominator] : [numerator, denominator]
}

import { CAP_PARAMETERS, type Stream } from './capParameters'
import { raster, rastersOf } from './raster'
import { compareRationals, showRational, toRational } from './rational'
import type { RawResource } from './resources'

/** How a stream fares against one Constraint Set. */
export type SetResult = {
  /** What it does not meet, as sentences without a full stop: `needs 1080i25, the source is 1080p50`. */
  readonly reasons: readonly string[]
  /** Constraints that could not be evaluated: unknown here, or the stream does not say. */
  readonly unknown: readonly string[]
}

const META = 'urn:x-nmos:cap:meta:'
const RASTER = new Set(
  ['frame_width', 'frame_height', 'interlace_mode', 'grain_rate'].map((name) => `urn:x-nmos:cap:format:${name}`),
)

/** Whether the set counts at all (BCP-004-01 v1.0 §Constraint Set Enabled). */
export function isEnabled(set: RawResource): boolean {
  return set[`${META}enabled`] !== false
}

/** The receiver's own name of a set, or null. */
export function setLabel(set: RawResource): string | null {
  const label = set[`${META}label`]
  return typeof label === 'string' && label !== '' ? label : null
}

/** How much the receiver likes a set, -100…100 (BCP-004-01 v1.0 §Constraint Set Preference). */
export function setPreference(set: RawResource): number {
  const preference = set[`${META}preference`]
  return typeof preference === 'number' ? preference : 0
}

/** Evaluates all Parameter Constraints of a set (BCP-004-01 v1.0 §Constraint Sets). */
export function evaluateSet(set: RawResource, stream: Stream): SetResult {
  const unmet: { readonly urn: string; readonly reason: string }[] = []
  const unknown: string[] = []
  for (const [urn, constraint] of Object.entries(set)) {
    if (urn.startsWith(META)) continue
    const parameter = CAP_PARAMETERS.get(urn)
    if (!isObject(constraint) || parameter === undefined) {
      unknown.push(urn)
      continue
    }
    if (Object.keys(constraint).length === 0) continue
    const value = parameter.valueIn(stream)
    if (value === undefined) unknown.push(urn)
    else if (!satisfies(constraint, value)) {
      unmet.push({ urn, reason: `needs ${parameter.name} ${show(constraint)}, the source has ${showValue(value)}` })
    }
  }
  return { reasons: inWords(set, stream, unmet), unknown }
}

/** What concerns the picture's raster is said in the words of the trade, once. */
function inWords(
  set: RawResource,
  stream: Stream,
  unmet: readonly { readonly urn: string; readonly reason: string }[],
): readonly string[] {
  const wanted = rastersOf(set)
  const actual = raster(stream)
  if (wanted === null || actual === null || !unmet.some(({ urn }) => RASTER.has(urn))) {
    return unmet.map(({ reason }) => reason)
  }
  const others = unmet.filter(({ urn }) => !RASTER.has(urn))
  return [`needs ${wanted}, the source is ${actual}`, ...others.map(({ reason }) => reason)]
}

/** All keywords must hold; those that are malformed or unknown forbid nothing. */
function satisfies(constraint: RawResource, value: unknown): boolean {
  const { enum: allowed, minimum, maximum } = constraint
  if (Array.isArray(allowed) && !allowed.some((item: unknown) => isEqual(item, value))) return false
  const number = toRational(value)
  const least = toRational(minimum)
  const most = toRational(maximum)
  if (number === null) return true
  return (
    (least === null || compareRationals(number, least) >= 0) && (most === null || compareRationals(number, most) <= 0)
  )
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' || typeof b === 'string' || typeof a === 'boolean') return a === b
  const left = toRational(a)
  const right = toRational(b)
  return left !== null && right !== null && compareRationals(left, right) === 0
}

function show({ enum: allowed, minimum, maximum }: RawResource): string {
  if (Array.isArray(allowed)) return allowed.map(showValue).join(' or ')
  if (minimum !== undefined && maximum !== undefined) return `${showValue(minimum)} to ${showValue(maximum)}`
  return maximum === undefined ? `at least ${showValue(minimum)}` : `at most ${showValue(maximum)}`
}

function showValue(value: unknown): string {
  const number = toRational(value)
  if (number !== null) return showRational(number)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isObject(value: unknown): value is RawResource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

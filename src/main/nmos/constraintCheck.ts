import type { LegConstraints, LegParams, ParamConstraint } from './connectionTypes'

/**
 * What in `transport_params` is against the constraints, as sentences; empty when nothing is. `auto` is always allowed
 * where a parameter may be automatic at all (IS-05 v1.1 §APIs: Server Side – Use of auto).
 */
export function constraintFaults(
  constraints: readonly LegConstraints[],
  transportParams: readonly LegParams[],
): readonly string[] {
  if (transportParams.length !== constraints.length) {
    return [`There are ${constraints.length} legs and parameters for ${transportParams.length}.`]
  }
  return transportParams.flatMap((leg, index) =>
    Object.entries(leg).flatMap(([name, value]) => {
      const constraint = constraints[index]?.[name]
      const where = constraints.length > 1 ? ` on leg ${index + 1}` : ''
      if (constraint === undefined) return [`${name}${where} does not exist here.`]
      const why = faultOf(constraint, value)
      return why === null ? [] : [`${name}${where} may not be ${JSON.stringify(value)}: ${why}.`]
    }),
  )
}

function faultOf(constraint: ParamConstraint, value: unknown): string | null {
  if (value === 'auto') return null
  const { minimum, maximum, pattern } = constraint
  if (Array.isArray(constraint.enum) && !constraint.enum.includes(value)) {
    return `it must be one of ${constraint.enum.map((item) => JSON.stringify(item)).join(', ')}`
  }
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) return `the least is ${minimum}`
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) return `the most is ${maximum}`
  if (typeof value === 'string' && typeof pattern === 'string' && !matches(pattern, value))
    return `it must match ${pattern}`
  return null
}

/** A device's pattern may be no valid one; then it forbids nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

import type { Resource } from '../nmos/resources'
import { compareVersions } from '../nmos/tai'
import { OnlyEntry } from './onlyEntry'
import type { WitnessId } from './plant'

/** What one witness holds of a resource. */
export type Holding = { readonly resource: Resource; readonly version: string; readonly seenAt: number }

/** What all witnesses hold of one resource. Never changed: a change is a new map. */
export type Holdings = ReadonlyMap<WitnessId, Holding>

export const NO_HOLDINGS: Holdings = new Map()

/** The newest of all; among equals that of the witness that comes first in `order`. Undefined: nobody holds it. */
export function newestOf(holdings: Holdings, order: (witness: WitnessId) => number): Resource | undefined {
  if (holdings instanceof OnlyEntry) return (holdings as OnlyEntry<WitnessId, Holding>).value.resource
  let best: readonly [WitnessId, Holding] | undefined
  for (const candidate of holdings) {
    if (best === undefined) {
      best = candidate
      continue
    }
    const newer = compareVersions(candidate[1].version, best[1].version)
    if (newer > 0 || (newer === 0 && order(candidate[0]) < order(best[0]))) best = candidate
  }
  return best?.[1].resource
}

export function withHolding(holdings: Holdings, witness: WitnessId, holding: Holding): Holdings {
  if (holdings.size === 0 || (holdings.size === 1 && holdings.has(witness))) return new OnlyEntry(witness, holding)
  return new Map(holdings).set(witness, holding)
}

export function withoutHolding(holdings: Holdings, witness: WitnessId): Holdings {
  if (!holdings.has(witness)) return holdings
  if (holdings.size === 1) return NO_HOLDINGS
  const rest = new Map(holdings)
  rest.delete(witness)
  return rest
}

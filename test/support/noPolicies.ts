import type { PolicyDecision } from '../../src/contract'
import type { PolicyBook } from '../../src/main/policy/policyBook'

/** No rule, no default. */
export const nothing: PolicyDecision = {
  verdict: 'allowed',
  text: 'No rule matches.',
  matches: [],
  default: null,
  windows: [],
  override: null,
}

/** A house without rules: everything is allowed. */
export const noPolicies: Pick<PolicyBook, 'hasAny' | 'decide' | 'decideAll' | 'decideDisconnect'> = {
  hasAny: () => false,
  decide: () => nothing,
  decideAll: () => new Map(),
  decideDisconnect: () => nothing,
}

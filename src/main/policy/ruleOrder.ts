import type { Effect, Rule } from '../../contract'

/** What a match of a rule means: a `compatibility` rule that only warns does no more than that. */
export function effectOf(rule: Rule): Effect {
  return rule.kind === 'compatibility' && rule.mode === 'warn' ? 'warn' : rule.effect
}

/** Among rules of one priority: the first is the strongest. */
const STRENGTH: Readonly<Record<Effect, number>> = { deny: 0, 'require-approval': 1, warn: 2, allow: 3 }

/** By priority, then by what a match means, then by id. */
export function compareRules(a: Rule, b: Rule): number {
  return (
    a.priority - b.priority || STRENGTH[effectOf(a)] - STRENGTH[effectOf(b)] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

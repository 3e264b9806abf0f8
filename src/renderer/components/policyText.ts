import type { Decision, Match, PolicyDecision } from '../../contract'
import { scopeWords, type RegistryNames } from './scopeWords'

/** An effect as it is read in a list of rules. */
export const effectWords: Readonly<Record<Match['effect'], string>> = {
  allow: 'allows',
  deny: 'denies',
  warn: 'warns',
  'require-approval': 'wants approval',
}

/** The colour of an effect: amber for what holds something up, grey for the rest. */
export const effectTone = (effect: Match['effect']): string => (effect === 'allow' ? 'good' : 'warn')

/** What decided where no rule did: `Default of room MCR: deny`; null where a rule did. */
export function defaultWords({ default: used }: PolicyDecision, registries: RegistryNames): string | null {
  if (used === null) return null
  return `No rule decides; the default of ${scopeWords(used.scope, registries)} is to ${used.effect}.`
}

/** The windows in force there: `Window “Rehearsal” is open.`; null for none. */
export function windowWords({ windows }: PolicyDecision): string | null {
  if (windows.length === 0) return null
  const names = windows.map(({ label }) => `“${label}”`).join(', ')
  return `${windows.length === 1 ? 'Window' : 'Windows'} in force: ${names}.`
}

/** Whether there is more to it than its one sentence. */
export const hasMore = ({ matches, windows, default: used }: PolicyDecision): boolean =>
  matches.length > 0 || windows.length > 0 || used !== null

/** Decisions of the policies, those that say the same once; only with something to look at behind them. */
export function distinctPolicies(decisions: readonly Decision[]): readonly PolicyDecision[] {
  const found = new Map<string, PolicyDecision>()
  for (const { policy } of decisions) {
    if (policy === undefined || !hasMore(policy)) continue
    const key = JSON.stringify([policy.verdict, policy.matches.map(({ ruleId, reason }) => [ruleId, reason])])
    if (!found.has(key)) found.set(key, policy)
  }
  return [...found.values()]
}

import type { Match, PolicyDecision, PolicyDefault, Role, Scope } from '../../contract'
import { inScope, type Placed, scopeInWords } from '../plant/scope'
import type { Suspensions } from './policyBook'

type Effect = Match['effect']

const VERDICTS: Readonly<Record<Effect, PolicyDecision['verdict']>> = {
  allow: 'allowed',
  deny: 'denied',
  warn: 'warned',
  'require-approval': 'approval',
}

/**
 * What matches (in the order of rules) come to: the first decides; where there is none, `fallback` does, and without it
 * nothing is against it.
 */
export function decisionOf(
  matches: Match[],
  fallback: PolicyDefault | null,
  windows: Suspensions['windows'],
): PolicyDecision {
  const first = matches[0]
  const open = windows.map(({ id, label }) => ({ id, label }))
  if (first !== undefined) {
    return {
      verdict: VERDICTS[first.effect],
      text: matchText(first),
      matches,
      default: null,
      windows: open,
      override: overrideOf(matches),
    }
  }
  return {
    verdict: fallback?.effect === 'deny' ? 'denied' : 'allowed',
    text: fallback === null ? 'No policy says anything about it, so it is allowed.' : defaultText(fallback),
    matches,
    default: fallback,
    windows: open,
    override: null,
  }
}

function matchText({ effect, label, reason }: Match): string {
  switch (effect) {
    case 'allow':
      return `Allowed by “${label}”. ${reason}`
    case 'deny':
      return `Denied by “${label}”. ${reason}`
    case 'warn':
      return `“${label}” warns. ${reason}`
    case 'require-approval':
      return `“${label}” wants a second person’s approval. ${reason}`
  }
}

function defaultText({ scope, effect }: PolicyDefault): string {
  const where = scope.kind === 'all' ? 'everywhere' : `for ${scopeInWords(scope)}`
  return effect === 'deny'
    ? `Denied: no rule allows it, and ${where} what no rule allows is denied.`
    : `Allowed: no rule says anything about it, and ${where} that means yes.`
}

const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/**
 * The lowest role that may overrule all that stands against it, null where nothing does or nobody may. A priority whose
 * rules are overruled leaves the word to the next one with a match, and what that denies has to be overruled as well, up
 * to the first that allows or warns.
 */
function overrideOf(matches: readonly Match[]): Role | null {
  let needed = -1
  let priority: number | null = null
  for (const { effect, override, priority: own } of matches) {
    const isAgainst = effect === 'deny' || effect === 'require-approval'
    // The strongest of a priority comes first: when it is not against it, that priority lets it pass.
    if (own !== priority && !isAgainst) break
    priority = own
    if (!isAgainst) continue
    if (override === null) return null
    needed = Math.max(needed, ROLES.indexOf(override))
  }
  return ROLES[needed] ?? null
}

/** Narrow first. */
function widthOf(scope: Scope): number {
  switch (scope.kind) {
    case 'selection':
      return 0
    case 'room':
      return scope.site === null ? 2 : 1
    case 'site':
      return 3
    case 'registry':
      return 4
    case 'all':
      return 5
  }
}

/** Defaults from the narrowest scope to the widest; among equally narrow ones deny first. */
export function orderedDefaults(defaults: readonly PolicyDefault[]): readonly PolicyDefault[] {
  return defaults.toSorted(
    (a, b) => widthOf(a.scope) - widthOf(b.scope) || Number(b.effect === 'deny') - Number(a.effect === 'deny'),
  )
}

/** The default that counts for a destination; null when none does. `ordered` by `orderedDefaults`. */
export function defaultFor(ordered: readonly PolicyDefault[], receiver: Placed): PolicyDefault | null {
  return ordered.find(({ scope }) => inScope(scope, receiver)) ?? null
}

import type { Id, Scope } from '../../../contract'
import { type Placed, inScope } from '../../plant/scope'
import { byPrecedence } from './precedence'
import type { OpeningWindow, Suspensions, Switch } from './windowBook'

const NONE: Suspensions = { on: new Map(), off: new Map(), windows: [] }

/** What open windows switch, for one thing at a time. `open`: those in force now, in any order. */
export function suspensionsOf(open: readonly OpeningWindow[]): (thing: Placed) => Suspensions {
  if (open.length === 0) return () => NONE
  const inOrder = [...open].sort(byPrecedence).map((window) => ({ window, has: scopeTest(window.scope) }))
  /** Things in the same windows share one answer. */
  const answers = new Map<string, Suspensions>()
  return (thing) => {
    const at = inOrder.filter(({ has }) => has(thing)).map(({ window }) => window)
    const key = at.map(({ id }) => id).join(' ')
    const known = answers.get(key)
    if (known !== undefined) return known
    const fresh = switched(at)
    answers.set(key, fresh)
    return fresh
  }
}

/** A selection may be long, and is asked for every destination. */
function scopeTest(scope: Scope): (thing: Placed) => boolean {
  if (scope.kind !== 'selection') return (thing) => inScope(scope, thing)
  const ids = new Set(scope.ids)
  return ({ id }) => ids.has(id)
}

/** The first window that names a rule decides on it. */
function switched(inOrder: readonly OpeningWindow[]): Suspensions {
  if (inOrder.length === 0) return NONE
  const on = new Map<Id, Switch>()
  const off = new Map<Id, Switch>()
  for (const { id: windowId, label, policies } of inOrder) {
    const decided = new Set([...on.keys(), ...off.keys()])
    for (const rule of policies.on) if (!decided.has(rule)) on.set(rule, { windowId, label })
    for (const rule of policies.off) if (!decided.has(rule)) off.set(rule, { windowId, label })
  }
  return { on, off, windows: inOrder.map(({ id, label }) => ({ id, label })) }
}

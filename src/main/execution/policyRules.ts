import type { Action, Actor, Decision, PolicyDecision, Role } from '../../contract'
import { entryName } from '../policy/entryName'
import type { PlantView } from '../plant/plant'
import type { PolicyBook } from '../policy/policyBook'
import { targetOf } from './actions'
import { reaches } from './roles'

/** What the policies say of an action; null where they have nothing to say: no rules, senders, locks, unknown ends. */
export function policyOf(
  policies: Pick<PolicyBook, 'hasAny' | 'decide' | 'decideDisconnect'>,
  plant: PlantView,
  action: Action,
): PolicyDecision | null {
  if (!policies.hasAny()) return null
  if (action.type === 'route.connect') {
    const sender = plant.entry('sender', action.senderId)
    const receiver = plant.entry('receiver', action.receiverId)
    return sender === undefined || receiver === undefined ? null : policies.decide(sender, receiver)
  }
  if (action.type !== 'route.disconnect' && action.type !== 'receiver.disable') return null
  const receiver = plant.entry('receiver', action.receiverId)
  return receiver === undefined ? null : policies.decideDisconnect(receiver)
}

/**
 * The decision of the guard: `POLICY` denies (unless it may be overruled by who asks, and a reason is given: then
 * `OVERRIDDEN`), `POLICY_APPROVAL` wants a second person, `POLICY_WARNING` warns.
 */
export function policyDecision(
  found: PolicyDecision,
  plant: PlantView,
  action: Action,
  index: number,
  asker: Actor,
  reason: string | null,
): Decision {
  const { id } = targetOf(action)
  const entry = plant.get(id)
  const name = entry === undefined ? id : entryName(entry)
  const base = { action: index, target: id, policy: found }
  switch (found.verdict) {
    case 'allowed':
      return { ...base, effect: 'allow', code: 'ALLOWED', text: found.text }
    case 'warned':
      return { ...base, effect: 'allow', code: 'POLICY_WARNING', text: `${name}: ${found.text}` }
    case 'denied':
    case 'approval': {
      if (reason !== null && found.override !== null && reaches(asker.role, found.override)) {
        const text = `${name}: overruled by ${asker.name} (${reason}). ${found.text}`
        return { ...base, effect: 'allow', code: 'OVERRIDDEN', text, overridden: reason }
      }
      if (found.verdict === 'approval') {
        return { ...base, effect: 'allow', code: 'POLICY_APPROVAL', text: `${name}: ${found.text}` }
      }
      return {
        ...base,
        effect: 'deny',
        code: 'POLICY',
        text: `${name}: ${found.text} ${wayOut(found.override, asker)}`,
      }
    }
  }
}

function wayOut(override: Role | null, asker: Actor): string {
  if (override === null) return 'Nobody may overrule it.'
  return reaches(asker.role, override)
    ? 'You may overrule it with a reason.'
    : `An ${override} may overrule it with a reason.`
}

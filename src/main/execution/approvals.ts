import type { Action, Actor, Decision, Role, Run, Settings } from '../../contract'
import type { PlantView } from '../plant/plant'
import { inScope, scopeInWords } from '../plant/scope'
import { isHoldAction, targetOf } from './actions'
import { reaches } from './roles'

/** So many policies that want a second person are named. */
const MOST_REASONS = 20

/** Why these actions want a second person, in sentences; empty when they do not. */
export function approvalReasons(
  { routes, scopes }: Settings['approval'],
  plant: PlantView,
  actions: readonly Action[],
  decisions: readonly Decision[],
): readonly string[] {
  const switched = actions.filter((action) => !isHoldAction(action))
  const wanted = decisions.filter(({ code }) => code === 'POLICY_APPROVAL').map(({ text }) => text)
  const reasons: string[] = [...new Set(wanted)].slice(0, MOST_REASONS)
  if (routes !== null && switched.length > routes) {
    reasons.push(`It switches ${switched.length} things; more than ${routes} want a second person.`)
  }
  for (const scope of scopes) {
    const touches = switched.some((action) => {
      const entry = plant.get(targetOf(action).id)
      return entry !== undefined && inScope(scope, entry)
    })
    if (touches) reasons.push(`It touches ${scopeInWords(scope)}, which wants a second person.`)
  }
  return reasons
}

/** Why this person may not give the yes, or null. */
export function againstApprover(run: Run, approver: Actor, needs: Role): Decision | null {
  const deny = (code: string, text: string): Decision => ({ effect: 'deny', code, text, action: null, target: null })
  if (approver.id === run.actor.id) {
    return deny('OWN_APPROVAL', `Run ${run.number} was asked for by ${approver.name}; somebody else has to approve it.`)
  }
  if (!reaches(approver.role, needs)) {
    return deny(
      'APPROVAL_ROLE',
      `Run ${run.number} wants the yes of an ${needs}; ${approver.name} is ${approver.role}.`,
    )
  }
  return null
}

/** Codes that whoever asked for a run has said yes to. */
export function confirmedIn({ decisions }: Pick<Run, 'decisions'>): readonly string[] {
  return decisions.flatMap(({ effect, code }) => (effect === 'allow' && code !== 'ALLOWED' ? [code] : []))
}

import type { Decision, Settings } from '../../../../contract'
import { isInScope } from '../../../components/scopeMatch'

type Target = { readonly id: string; readonly site: string | null; readonly room: string | null }

/**
 * Whether TAKE would first ask a second person, as a sentence; null when it would not. Only a word ahead: the engine
 * decides.
 */
export function approvalForecast(approval: Settings['approval'], targets: readonly Target[]): string | null {
  const tooMany = approval.routes !== null && targets.length > approval.routes
  if (
    !tooMany &&
    !approval.scopes.some((scope) => targets.some((target) => isInScope(scope, { ...target, witnesses: null })))
  )
    return null
  return forecastText(approval)
}

/** The same, because a policy wants it. */
export const policyForecast = (approval: Settings['approval'], decisions: readonly Decision[]): string | null =>
  decisions.some(({ code }) => code === 'POLICY_APPROVAL') ? forecastText(approval) : null

const forecastText = ({ role }: Settings['approval']): string =>
  `TAKE asks for the yes of ${role === 'operator' ? 'another operator' : `an ${role}`} first.`

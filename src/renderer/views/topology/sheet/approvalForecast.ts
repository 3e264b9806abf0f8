import type { Scope, Settings } from '../../../../contract'

type Target = { readonly id: string; readonly site: string | null; readonly room: string | null }

function isIn(scope: Scope, { id, site, room }: Target): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'site':
      return scope.site === site
    case 'room':
      return scope.room === room && (scope.site === null || scope.site === site)
    case 'selection':
      return scope.ids.includes(id)
  }
}

/**
 * Whether TAKE would first ask a second person, as a sentence; null when it would not. Only a word ahead: the engine
 * decides.
 */
export function approvalForecast(approval: Settings['approval'], targets: readonly Target[]): string | null {
  const tooMany = approval.routes !== null && targets.length > approval.routes
  if (!tooMany && !approval.scopes.some((scope) => targets.some((target) => isIn(scope, target)))) return null
  return `TAKE asks for the yes of ${approval.role === 'operator' ? 'another operator' : `an ${approval.role}`} first.`
}

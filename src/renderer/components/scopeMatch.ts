import type { Scope } from '../../contract'

type Placed = { readonly id: string; readonly site: string | null; readonly room: string | null }

/** Whether a thing is in a part of the plant. A window does not know who witnesses what: of a registry it is not said. */
export function isInScope(scope: Scope, { id, site, room }: Placed): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'site':
      return scope.site === site
    case 'room':
      return scope.room === room && (scope.site === null || scope.site === site)
    case 'registry':
      return false
    case 'selection':
      return scope.ids.includes(id)
  }
}

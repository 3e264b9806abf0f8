import type { Scope, Window } from '../../../contract'

/** Narrower scopes are more: selection, room of a site, room, site, registry, all. */
function narrowness(scope: Scope): number {
  switch (scope.kind) {
    case 'all':
      return 0
    case 'registry':
      return 1
    case 'site':
      return 2
    case 'room':
      return scope.site === null ? 3 : 4
    case 'selection':
      return 5
  }
}

type Opened = Pick<Window, 'id' | 'scope' | 'createdAt'> & { readonly opening: { readonly start: string } }

/**
 * Of windows that are open together, which counts first: the one with the narrower scope, then the one that opened later,
 * then the one that was made later; of two that were made at the same moment the one with the greater id. For sorting.
 */
export function byPrecedence(a: Opened, b: Opened): number {
  return (
    narrowness(b.scope) - narrowness(a.scope) ||
    compare(b.opening.start, a.opening.start) ||
    compare(b.createdAt, a.createdAt) ||
    compare(b.id, a.id)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

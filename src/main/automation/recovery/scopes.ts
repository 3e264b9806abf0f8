import { createHash } from 'node:crypto'
import type { Id, Scope } from '../../../contract'
import { type Placed, inScope } from '../../plant/scope'

/** The id of a scope: the same as long as it is about the same things. */
export function scopeId(scope: Scope): Id {
  return createHash('sha256')
    .update(JSON.stringify(canonical(scope)))
    .digest('hex')
    .slice(0, 16)
}

/** Whether things are in a scope, thousands at once. */
export function scopeTest(scope: Scope): (entry: Placed) => boolean {
  if (scope.kind !== 'selection') return (entry) => inScope(scope, entry)
  const ids = new Set(scope.ids)
  return ({ id }) => ids.has(id)
}

function canonical(scope: Scope): readonly unknown[] {
  switch (scope.kind) {
    case 'all':
      return ['all']
    case 'site':
      return ['site', scope.site]
    case 'room':
      return ['room', scope.site, scope.room]
    case 'registry':
      return ['registry', scope.registryId]
    case 'selection':
      return ['selection', ...[...new Set(scope.ids)].sort()]
  }
}

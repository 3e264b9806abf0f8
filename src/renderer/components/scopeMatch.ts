import type { Id, Scope } from '../../contract'

export type Placed = {
  readonly id: Id
  readonly site: string | null
  readonly room: string | null
  /** The registries that have it, by their ids; null: not asked, and of what a registry has it is said that it is not. */
  readonly witnesses: readonly Id[] | null
}

/** Whether a thing is in a part of the plant. */
export function isInScope(scope: Scope, { id, site, room, witnesses }: Placed): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'site':
      return scope.site === site
    case 'room':
      return scope.room === room && (scope.site === null || scope.site === site)
    case 'registry':
      return witnesses?.includes(scope.registryId) === true
    case 'selection':
      return scope.ids.includes(id)
  }
}

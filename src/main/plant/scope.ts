import type { Id, Scope } from '../../contract'
import type { PlantEntry } from './plant'

/** Where a thing is, and who says so. */
export type Placed = Pick<PlantEntry, 'id' | 'site' | 'room'> & { readonly witnesses: { has: (id: Id) => boolean } }

/** Whether a thing is in a part of the plant. */
export function inScope(scope: Scope, entry: Placed): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'site':
      return entry.site === scope.site
    case 'room':
      return entry.room === scope.room && (scope.site === null || entry.site === scope.site)
    case 'registry':
      return entry.witnesses.has(scope.registryId)
    case 'selection':
      return scope.ids.includes(entry.id)
  }
}

/** A part of the plant in words: `everything`, `site North`, `room MCR`, `3 destinations`. */
export function scopeInWords(scope: Scope): string {
  switch (scope.kind) {
    case 'all':
      return 'everything'
    case 'site':
      return `site ${scope.site}`
    case 'room':
      return scope.site === null ? `room ${scope.room}` : `room ${scope.room} (${scope.site})`
    case 'registry':
      return `what registry ${scope.registryId} has`
    case 'selection':
      return scope.ids.length === 1 ? 'one thing' : `${scope.ids.length} things`
  }
}

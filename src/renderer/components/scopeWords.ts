import type { Scope } from '../../contract'

/** A part of the plant in words: `everything`, `site North`, `room MCR`, `3 destinations`. */
export function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case 'all':
      return 'everything'
    case 'site':
      return `site ${scope.site}`
    case 'room':
      return scope.site === null ? `room ${scope.room}` : `room ${scope.room} (${scope.site})`
    case 'registry':
      return `registry ${scope.registryId}`
    case 'selection':
      return scope.ids.length === 1 ? '1 thing' : `${String(scope.ids.length)} things`
  }
}

import type { Id, Scope } from '../../contract'

/** What registries are called by people, by their ids. */
export type RegistryNames = ReadonlyMap<Id, string>

/** A part of the plant in words: `everything`, `site North`, `room MCR`, `registry Campus`, `3 things`. */
export function scopeWords(scope: Scope, registries: RegistryNames): string {
  switch (scope.kind) {
    case 'all':
      return 'everything'
    case 'site':
      return `site ${scope.site}`
    case 'room':
      return scope.site === null ? `room ${scope.room}` : `room ${scope.room} (${scope.site})`
    case 'registry':
      return `registry ${registries.get(scope.registryId) ?? `${scope.registryId} (not there)`}`
    case 'selection':
      return scope.ids.length === 1 ? '1 thing' : `${String(scope.ids.length)} things`
  }
}

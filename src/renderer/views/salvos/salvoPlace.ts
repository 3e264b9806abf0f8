import type { Id } from '../../../contract'

/** What is open on the page of the salvos. `first`: nothing was chosen, the first of the list is shown. */
export type SalvoPlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'salvo'; readonly id: Id }
  | { readonly kind: 'edit'; readonly id: Id }
  | { readonly kind: 'new' }
  | { readonly kind: 'capture' }
  | { readonly kind: 'snapshot'; readonly id: Id }
  | { readonly kind: 'new-snapshot' }

/** Reads what stands after `#/salvos/`: an id, `edit:…`, `snapshot:…`, `new`, `capture`, `new-snapshot`. */
export function salvoPlaceOf(what: string | null): SalvoPlace {
  if (what === null) return { kind: 'first' }
  if (what === 'new' || what === 'capture' || what === 'new-snapshot') return { kind: what }
  const [, kind, id] = /^(edit|snapshot):(.+)$/.exec(what) ?? []
  if (id !== undefined && (kind === 'edit' || kind === 'snapshot')) return { kind, id }
  return { kind: 'salvo', id: what }
}

/** The same, written. */
export function whatOf(place: SalvoPlace): string | null {
  switch (place.kind) {
    case 'first':
      return null
    case 'salvo':
      return place.id
    case 'edit':
    case 'snapshot':
      return `${place.kind}:${place.id}`
    case 'new':
    case 'capture':
    case 'new-snapshot':
      return place.kind
  }
}

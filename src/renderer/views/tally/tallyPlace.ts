/** What is open on the tally page, written after the second slash of the hash. */
export type TallyPlace =
  | { readonly kind: 'none' }
  /** `source`: what the new mapping begins with. */
  | { readonly kind: 'new'; readonly source: string | null }
  | { readonly kind: 'mapping'; readonly id: string }

/** Reads `mapping:…`, `new` and `from:is07:…`; anything else opens nothing. */
export function tallyPlaceOf(what: string | null): TallyPlace {
  if (what === 'new') return { kind: 'new', source: null }
  const [, kind, id] = /^(mapping|from):(.+)$/s.exec(what ?? '') ?? []
  if (id === undefined) return { kind: 'none' }
  return kind === 'from' ? { kind: 'new', source: id } : { kind: 'mapping', id }
}

export function tallyWhat(place: TallyPlace): string | null {
  switch (place.kind) {
    case 'none':
      return null
    case 'new':
      return place.source === null ? 'new' : `from:${place.source}`
    case 'mapping':
      return `mapping:${place.id}`
  }
}

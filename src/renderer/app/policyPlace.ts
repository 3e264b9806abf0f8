/** What is open on the policies page, written after the second slash of the hash. */
export type PolicyPlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'new' }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'copy'; readonly id: string }
  | { readonly kind: 'defaults' }
  | { readonly kind: 'files' }

/** Reads `rule:no-b-to-tx`; anything unknown is the first rule. */
export function policyPlaceOf(what: string | null): PolicyPlace {
  if (what === 'new' || what === 'defaults' || what === 'files') return { kind: what }
  const [, kind, id] = /^(rule|copy):(.+)$/.exec(what ?? '') ?? []
  if (id === undefined) return { kind: 'first' }
  return { kind: kind === 'copy' ? 'copy' : 'rule', id }
}

export function policyWhat(place: PolicyPlace): string | null {
  switch (place.kind) {
    case 'first':
      return null
    case 'rule':
    case 'copy':
      return `${place.kind}:${place.id}`
    case 'new':
    case 'defaults':
    case 'files':
      return place.kind
  }
}

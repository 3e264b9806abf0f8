/** What is open on the playbooks page, written after the second slash of the hash. */
export type PlaybookPlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'playbook'; readonly name: string }
  /** Its file; of one that ships, a copy for the house. */
  | { readonly kind: 'edit'; readonly name: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'files' }

/** Reads `fall-response` and `edit:fall-response`; anything unknown is the first playbook. */
export function playbookPlaceOf(what: string | null): PlaybookPlace {
  if (what === null || what === '') return { kind: 'first' }
  if (what === ':new') return { kind: 'new' }
  if (what === ':files') return { kind: 'files' }
  const [, name] = /^edit:(.+)$/.exec(what) ?? []
  return name === undefined ? { kind: 'playbook', name: what } : { kind: 'edit', name }
}

export function playbookWhat(place: PlaybookPlace): string | null {
  switch (place.kind) {
    case 'first':
      return null
    case 'playbook':
      return place.name
    case 'edit':
      return `edit:${place.name}`
    case 'new':
    case 'files':
      return `:${place.kind}`
  }
}

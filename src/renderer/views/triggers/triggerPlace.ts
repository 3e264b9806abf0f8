/** What is open on the triggers page, written after the second slash of the hash. */
export type TriggerPlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'trigger'; readonly id: string }
  | { readonly kind: 'edit'; readonly id: string }
  | { readonly kind: 'new' }

/** Reads `7c1f…` and `edit:7c1f…`; nothing is the first trigger. */
export function triggerPlaceOf(what: string | null): TriggerPlace {
  if (what === null || what === '') return { kind: 'first' }
  if (what === ':new') return { kind: 'new' }
  const [, id] = /^edit:(.+)$/.exec(what) ?? []
  return id === undefined ? { kind: 'trigger', id: what } : { kind: 'edit', id }
}

export function triggerWhat(place: TriggerPlace): string | null {
  switch (place.kind) {
    case 'first':
      return null
    case 'trigger':
      return place.id
    case 'edit':
      return `edit:${place.id}`
    case 'new':
      return ':new'
  }
}

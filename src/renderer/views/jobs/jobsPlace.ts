/** What is open on the jobs page, written after the second slash of the hash. */
export type JobsPlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'job'; readonly name: string }
  | { readonly kind: 'recovery'; readonly id: string }
  | { readonly kind: 'impact' }

/** Reads `collisions` and `recovery:<scope>`; nothing is the first job. */
export function jobsPlaceOf(what: string | null): JobsPlace {
  if (what === null || what === '') return { kind: 'first' }
  if (what === ':impact') return { kind: 'impact' }
  const [, id] = /^recovery:(.+)$/.exec(what) ?? []
  return id === undefined ? { kind: 'job', name: what } : { kind: 'recovery', id }
}

export function jobsWhat(place: JobsPlace): string | null {
  switch (place.kind) {
    case 'first':
      return null
    case 'job':
      return place.name
    case 'impact':
      return ':impact'
    case 'recovery':
      return `recovery:${place.id}`
  }
}

import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** What depends on a thing. */
export function impactProcedures({ viewer }: Doors, { impact }: ApiParts) {
  return {
    get: viewer.impact.get.handler(({ input: { kind, id, what, site } }) => {
      const found = impact.of({ kind, id, what, site: site ?? null })
      if (found === null) throw notFound(kind, id)
      return found
    }),
  }
}

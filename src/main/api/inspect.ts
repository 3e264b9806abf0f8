import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { inspectResource } from './inspection'

/** A resource whole, and what its device says now. */
export function inspectProcedure({ viewer }: Doors, parts: Pick<ApiParts, 'plant' | 'http' | 'clock' | 'devices'>) {
  return viewer.inspect.handler(({ input: { kind, id }, signal }) => {
    const entry = parts.plant.entry(kind, id)
    if (entry === undefined) throw notFound(kind, id)
    return inspectResource(entry, parts, signal)
  })
}

import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** Who did what, newest first. */
export function auditProcedure({ viewer }: Doors, { store }: ApiParts) {
  return viewer.audit.handler(async ({ input: { target, limit, cursor } }) => {
    const { items, nextCursor } = await store.audit.list({ target: target ?? null, limit, cursor: cursor ?? null })
    return { items: [...items], nextCursor }
  })
}

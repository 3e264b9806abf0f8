import type { ApiParts } from './apiParts'
import { auditNote } from '../store/auditNote'
import type { Doors } from './doors'

/** Rules that put resources into sites and rooms. */
export function placementProcedures({ viewer, engineer }: Doors, { store, plant }: ApiParts) {
  return {
    get: viewer.placements.get.handler(async () => ({ items: [...(await store.settings.placements())] })),
    set: engineer.placements.set.handler(async ({ input: { items }, context }) => {
      await store.settings.setPlacements(items)
      plant.setPlacements(items)
      const rules = items.length === 1 ? '1 rule' : `${items.length} rules`
      await store.audit.append([auditNote(context, 'placements.update', null, `Sites and rooms: ${rules}`, { items })])
      return { items }
    }),
  }
}

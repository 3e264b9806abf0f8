import type { Id } from '../../contract'
import { type PlantEntry } from '../plant/plant'
import type { ApiParts } from './apiParts'
import { conflict, notFound } from './apiErrors'
import { auditNote } from '../store/auditNote'
import type { Doors } from './doors'

/** What operators say about a resource: its alias, and that something offline may be forgotten. */
export function resourceProcedures({ operator }: Doors, { plant, store }: ApiParts) {
  function known(id: Id): PlantEntry {
    const entry = plant.get(id)
    if (entry === undefined) throw notFound('resource', id)
    return entry
  }

  return {
    alias: operator.alias.handler(async ({ input, context }) => {
      const { resource, id } = known(input.id)
      const alias = input.alias?.trim() === '' ? null : (input.alias?.trim() ?? null)
      await store.settings.setAlias(id, alias)
      plant.setAlias(id, alias)
      const summary =
        alias === null ? `${resource.label} has no alias any more` : `${resource.label} is called “${alias}”`
      await store.audit.append([auditNote(context, 'alias.update', id, summary, { alias })])
      return { done: true as const }
    }),
    forget: operator.forget.handler(async ({ input, context }) => {
      const { resource, id } = known(input.id)
      if (!plant.forget(id)) throw conflict(`${resource.label} is online. Only what is offline can be forgotten.`)
      await store.audit.append([auditNote(context, 'resource.forget', id, `${resource.label} forgotten`, {})])
      return { done: true as const }
    }),
  }
}

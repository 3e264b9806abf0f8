import type { Registry } from '../../contract'
import { showUrl } from '../nmos/href'
import type { ApiContext } from './apiContext'
import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import { auditNote } from '../store/auditNote'
import type { Doors } from './doors'

/** Where the plant is learned from. */
export function registryProcedures({ viewer, engineer }: Doors, { discovery, store }: ApiParts) {
  type By = Parameters<typeof auditNote>[0] & ApiContext
  const note = (by: By, what: string, verb: string, registry: Registry): Promise<void> =>
    store.audit.append([auditNote(by, what, registry.id, `Registry “${registry.label}” ${verb}`, shown(registry))])

  return {
    list: viewer.registries.list.handler(() => ({ items: [...discovery.list()] })),
    create: engineer.registries.create.handler(async ({ input, context }) => {
      const registry = await discovery.add(input)
      await note(context, 'registry.create', 'added', registry)
      return registry
    }),
    update: engineer.registries.update.handler(async ({ input: { id, ...patch }, context }) => {
      const registry = await discovery.update(id, patch)
      if (registry === null) throw notFound('registry', id)
      await note(context, 'registry.update', `changed (${Object.keys(patch).join(', ') || 'nothing'})`, registry)
      return registry
    }),
    remove: engineer.registries.remove.handler(async ({ input: { id }, context }) => {
      const registry = discovery.list().find((known) => known.id === id)
      if (registry === undefined || !(await discovery.remove(id))) throw notFound('registry', id)
      await note(context, 'registry.remove', 'removed', registry)
      return { done: true as const }
    }),
  }
}

function shown({ kind, queryUrl, role, site, priority, enabled }: Registry) {
  return { kind, queryUrl: showUrl(queryUrl), role, site, priority, enabled }
}

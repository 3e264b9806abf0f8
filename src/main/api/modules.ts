import type { ModuleHost } from '../relay/moduleHost/moduleHost'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** The kinds of MQTT devices: what they know, how they are doing, and their settings. */
export function moduleProcedures(
  { viewer, engineer }: Doors,
  { modules }: { readonly modules: Pick<ModuleHost, 'list' | 'get' | 'update'> },
) {
  return {
    list: viewer.modules.list.handler(() => ({ items: [...modules.list()] })),
    get: viewer.modules.get.handler(({ input: { name } }) => {
      const module = modules.get(name)
      if (module === null) throw notFound('module', name)
      return module
    }),
    update: engineer.modules.update.handler(({ input: { name, ...patch }, context }) =>
      modules.update(context, name, patch),
    ),
  }
}

import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** Spans of time with a meaning. */
export function windowProcedures({ viewer, engineer }: Doors, { windows }: ApiParts) {
  return {
    list: viewer.windows.list.handler(() => ({ items: [...windows.list()] })),
    create: engineer.windows.create.handler(({ input, context }) => windows.create(context, input)),
    update: engineer.windows.update.handler(({ input: { id, ...update }, context }) =>
      windows.update(context, id, update),
    ),
    approve: engineer.windows.approve.handler(({ input: { id }, context }) => windows.approve(context, id)),
    remove: engineer.windows.remove.handler(async ({ input: { id }, context }) => {
      await windows.remove(context, id)
      return { done: true as const }
    }),
  }
}

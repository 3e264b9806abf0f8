import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { started } from './started'

/** Routes taken together, by name. */
export function salvoProcedures({ viewer, operator }: Doors, { salvos }: ApiParts) {
  return {
    list: viewer.salvos.list.handler(() => ({ items: [...salvos.list()] })),
    get: viewer.salvos.get.handler(({ input: { id } }) => {
      const salvo = salvos.get(id)
      if (salvo === null) throw notFound('salvo', id)
      return salvo
    }),
    create: operator.salvos.create.handler(({ input, context }) => salvos.create(context, input)),
    capture: operator.salvos.capture.handler(({ input, context }) => salvos.capture(context, input)),
    update: operator.salvos.update.handler(({ input: { id, ...patch }, context }) => salvos.update(context, id, patch)),
    remove: operator.salvos.remove.handler(async ({ input: { id }, context }) => {
      await salvos.remove(context, id)
      return { done: true as const }
    }),
    fire: operator.salvos.fire.handler(async ({ input: { id, ...options }, context }) =>
      started(await salvos.fire(context, id, options), options.dryRun),
    ),
  }
}

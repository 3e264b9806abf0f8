import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** What is done by itself. Everybody may look and try, operators switch and put back, engineers edit. */
export function triggerProcedures({ viewer, operator, engineer }: Doors, { triggers }: ApiParts) {
  return {
    list: viewer.triggers.list.handler(() => ({ items: [...triggers.list()] })),
    get: viewer.triggers.get.handler(({ input: { id } }) => {
      const trigger = triggers.get(id)
      if (trigger === null) throw notFound('trigger', id)
      return trigger
    }),
    create: engineer.triggers.create.handler(({ input, context }) => triggers.create(context, input)),
    update: engineer.triggers.update.handler(({ input: { id, ...input }, context }) =>
      triggers.update(context, id, input),
    ),
    remove: engineer.triggers.remove.handler(async ({ input: { id }, context }) => {
      await triggers.remove(context, id)
      return { done: true as const }
    }),
    mode: operator.triggers.mode.handler(({ input: { id, mode }, context }) => triggers.setMode(context, id, mode)),
    putBack: operator.triggers.putBack.handler(({ input: { id, key, keep }, context }) =>
      triggers.putBack(context, id, key, keep),
    ),
    test: viewer.triggers.test.handler(({ input: { trigger, facts } }) => triggers.test(trigger, facts)),
    history: viewer.triggers.history.handler(({ input: { id, limit } }) => ({
      items: [...triggers.history(id, limit)],
    })),
  }
}

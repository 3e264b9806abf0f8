import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** What is on air, what says so, and what sends states. */
export function tallyProcedures({ viewer, operator }: Doors, { tally }: ApiParts) {
  return {
    list: viewer.tally.list.handler(() => ({ items: [...tally.entries()] })),
    sources: viewer.tally.sources.handler(() => ({ items: [...tally.sources()] })),
    learn: operator.tally.learn.handler(async ({ input: { waitMs } }) => ({ event: await tally.learn(waitMs) })),
  }
}

/** Which source of events speaks of which receivers and senders. */
export function tallyMappingProcedures({ viewer, engineer }: Doors, { tally }: ApiParts) {
  return {
    list: viewer.tallyMappings.list.handler(() => ({ items: [...tally.mappings()] })),
    create: engineer.tallyMappings.create.handler(({ input, context }) => tally.create(context, input)),
    update: engineer.tallyMappings.update.handler(({ input: { id, ...patch }, context }) =>
      tally.update(context, id, patch),
    ),
    remove: engineer.tallyMappings.remove.handler(async ({ input: { id }, context }) => {
      await tally.remove(context, id)
      return { done: true as const }
    }),
  }
}

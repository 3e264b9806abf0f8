import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** Bookings: what Signalbox does by itself when its time has come. */
export function scheduleProcedures({ viewer, operator }: Doors, { scheduler }: ApiParts) {
  return {
    list: viewer.schedules.list.handler(({ input }) => ({ items: [...scheduler.list(input)] })),
    get: viewer.schedules.get.handler(({ input: { id } }) => {
      const schedule = scheduler.get(id)
      if (schedule === null) throw notFound('booking', id)
      return schedule
    }),
    create: operator.schedules.create.handler(({ input, context }) => scheduler.create(context, input)),
    cancel: operator.schedules.cancel.handler(({ input: { id }, context }) => scheduler.cancel(context, id)),
  }
}

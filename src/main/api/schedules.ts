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
    pause: operator.schedules.pause.handler(({ input: { id }, context }) => scheduler.pause(context, id)),
    resume: operator.schedules.resume.handler(({ input: { id }, context }) => scheduler.resume(context, id)),
    calendar: viewer.schedules.calendar.handler(({ input: { from, to } }) => ({
      items: [...scheduler.calendar(Date.parse(from), Date.parse(to))],
    })),
    cancel: operator.schedules.cancel.handler(({ input: { id }, context }) => scheduler.cancel(context, id)),
  }
}

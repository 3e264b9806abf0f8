import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** What may go where, and why not, for all pairs of one port at once. */
export function candidatesProcedure({ viewer }: Doors, { plant, execution }: ApiParts) {
  return viewer.routes.candidates.handler(({ input, context }) => {
    if ('senderId' in input) {
      if (plant.entry('sender', input.senderId) === undefined) throw notFound('sender', input.senderId)
    } else if (plant.entry('receiver', input.receiverId) === undefined) throw notFound('receiver', input.receiverId)
    return { items: [...execution.candidates(context, input)] }
  })
}

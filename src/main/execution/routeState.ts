import { z } from 'zod'
import { Id } from '../../contract'

const RouteState = z.object({ active: z.boolean(), senderId: Id.nullable(), leg: z.number().nullable().default(null) })

/** What the `before` or `after` of a change of a receiver says of its route; null when it is about something else. */
export function routeOfState(state: Readonly<Record<string, unknown>>): z.infer<typeof RouteState> | null {
  const read = RouteState.safeParse(state)
  return read.success ? read.data : null
}

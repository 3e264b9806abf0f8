import type { Actor, Role } from '../../contract'
import type { ApiParts } from './apiParts'
import { forbidden } from './apiErrors'
import { type Doors, isEntitled } from './doors'

/** MQTT brokers. Nobody hands out by a broker, or takes over with one, a role that is above their own. */
export function brokerProcedures({ viewer, engineer }: Doors, { brokers }: ApiParts) {
  const refuseAbove = (actor: Actor, ...roles: readonly (Role | undefined)[]): void => {
    const above = roles.find((role) => role !== undefined && !isEntitled(actor.role, role))
    if (above !== undefined) throw forbidden(actor.role, above)
  }
  const roleOf = (id: string): Role | undefined => brokers.get(id)?.role

  return {
    list: viewer.brokers.list.handler(() => ({ items: [...brokers.list()] })),
    create: engineer.brokers.create.handler(({ input, context }) => {
      refuseAbove(context.actor, input.role)
      return brokers.create(context, input)
    }),
    update: engineer.brokers.update.handler(({ input: { id, ...patch }, context }) => {
      refuseAbove(context.actor, patch.role, roleOf(id))
      return brokers.update(context, id, patch)
    }),
    remove: engineer.brokers.remove.handler(async ({ input: { id }, context }) => {
      refuseAbove(context.actor, roleOf(id))
      await brokers.remove(context, id)
      return { done: true as const }
    }),
    test: engineer.brokers.test.handler(({ input }) => brokers.test(input)),
  }
}

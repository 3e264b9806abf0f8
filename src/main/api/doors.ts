import { implement } from '@orpc/server'
import { type Role, contract } from '../../contract'
import type { Logger } from '../telemetry/logger'
import type { ApiContext } from './apiContext'
import { type ApiError, expectedError, forbidden, unauthorized, unexpected } from './apiErrors'

/** Each role may do what the ones before it may. */
const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/** Whether somebody with `role` may do what `needs` asks for. */
export function isEntitled(role: Role, needs: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needs)
}

/**
 * The contract behind four doors. Before anything of a request is read: a session (401) and the role (403). What goes
 * wrong behind a door leaves it as an error of the contract; what nobody expected is logged once and says nothing.
 */
export function createDoors(logger: Logger) {
  const door = (needs: Role, outputs: 'parsed' | 'as they are') =>
    implement(contract)
      .$context<ApiContext>()
      .$config(outputs === 'parsed' ? {} : { initialOutputValidationIndex: NaN })
      .use(async ({ context, path, next }) => {
        const { session } = context
        try {
          if (session === null) throw unauthorized()
          if (!isEntitled(session.actor.role, needs)) throw forbidden(session.actor.role, needs)
          return await next({ context: { session, actor: session.actor } })
        } catch (error) {
          throw outward(error, logger, { procedure: path.join('.'), actor: session?.actor.id ?? null })
        }
      })
  return {
    viewer: door('viewer', 'parsed'),
    operator: door('operator', 'parsed'),
    engineer: door('engineer', 'parsed'),
    admin: door('admin', 'parsed'),
    /** For viewers, where parsing what we made ourselves would cost more than making it. A test of what is made parses it. */
    feed: door('viewer', 'as they are'),
  }
}
export type Doors = ReturnType<typeof createDoors>

function outward(error: unknown, logger: Logger, context: Readonly<Record<string, unknown>>): ApiError {
  const expected = expectedError(error)
  if (expected !== null) return expected
  logger.error('A request failed unexpectedly', { ...context, error })
  return unexpected()
}

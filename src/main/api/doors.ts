import { implement } from '@orpc/server'
import { type Role, contract } from '../../contract'
import type { AuditRepository } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { ApiContext } from './apiContext'
import { type ApiError, expectedError, forbidden, unauthorized, unexpected } from './apiErrors'
import { type Asked, createRefusedByRole } from './refusedByRole'

/** Each role may do what the ones before it may. */
const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/** Whether somebody with `role` may do what `needs` asks for. */
export function isEntitled(role: Role, needs: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needs)
}

/**
 * The contract behind four doors. Before anything of a request is read: a session (401) and the role (403, which the
 * audit has). What goes wrong behind a door leaves it as an error of the contract; what nobody expected is logged once
 * and says nothing.
 */
export function createDoors(parts: {
  readonly logger: Logger
  readonly audit: Pick<AuditRepository, 'append'>
  readonly clock: Clock
}) {
  const { logger, audit, clock } = parts
  const refused = createRefusedByRole(audit, clock)

  /** @throws ApiError 403, after the audit has it; StoreError */
  async function refuseUnless(asked: Asked, needs: Role): Promise<void> {
    const { role } = asked.by.actor
    if (isEntitled(role, needs)) return
    await refused.note(asked, needs)
    throw forbidden(role, needs)
  }

  const door = (needs: Role, outputs: 'parsed' | 'as they are') =>
    implement(contract)
      .$context<ApiContext>()
      .$config(outputs === 'parsed' ? {} : { initialOutputValidationIndex: NaN })
      .use(async ({ context, path, next }, input) => {
        const { session, origin } = context
        const procedure = path.join('.')
        try {
          if (session === null) throw unauthorized()
          const { actor } = session
          await refuseUnless({ by: { actor, origin }, procedure, input }, needs)
          return await next({ context: { session, actor } })
        } catch (error) {
          throw outward(error, logger, { procedure, actor: session?.actor.id ?? null })
        }
      })
  return {
    viewer: door('viewer', 'parsed'),
    operator: door('operator', 'parsed'),
    engineer: door('engineer', 'parsed'),
    admin: door('admin', 'parsed'),
    /** For viewers, where parsing what we made ourselves would cost more than making it. A test of what is made parses it. */
    feed: door('viewer', 'as they are'),
    /** For what is asked behind a door and needs more than the door does. */
    refuseUnless,
  }
}
export type Doors = ReturnType<typeof createDoors>

function outward(error: unknown, logger: Logger, context: Readonly<Record<string, unknown>>): ApiError {
  const expected = expectedError(error)
  if (expected !== null) return expected
  logger.error('A request failed unexpectedly', { ...context, error })
  return unexpected()
}

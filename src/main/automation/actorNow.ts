import type { Actor, Role } from '../../contract'
import { reaches } from '../execution/roles'
import type { KeyRepository } from '../store/repositories'

/** Who somebody is now that the time of their booking has come; null: their API key is not good any more. @throws StoreError */
export type ActorNow = (actor: Actor) => Promise<Actor | null>

/** Who comes with the key of `SIGNALBOX_API_KEY`. */
export const ENVIRONMENT_KEY: Actor = { id: 'environment', name: 'SIGNALBOX_API_KEY', role: 'admin' }

/**
 * Whoever came with a key acts with its role of now, unless the one of then is less. Others are who they were.
 * `hasEnvironmentKey`: whether Signalbox was started with one.
 */
export function createActorNow(keys: Pick<KeyRepository, 'all'>, hasEnvironmentKey: boolean): ActorNow {
  return async (actor) => {
    if (actor.id === ENVIRONMENT_KEY.id) return hasEnvironmentKey ? actor : null
    const key = (await keys.all()).find(({ id }) => id === actor.id)
    if (key === undefined) return actor
    return key.revokedAt === null ? { ...actor, role: lesser(actor.role, key.role) } : null
  }
}

function lesser(a: Role, b: Role): Role {
  return reaches(a, b) ? b : a
}

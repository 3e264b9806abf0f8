import type { Actor, Role } from '../../contract'
import { reaches } from '../execution/roles'
import type { KeyRepository } from '../store/repositories'

/** Who somebody is now that the time of their booking has come; null: their API key was revoked. @throws StoreError */
export type ActorNow = (actor: Actor) => Promise<Actor | null>

/** Whoever came with a key acts with its role of now, unless the one of then is less. Others are who they were. */
export function createActorNow(keys: Pick<KeyRepository, 'all'>): ActorNow {
  return async (actor) => {
    const key = (await keys.all()).find(({ id }) => id === actor.id)
    if (key === undefined) return actor
    return key.revokedAt === null ? { ...actor, role: lesser(actor.role, key.role) } : null
  }
}

function lesser(a: Role, b: Role): Role {
  return reaches(a, b) ? b : a
}

import type { Kysely } from 'kysely'
import { Role } from '../../contract'
import type { SessionRepository } from './repositories'
import type { Tables } from './tables'
import type { WriteQueue } from './writeQueue'

/** Window sessions by the hash of their cookie. Whether one has expired is for the caller to say: it has the clock. */
export function createSessionRepository(db: Kysely<Tables>, queue: WriteQueue): SessionRepository {
  return {
    insert: (session) =>
      queue.write(async (transaction) => {
        await transaction
          .insertInto('sessions')
          .values({
            hash: session.hash,
            actor_id: session.actorId,
            actor_name: session.actorName,
            role: session.role,
            expires_at: session.expiresAt,
          })
          .execute()
      }),
    byHash: async (hash) => {
      const row = await db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
      return row === undefined
        ? null
        : {
            hash: row.hash,
            actorId: row.actor_id,
            actorName: row.actor_name,
            role: Role.parse(row.role),
            expiresAt: row.expires_at,
          }
    },
    remove: (hash) =>
      queue.write(async (transaction) => {
        await transaction.deleteFrom('sessions').where('hash', '=', hash).execute()
      }),
    removeOf: (actorId) =>
      queue.write(async (transaction) => {
        await transaction.deleteFrom('sessions').where('actor_id', '=', actorId).execute()
      }),
    removeExpired: (now) =>
      queue.write(async (transaction) => {
        await transaction.deleteFrom('sessions').where('expires_at', '<=', now).execute()
      }),
  }
}

import type { Kysely, Selectable } from 'kysely'
import { Role, type Key } from '../../contract'
import type { KeyRepository } from './repositories'
import type { KeyRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

/** A key's last use is kept to the minute: a script that polls must not write to the disk each time. ms. */
const useGranularity = 60_000

const shown = ['id', 'label', 'role', 'created_at', 'last_used_at', 'revoked_at'] as const

function fromRow(row: Pick<Selectable<KeyRow>, (typeof shown)[number]>): Key {
  return {
    id: row.id,
    label: row.label,
    role: Role.parse(row.role),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}

/** API keys; of the secret only its hash. */
export function createKeyRepository(db: Kysely<Tables>, queue: WriteQueue): KeyRepository {
  return {
    all: async () => {
      const rows = await db.selectFrom('keys').select(shown).orderBy('created_at').orderBy('id').execute()
      return rows.map(fromRow)
    },
    byHash: async (hash) => {
      const row = await db
        .selectFrom('keys')
        .select(shown)
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? null : fromRow(row)
    },
    insert: (key) =>
      queue.write(async (transaction) => {
        await transaction
          .insertInto('keys')
          .values({
            id: key.id,
            label: key.label,
            role: key.role,
            hash: key.hash,
            created_at: key.createdAt,
            last_used_at: key.lastUsedAt,
            revoked_at: key.revokedAt,
          })
          .execute()
      }),
    revoke: (id, at) =>
      queue.write(async (transaction) => {
        await transaction
          .updateTable('keys')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .execute()
        const row = await transaction.selectFrom('keys').select(shown).where('id', '=', id).executeTakeFirst()
        return row === undefined ? null : fromRow(row)
      }),
    touch: (id, at) => {
      const before = new Date(Date.parse(at) - useGranularity).toISOString()
      return queue.write(async (transaction) => {
        await transaction
          .updateTable('keys')
          .set({ last_used_at: at })
          .where('id', '=', id)
          .where((e) => e.or([e('last_used_at', 'is', null), e('last_used_at', '<=', before)]))
          .execute()
      })
    },
  }
}

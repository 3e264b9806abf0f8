import type { Kysely } from 'kysely'
import { z } from 'zod'
import { DEFAULT_SETTINGS, Placement } from '../../contract'
import { appendAudit } from './auditAppend'
import { settingsFrom } from './houseSettings'
import type { SettingsRepository } from './repositories'
import type { Tables } from './tables'
import type { WriteQueue } from './writeQueue'

const Placements = z.array(Placement)

/**
 * What the house has set: where things stand, what people call them, and what it has decided about execution. `now`: ISO
 * 8601, the time of audit rows.
 */
export function createSettingsRepository(
  db: Kysely<Tables>,
  queue: WriteQueue,
  now: () => string,
  warn: (message: string) => void,
): SettingsRepository {
  return {
    placements: async () => {
      const row = await db.selectFrom('settings').select('value').where('name', '=', 'placements').executeTakeFirst()
      return row === undefined ? [] : Placements.parse(JSON.parse(row.value))
    },
    setPlacements: (placements) => {
      const value = JSON.stringify(placements)
      return queue.write(async (transaction) => {
        await transaction
          .insertInto('settings')
          .values({ name: 'placements', value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute()
      })
    },
    aliases: async () => {
      const rows = await db.selectFrom('aliases').selectAll().execute()
      return new Map(rows.map((row) => [row.id, row.alias]))
    },
    house: async () => {
      const row = await db.selectFrom('settings').select('value').where('name', '=', 'house').executeTakeFirst()
      return row === undefined ? DEFAULT_SETTINGS : settingsFrom(row.value, warn)
    },
    setHouse: (settings, audit) => {
      const value = JSON.stringify(settings)
      const at = now()
      return queue.write(async (transaction) => {
        await transaction
          .insertInto('settings')
          .values({ name: 'house', value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute()
        await appendAudit(db, transaction, audit, at)
      })
    },
    setAlias: (id, alias) =>
      queue.write(async (transaction) => {
        if (alias === null) {
          await transaction.deleteFrom('aliases').where('id', '=', id).execute()
          return
        }
        await transaction
          .insertInto('aliases')
          .values({ id, alias })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ alias }))
          .execute()
      }),
  }
}

import type { Kysely } from 'kysely'
import { z } from 'zod'
import { Placement } from '../../contract'
import type { SettingsRepository } from './repositories'
import type { Tables } from './tables'
import type { WriteQueue } from './writeQueue'

const Placements = z.array(Placement)

/** What the house has set about the picture: where things stand, and what people call them. */
export function createSettingsRepository(db: Kysely<Tables>, queue: WriteQueue): SettingsRepository {
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

import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** Triggers, what they have to put back, and what became of their events. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['triggers', 'trigger_holds', 'trigger_histories']) {
    await db.schema
      .createTable(table)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute()
  }
}

export const triggers: Migration = { version: 10, name: 'triggers', up }

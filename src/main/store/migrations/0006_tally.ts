import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** Which source of events speaks of which receivers and senders. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tally_mappings')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
}

export const tally: Migration = { version: 6, name: 'tally', up }

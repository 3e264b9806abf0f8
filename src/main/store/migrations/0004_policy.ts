import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** Rules that Signalbox keeps, and the rules of files that were last in order. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('policies')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
}

export const policy: Migration = { version: 4, name: 'policy', up }

import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** What jobs have found, and the routing of parts of the plant when all was well. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['job_results', 'recovery']) {
    await db.schema
      .createTable(table)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute()
  }
}

export const jobs: Migration = { version: 11, name: 'jobs', up }

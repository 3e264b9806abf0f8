import { sql, type Kysely } from 'kysely'
import type { Migration } from './migration'

/** What runs were made from, beside their other sayings, to be searched for. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['source_kind', 'source_id']) {
    await db.schema.alterTable('runs').addColumn(column, 'text').execute()
  }
  await sql`update runs set source_kind = json_extract(extra, '$.source.kind'), source_id = json_extract(extra, '$.source.id')`.execute(
    db,
  )
  await db.schema.createIndex('runs_by_source').on('runs').columns(['source_kind', 'source_id', 'number']).execute()
}

export const runSources: Migration = { version: 12, name: 'run sources', up }

import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { Migration } from './migration'

const Named = z.object({ id: z.string() })

function actorId(actor: string): string {
  try {
    return Named.parse(JSON.parse(actor)).id
  } catch {
    return ''
  }
}

/** What runs carry since there are salvos, approval and compensation; and the documents of execution. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('runs')
    .addColumn('extra', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute()
  await db.schema
    .alterTable('runs')
    .addColumn('actor_id', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  const actors = await sql<{ readonly actor: string }>`select distinct actor from runs`.execute(db)
  for (const { actor } of actors.rows)
    await sql`update runs set actor_id = ${actorId(actor)} where actor = ${actor}`.execute(db)
  await db.schema.createIndex('runs_by_actor').on('runs').columns(['actor_id', 'number']).execute()

  for (const table of ['salvos', 'snapshots', 'holds', 'windows', 'schedules']) {
    await db.schema
      .createTable(table)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute()
  }
}

export const execution: Migration = { version: 3, name: 'execution', up }

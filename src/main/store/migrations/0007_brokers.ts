import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** MQTT brokers of the house; their secrets are sealed before they come here. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('brokers')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
}

export const brokers: Migration = { version: 7, name: 'brokers', up }

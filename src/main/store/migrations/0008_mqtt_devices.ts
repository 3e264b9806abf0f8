import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** The devices on MQTT as they were last known. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('mqtt_devices')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
}

export const mqttDevices: Migration = { version: 8, name: 'mqtt devices', up }

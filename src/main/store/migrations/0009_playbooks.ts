import type { Kysely } from 'kysely'
import type { Migration } from './migration'

/** The runs of playbooks: each with its own copy of the playbook, and its steps. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('playbook_runs')
    .addColumn('run_id', 'text', (c) => c.primaryKey())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('playbook_steps')
    .addColumn('run_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('position', 'text', (c) => c.notNull())
    .addColumn('progress', 'text', (c) => c.notNull())
    .addColumn('kept', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('playbook_steps_key', ['run_id', 'id'])
    .execute()
}

export const playbooks: Migration = { version: 9, name: 'playbooks', up }

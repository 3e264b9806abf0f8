import { sql, type Kysely } from 'kysely'
import type { Migration } from './migration'

/** Runs with their changes, and the audit, which refuses to be changed. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sequences')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'integer', (c) => c.notNull())
    .execute()
  await sql`insert into sequences (name, value) values ('run', 0)`.execute(db)

  await db.schema
    .createTable('runs')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('number', 'integer', (c) => c.notNull().unique())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('actions', 'text', (c) => c.notNull())
    .addColumn('decisions', 'text', (c) => c.notNull())
    .addColumn('warnings', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('started_at', 'text')
    .addColumn('finished_at', 'text')
    .execute()
  await db.schema.createIndex('runs_by_state').on('runs').column('state').execute()

  await db.schema
    .createTable('changes')
    .addColumn('run_id', 'text', (c) => c.notNull().references('runs.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('changes_key', ['run_id', 'id'])
    .execute()

  await db.schema
    .createTable('run_targets')
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('run_id', 'text', (c) => c.notNull().references('runs.id'))
    .addPrimaryKeyConstraint('run_targets_key', ['target', 'number'])
    .execute()

  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('target', 'text')
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('policy', 'text')
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('duration_ms', 'real')
    .addColumn('run_id', 'text')
    .addColumn('detail', 'text', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('audit_by_target').on('audit').columns(['target', 'id']).execute()
  await db.schema.createIndex('audit_by_run').on('audit').column('run_id').execute()
  for (const verb of ['update', 'delete']) {
    await sql`create trigger ${sql.ref(`audit_no_${verb}`)} before ${sql.raw(verb)} on audit
      begin select raise(abort, 'The audit is append-only.'); end`.execute(db)
  }
}

export const journal: Migration = { version: 1, name: 'journal', up }

import { CompiledQuery, sql, type Kysely } from 'kysely'
import { BEGINNING, linkHash, type ChainRow } from '../auditChain.mjs'
import type { Migration } from './migration'

const CHUNK = 1000

/**
 * The audit becomes a chain: each row has a hash over itself and the one before. Rows are only ever added at the end, and
 * removed only at the beginning, up to where `audit_start` says, which has to say so first.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger audit_no_update`.execute(db)
  await sql`drop trigger audit_no_delete`.execute(db)
  await db.schema
    .alterTable('audit')
    .addColumn('override', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema
    .alterTable('audit')
    .addColumn('hash', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  for (const part of ['id', 'name']) {
    // Computed from the actor, to be searched for: it cannot say anything else.
    await sql`alter table audit add column ${sql.ref(`actor_${part}`)} text generated always as
      (case when json_valid(actor) then json_extract(actor, ${sql.lit(`$.${part}`)}) end) virtual`.execute(db)
  }
  await chain(db)

  await db.schema
    .createTable('audit_start')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('id', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('rows', 'integer', (c) => c.notNull())
    .execute()
  await sql`insert into audit_start (name, id, hash, rows) values ('start', 0, ${BEGINNING}, 0)`.execute(db)
  await protect(db)
}

/** Gives the rows that are there their hashes. */
async function chain(db: Kysely<unknown>): Promise<void> {
  let last = { id: 0, hash: BEGINNING }
  for (;;) {
    const { rows } =
      await sql<ChainRow>`select * from audit where id > ${last.id} order by id limit ${sql.lit(CHUNK)}`.execute(db)
    if (rows.length === 0) return
    for (const row of rows) {
      last = { id: row.id, hash: linkHash(last.hash, row) }
      await db.executeQuery(CompiledQuery.raw('update audit set hash = ? where id = ?', [last.hash, last.id]))
    }
  }
}

async function protect(db: Kysely<unknown>): Promise<void> {
  const refusal = sql.lit('The audit is append-only.')
  // “insert or replace” takes a row away without a word to the trigger for that.
  await sql`create trigger audit_appends before insert on audit
    when new.id is not (select max(a.id, s.id) + 1
      from (select coalesce(max(id), 0) as id from audit) as a, audit_start as s)
    begin select raise(abort, ${refusal}); end`.execute(db)
  await sql`create trigger audit_no_update before update on audit
    begin select raise(abort, ${refusal}); end`.execute(db)
  await sql`create trigger audit_no_delete before delete on audit
    when old.id > (select id from audit_start)
    begin select raise(abort, ${refusal}); end`.execute(db)
  await sql`create trigger audit_start_moves_on before update on audit_start
    when new.name <> old.name or new.id <= old.id
      or new.hash is not (select hash from audit where id = new.id)
      or new.rows <> old.rows + (select count(*) from audit where id <= new.id)
    begin select raise(abort, ${refusal}); end`.execute(db)
  await sql`create trigger audit_start_is_one before insert on audit_start
    begin select raise(abort, ${refusal}); end`.execute(db)
  await sql`create trigger audit_start_stays before delete on audit_start
    begin select raise(abort, ${refusal}); end`.execute(db)
}

export const audit: Migration = { version: 5, name: 'audit', up }

import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from './migrations/migration'

/**
 * Brings the schema from `version` to that of the last step, all or nothing; answers the names of the steps done.
 */
export async function migrate<T>(
  db: Kysely<T>,
  version: number,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const due = migrations.filter((step) => step.version > version)
  const last = due.at(-1)
  if (last === undefined) return []
  await db.transaction().execute(async (transaction) => {
    for (const step of due) await step.up(transaction as unknown as Kysely<unknown>)
    await sql`pragma user_version = ${sql.raw(String(last.version))}`.execute(transaction)
  })
  return due.map((step) => step.name)
}

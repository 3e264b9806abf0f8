import { sql, type Kysely } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditChain } from '../../contract'
import { createChainWalk } from './auditChain.mjs'
import { StoreError } from './storeError'
import type { Tables } from './tables'

const CHUNK = 500

/** Where the chain begins and ends at one moment. */
type Ends = { readonly id: number; readonly hash: string; readonly last: number; readonly given: number }

/** Walks the chain as it is now, a piece at a time. Rows removed by the retention meanwhile let it begin again. */
export async function verifyAudit(db: Kysely<Tables>): Promise<AuditChain> {
  for (;;) {
    const ends = await endsOf(db)
    const chain = await walk(db, ends)
    if (chain.ok || (await endsOf(db)).id === ends.id) return chain
  }
}

async function walk(db: Kysely<Tables>, { id, hash, last, given }: Ends): Promise<AuditChain> {
  const chain = createChainWalk({ id, hash })
  let seen = Number.MIN_SAFE_INTEGER
  while (seen < last && !chain.isBroken()) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', seen)
      .where('id', '<=', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    for (const row of rows) chain.take(row)
    seen = rows.at(-1)?.id ?? last
    await nextTurn()
  }
  return chain.end(given)
}

/** In one statement, so that it is of one moment. SQLite keeps the last id it has given (`autoincrement`). */
async function endsOf(db: Kysely<Tables>): Promise<Ends> {
  const { rows } = await sql<Ends>`select id, hash,
    coalesce((select max(id) from audit), 0) as last,
    coalesce((select seq from sqlite_sequence where name = 'audit'), 0) as given
    from audit_start`.execute(db)
  const ends = rows[0]
  if (ends === undefined) throw new StoreError('damaged', 'The audit has lost its beginning.')
  return ends
}

import type { Insertable, Kysely, Transaction } from 'kysely'
import { linkHash } from './auditChain.mjs'
import { inChunks } from './chunks'
import { compileOnce } from './compileOnce'
import type { NewAuditRow } from './repositories'
import { StoreError } from './storeError'
import type { AuditTableRow, Tables } from './tables'

/** So few rows are written one by one, by a statement that is compiled already. */
const FEW = 4
const insertOne = compileOnce((db, row: Insertable<AuditTableRow>) => db.insertInto('audit').values(row))
const newest = compileOnce((db) => db.selectFrom('audit').select(['id', 'hash']).orderBy('id', 'desc').limit(1))
const beginning = compileOnce((db) => db.selectFrom('audit_start').select(['id', 'hash']))

/** The end of the chain: what the next row follows. */
type End = { readonly id: number; readonly hash: string }

/** The ends within transactions that are not committed yet. */
const ends = new WeakMap<Transaction<Tables>, End>()

/**
 * Appends within a transaction that others have begun. The end of the chain is read beside it, by `db`: transactions
 * follow one another, and so this one has nothing to wait for. `at`: ISO 8601. @throws StoreError
 */
export async function appendAudit(
  db: Kysely<Tables>,
  transaction: Transaction<Tables>,
  rows: readonly NewAuditRow[],
  at: string,
): Promise<void> {
  if (rows.length === 0) return
  let end = ends.get(transaction) ?? (await endOfChain(db))
  const all = rows.map((row) => {
    const next = linked(end, row, at)
    end = next
    return next
  })
  ends.set(transaction, end)
  if (all.length <= FEW) for (const row of all) await insertOne(transaction, row)
  else for (const chunk of inChunks(all)) await transaction.insertInto('audit').values(chunk).execute()
}

/** @throws StoreError `damaged` */
async function endOfChain(db: Kysely<Tables>): Promise<End> {
  const end = (await newest(db, {})).rows[0] ?? (await beginning(db, {})).rows[0]
  if (end === undefined) throw new StoreError('damaged', 'The audit has lost its beginning.')
  return end
}

function linked(end: End, row: NewAuditRow, at: string): Insertable<AuditTableRow> {
  const content = {
    id: end.id + 1,
    at,
    actor: JSON.stringify(row.actor),
    origin: row.origin,
    what: asStored(row.what),
    target: row.target === null ? null : asStored(row.target),
    summary: asStored(row.summary),
    policy: row.policy,
    override: row.override ? 1 : 0,
    outcome: row.outcome,
    duration_ms: row.durationMs,
    run_id: row.runId === null ? null : asStored(row.runId),
    detail: JSON.stringify(row.detail),
  }
  return { ...content, hash: linkHash(end.hash, content) }
}

/** As the database gives it back: half of a pair of UTF-16 has no place in UTF-8. */
function asStored(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import { Actor, AuditRow, Origin } from '../../contract'
import { pageFrom, pageLimit, readCursor } from './cursor'
import { inChunks } from './chunks'
import { compileOnce } from './compileOnce'
import type { AuditRepository, NewAuditRow } from './repositories'
import type { AuditTableRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

/** So few rows are written one by one, by a statement that is compiled already. */
const FEW = 4
const insertOne = compileOnce((db, row: Insertable<AuditTableRow>) => db.insertInto('audit').values(row))
const Detail = z.record(z.string(), z.unknown())

function toRow(row: NewAuditRow, at: string): Insertable<AuditTableRow> {
  return {
    at,
    actor: JSON.stringify(row.actor),
    origin: row.origin,
    what: row.what,
    target: row.target,
    summary: row.summary,
    policy: row.policy,
    outcome: row.outcome,
    duration_ms: row.durationMs,
    run_id: row.runId,
    detail: JSON.stringify(row.detail),
  }
}

function fromRow(row: Selectable<AuditTableRow>): AuditRow {
  return {
    id: row.id,
    at: row.at,
    actor: Actor.parse(JSON.parse(row.actor)),
    origin: Origin.parse(row.origin),
    what: row.what,
    target: row.target,
    summary: row.summary,
    policy: null,
    outcome: AuditRow.shape.outcome.parse(row.outcome),
    durationMs: row.duration_ms,
    runId: row.run_id,
    detail: Detail.parse(JSON.parse(row.detail)),
  }
}

/** Appends within a transaction that others have begun. `at`: ISO 8601. */
export async function appendAudit(
  transaction: Transaction<Tables>,
  rows: readonly NewAuditRow[],
  at: string,
): Promise<void> {
  const all = rows.map((row) => toRow(row, at))
  if (all.length <= FEW) for (const row of all) await insertOne(transaction, row)
  else for (const chunk of inChunks(all)) await transaction.insertInto('audit').values(chunk).execute()
}

/** The audit: rows are added and read, never changed. `now`: ISO 8601. */
export function createAuditRepository(db: Kysely<Tables>, queue: WriteQueue, now: () => string): AuditRepository {
  return {
    append: async (rows) => {
      if (rows.length === 0) return
      const at = now()
      await queue.write((transaction) => appendAudit(transaction, rows, at))
    },
    list: async ({ target, limit: asked, cursor }) => {
      const limit = pageLimit(asked)
      let query = db
        .selectFrom('audit')
        .selectAll()
        .where('id', '<', readCursor(cursor))
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (target !== null) {
        query = query.where((e) =>
          e.or([
            e('target', '=', target),
            e.and([
              e('target', 'is', null),
              e(
                'run_id',
                'in',
                e.selectFrom('run_targets').select('run_targets.run_id').where('run_targets.target', '=', target),
              ),
            ]),
          ]),
        )
      }
      const page = pageFrom(await query.execute(), limit, (row) => row.id)
      return { items: page.items.map(fromRow), nextCursor: page.nextCursor }
    },
  }
}

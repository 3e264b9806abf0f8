import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { Actor, AuditRow, Origin } from '../../contract'
import { appendAudit } from './auditAppend'
import { searchDown, searchUp } from './auditSearch'
import { verifyAudit } from './auditVerification'
import { pageFrom, pageLimit, readCursor } from './cursor'
import type { AuditRepository } from './repositories'
import type { AuditTableRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

const Detail = z.record(z.string(), z.unknown())

function fromRow(row: Selectable<AuditTableRow>): AuditRow {
  return {
    id: row.id,
    at: row.at,
    actor: Actor.parse(JSON.parse(row.actor)),
    origin: Origin.parse(row.origin),
    what: row.what,
    target: row.target,
    summary: row.summary,
    policy: row.policy,
    override: row.override === 1,
    outcome: AuditRow.shape.outcome.parse(row.outcome),
    durationMs: row.duration_ms,
    runId: row.run_id,
    detail: Detail.parse(JSON.parse(row.detail)),
    hash: row.hash,
  }
}

/** `now`: ISO 8601, the time of new rows. */
export function createAuditRepository(db: Kysely<Tables>, queue: WriteQueue, now: () => string): AuditRepository {
  return {
    append: async (rows) => {
      if (rows.length === 0) return
      const at = now()
      await queue.write((transaction) => appendAudit(db, transaction, rows, at))
    },
    list: async ({ target, limit: asked, cursor, ...query }) => {
      const limit = pageLimit(asked)
      const wanted = { ...query, ...(target === null ? {} : { target }) }
      const rows = await searchDown(db, wanted, readCursor(cursor), limit + 1)
      const page = pageFrom(rows, limit, (row) => row.id)
      return { items: page.items.map(fromRow), nextCursor: page.nextCursor }
    },
    read: async function* (query) {
      for await (const rows of searchUp(db, query)) yield rows.map(fromRow)
    },
    verify: () => verifyAudit(db),
    removeOldest: async (before, most, note) => {
      const at = now()
      return queue.write(async (transaction) => {
        const oldest = await db.selectFrom('audit').select(['id', 'at', 'hash']).orderBy('id').limit(most).execute()
        const kept = oldest.findIndex((row) => row.at >= before)
        const rows = kept < 0 ? oldest.length : kept
        const last = oldest[rows - 1]
        if (last === undefined) return null
        const removed = { rows, through: last.id, at: last.at }
        // The row about it first: it follows the end of the chain as it is.
        await appendAudit(db, transaction, [note(removed)], at)
        await transaction
          .updateTable('audit_start')
          .set((e) => ({ id: last.id, hash: last.hash, rows: e('rows', '+', rows) }))
          .execute()
        await transaction.deleteFrom('audit').where('id', '<=', last.id).execute()
        return removed
      })
    },
  }
}

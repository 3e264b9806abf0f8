import type { AuditQuery } from '../../contract'
import { auditNote } from '../store/auditNote'
import type { AuditRepository } from '../store/repositories'
import type { ApiParts } from './apiParts'
import { type AuditText, csv, jsonLines } from './auditText'
import type { Doors } from './doors'

/** What an export has at most; a longer one is asked for in parts, by `from` and `to`. */
const MOST = { rows: 100_000, characters: 64 * 1024 * 1024 }

/** Who did what. Whoever may look may search it; taking it out of the house and checking it are audited themselves. */
export function auditProcedures({ viewer, engineer, admin }: Doors, { store }: ApiParts) {
  return {
    list: viewer.audit.list.handler(async ({ input: { target, cursor, ...query } }) => {
      const page = await store.audit.list({ ...query, target: target ?? null, cursor: cursor ?? null })
      return { items: [...page.items], nextCursor: page.nextCursor }
    }),
    export: engineer.audit.export.handler(async ({ input: { format, ...query }, context }) => {
      const exported = await written(store.audit, query, format === 'csv' ? csv : jsonLines)
      const { rows, truncated } = exported
      const summary = `Audit exported: ${String(rows)} ${rows === 1 ? 'row' : 'rows'}${truncated ? ', not all' : ''}`
      await store.audit.append([auditNote(context, 'audit.export', null, summary, { format, query, rows, truncated })])
      return exported
    }),
    verify: admin.audit.verify.handler(async ({ context }) => {
      const chain = await store.audit.verify()
      const summary =
        chain.problem === null ? 'The audit was checked: it is whole' : `The audit is not whole: ${chain.problem}`
      const note = auditNote(context, 'audit.verify', null, summary, { ...chain })
      await store.audit.append([{ ...note, outcome: chain.ok ? 'done' : 'failed' }])
      return chain
    }),
  }
}

async function written(
  audit: Pick<AuditRepository, 'read'>,
  query: AuditQuery,
  { head, line }: AuditText,
): Promise<{ text: string; rows: number; truncated: boolean }> {
  const lines = [head]
  let characters = head.length
  let rows = 0
  for await (const piece of audit.read(query)) {
    for (const row of piece) {
      const text = line(row)
      if (rows === MOST.rows || characters + text.length > MOST.characters) {
        return { text: lines.join(''), rows, truncated: true }
      }
      lines.push(text)
      characters += text.length
      rows += 1
    }
  }
  return { text: lines.join(''), rows, truncated: false }
}

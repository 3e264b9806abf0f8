import { Readable } from 'node:stream'
import { z } from 'zod'
import { AuditQuery } from '../../contract'
import { type By, auditNote } from '../store/auditNote'
import type { AuditRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import { type AuditText, csv, jsonLines } from './auditText'

/** What is asked of an export: a search of the audit, and how it is written. */
export const AuditExport = AuditQuery.extend({ format: z.enum(['csv', 'jsonl']).default('jsonl') })
export type AuditExport = z.infer<typeof AuditExport>

/** A file as it goes out of the house. */
export type AuditFile = { readonly name: string; readonly type: string; readonly content: Readable }

/** Rows of the audit as a file of any length, oldest first. */
export type AuditFiles = { readonly open: (by: By, asked: AuditExport) => AuditFile }

const KINDS: Readonly<Record<AuditExport['format'], { readonly type: string; readonly text: AuditText }>> = {
  csv: { type: 'text/csv; charset=utf-8', text: csv },
  jsonl: { type: 'application/x-ndjson', text: jsonLines },
}

/**
 * Files are written as they are read, a piece at a time. The audit has each before its end has left the house, with how
 * many rows it had, and one that was broken off too. A file whose rows cannot be read breaks off without an end.
 */
export function createAuditFiles(parts: {
  readonly audit: Pick<AuditRepository, 'read' | 'append'>
  readonly clock: Clock
}): AuditFiles {
  const { audit, clock } = parts
  return {
    open(by, { format, ...query }) {
      const { type, text } = KINDS[format]
      async function* lines(): AsyncGenerator<string> {
        let rows = 0
        let isWhole = false
        const note = () => {
          const end = isWhole ? '' : ', then broken off'
          const summary = `Audit exported: ${String(rows)} ${rows === 1 ? 'row' : 'rows'}${end}`
          const detail = { format, query, rows, truncated: !isWhole }
          return auditNote(by, 'audit.export', null, summary, detail)
        }
        try {
          if (text.head !== '') yield text.head
          for await (const piece of audit.read(query)) {
            rows += piece.length
            yield piece.map(text.line).join('')
          }
          isWhole = true
        } finally {
          await audit.append([{ ...note(), outcome: isWhole ? 'done' : 'failed' }])
        }
      }
      const moment = timestamp(clock.now()).slice(0, 19).replaceAll(/[:T]/g, '-')
      return { name: `signalbox-audit-${moment}.${format}`, type, content: Readable.from(lines()) }
    },
  }
}

import type { AuditQuery } from '../../../contract'
import { client } from '../../app/client'
import { isDesktop } from '../../app/portLink'
import { saveFile, saveText } from '../../components/saveText'

export type ExportFormat = 'csv' | 'jsonl'

/** What came of it: `rows` null where the file was not counted; `truncated`: it is not all. */
export type Exported = { readonly rows: number | null; readonly truncated: boolean }

const types: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', jsonl: 'application/x-ndjson' }

/**
 * Hands what a search finds to the person as a file, named after this moment (epoch ms). Where a host is behind the page
 * it is the host's own file, however long; a desktop window has its engine beside it and gets a text, which has an end.
 * @throws with a sentence where the engine refuses
 */
export async function exportAudit(query: AuditQuery, format: ExportFormat, now: number): Promise<Exported> {
  const name = `audit-${new Date(now).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.${format}`
  if (!isDesktop(navigator.userAgent)) {
    saveFile(name, await fileOf(query, format))
    return { rows: null, truncated: false }
  }
  const { text, rows, truncated } = await client.audit.export({ ...query, format })
  saveText(name, types[format], text)
  return { rows, truncated }
}

async function fileOf(query: AuditQuery, format: ExportFormat): Promise<Blob> {
  const answer = await fetch(exportPath(query, format)).catch(() => null)
  if (answer === null) throw new Error('Signalbox does not answer. Nothing was saved.')
  if (!answer.ok) throw new Error(await refusalIn(answer))
  const file = await answer.blob().catch(() => null)
  if (file === null) throw new Error('The file broke off before its end. Nothing was saved.')
  return file
}

/** Why the host does not give it, in its own words. */
async function refusalIn(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null)
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : null
  return typeof said === 'string' ? said : `Signalbox refuses it (${String(answer.status)}). Nothing was saved.`
}

/** Where the host has the file. */
export function exportPath(query: AuditQuery, format: ExportFormat): string {
  const asked = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) asked.set(key, String(value))
  asked.set('format', format)
  return `/api/v1/audit/export?${asked.toString()}`
}

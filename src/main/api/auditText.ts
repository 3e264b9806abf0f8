import type { AuditRow } from '../../contract'

/** A file that rows of the audit are written into, as text. */
export type AuditText = { readonly head: string; readonly line: (row: AuditRow) => string }

const COLUMNS: readonly (readonly [name: string, value: (row: AuditRow) => string | number | boolean | null])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['actorId', ({ actor }) => actor.id],
  ['actorName', ({ actor }) => actor.name],
  ['role', ({ actor }) => actor.role],
  ['origin', ({ origin }) => origin],
  ['what', ({ what }) => what],
  ['target', ({ target }) => target],
  ['summary', ({ summary }) => summary],
  ['policy', ({ policy }) => policy],
  ['override', ({ override }) => override],
  ['outcome', ({ outcome }) => outcome],
  ['durationMs', ({ durationMs }) => durationMs],
  ['runId', ({ runId }) => runId],
  ['before', ({ detail }) => jsonOf(detail.before)],
  ['after', ({ detail }) => jsonOf(detail.after)],
  ['detail', ({ detail }) => jsonOf(detail)],
  ['hash', ({ hash }) => hash],
]

/** A table with a line of names (RFC 4180), its lines ended by CR LF. */
export const csv: AuditText = {
  head: `${COLUMNS.map(([name]) => name).join(',')}\r\n`,
  line: (row) => `${COLUMNS.map(([, value]) => cell(value(row))).join(',')}\r\n`,
}

/** One JSON object in a line, as the API lists it. */
export const jsonLines: AuditText = { head: '', line: (row) => `${JSON.stringify(row)}\n` }

/** What a spreadsheet would take for a formula begins with an apostrophe instead: names come from devices. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

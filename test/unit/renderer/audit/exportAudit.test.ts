import { expect, test } from 'vitest'
import { AuditQuery } from '../../../../src/contract'
import { exportPath } from '../../../../src/renderer/views/audit/exportAudit'

test('the file is asked for with what the search asks for, and nothing that it does not', () => {
  const query = { q: 'PGM A & B', override: true, from: '2026-11-21T10:00:00.000Z', target: undefined }
  const url = new URL(exportPath(query, 'csv'), 'http://localhost')
  expect(url.pathname).toBe('/api/v1/audit/export')
  const { format, ...asked } = Object.fromEntries(url.searchParams)
  expect(format).toBe('csv')
  expect(AuditQuery.parse(asked)).toEqual({ q: 'PGM A & B', override: true, from: '2026-11-21T10:00:00.000Z' })
})

import { expect, test, vi } from 'vitest'
import { AuditQuery } from '../../../../src/contract'
import { auditQueryOf, everything, isFiltered } from '../../../../src/renderer/state/audit'
import { fieldChanges, restOfDetail } from '../../../../src/renderer/views/audit/auditWords'

vi.stubEnv('TZ', 'UTC')
const now = Date.UTC(2026, 10, 21, 9, 30)

test('Without a filter everything is asked for', () => {
  expect(auditQueryOf(everything, now)).toEqual({})
  expect(isFiltered(everything)).toBe(false)
  expect(isFiltered({ ...everything, q: '  ' })).toBe(false)
})

test('What is set is asked for, and the engine understands it', () => {
  const filter = {
    ...everything,
    q: ' TX 1 ',
    actor: 'anna',
    what: 'take',
    target: { id: 'r', title: 'TX 1' },
    origin: 'api',
    outcome: 'refused',
    policy: 'denied',
    override: true,
    span: 'hour',
  } as const
  const query = auditQueryOf(filter, now)
  expect(query).toEqual({
    q: 'TX 1',
    actor: 'anna',
    what: 'take',
    target: 'r',
    origin: 'api',
    outcome: 'refused',
    policy: 'denied',
    override: true,
    from: '2026-11-21T08:30:00.000Z',
  })
  expect(AuditQuery.safeParse(query).success).toBe(true)
  expect(isFiltered(filter)).toBe(true)
})

test('A span between two moments leaves out the end that cannot be read', () => {
  const filter = { ...everything, span: 'between', from: { date: '2026-11-20', time: '14:00:00' } } as const
  expect(auditQueryOf(filter, now)).toEqual({ from: new Date(2026, 10, 20, 14).toISOString() })
})

test('Before and after are compared field by field', () => {
  const before = { label: 'A', to: { label: ['x', 'y'] }, gone: true }
  const after = { label: 'B', to: { label: ['x', 'z'] }, fresh: null }
  expect(fieldChanges(before, after)).toEqual([
    { path: 'label', before: 'A', after: 'B' },
    { path: 'to.label[1]', before: 'y', after: 'z' },
    { path: 'gone', before: 'true', after: null },
    { path: 'fresh', before: null, after: 'null' },
  ])
  expect(fieldChanges(null, { a: 1 })).toEqual([{ path: 'a', before: null, after: '1' }])
  expect(fieldChanges(undefined, undefined)).toEqual([])
})

test('What has its own place is not shown twice', () => {
  expect(restOfDetail({ before: 1, after: 2 })).toBeNull()
  expect(restOfDetail({ before: 1, pairs: 3 })).toEqual({ pairs: 3 })
})

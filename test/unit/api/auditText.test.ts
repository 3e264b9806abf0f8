import { describe, expect, it } from 'vitest'
import type { AuditRow } from '../../../src/contract'
import { csv, jsonLines } from '../../../src/main/api/auditText'

const row: AuditRow = {
  id: 7,
  at: '2026-01-01T00:00:00.000Z',
  actor: { id: 'ada', name: 'Ada', role: 'operator' },
  origin: 'api',
  what: 'take',
  target: 'x',
  summary: 'X: CAM 1',
  policy: 'warned',
  override: true,
  outcome: 'done',
  durationMs: -1.5,
  runId: null,
  detail: { before: { a: 1 }, after: null, note: 'quiet' },
  hash: 'abc',
}

/** The cells of one line, read as RFC 4180 has it. */
function cellsOf(line: string): string[] {
  const cells = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
const names = cellsOf(csv.head)
const cell = (name: string, more: Partial<AuditRow>): string | undefined =>
  cellsOf(csv.line({ ...row, ...more }))[names.indexOf(name)]

describe('the audit as CSV', () => {
  it('has a line of names and as many cells in each line', () => {
    expect(csv.head.endsWith('\r\n')).toBe(true)
    expect(cellsOf(csv.line(row))).toHaveLength(names.length)
    expect(csv.line(row)).toBe(
      '7,2026-01-01T00:00:00.000Z,ada,Ada,operator,api,take,x,X: CAM 1,warned,true,done,-1.5,,' +
        '"{""a"":1}",null,"{""before"":{""a"":1},""after"":null,""note"":""quiet""}",abc\r\n',
    )
  })

  it.each([
    ['a comma', 'a,b'],
    ['quotes', 'say “"go"”'],
    ['line ends', 'one\r\ntwo\nthree'],
    ['other scripts', 'naïve 日本'],
  ])('keeps %s', (_, text) => {
    expect(cell('summary', { summary: text })).toBe(text)
  })

  it.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes no formula of %j', (text) => {
    expect(cell('summary', { summary: text })).toBe(`'${text}`)
    expect(cell('actorName', { actor: { ...row.actor, name: text } })).toBe(`'${text}`)
  })
})

it('the audit as JSON lines is one row in a line', () => {
  const line = jsonLines.line({ ...row, summary: 'one\ntwo' })
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toEqual({ ...row, summary: 'one\ntwo' })
})

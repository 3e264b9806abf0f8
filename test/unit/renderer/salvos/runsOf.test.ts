import { expect, test } from 'vitest'
import type { Run } from '../../../../src/contract'
import { mergedRuns, runLine } from '../../../../src/renderer/views/salvos/runsOf'
import { change, run } from '../state/runs'

test('Runs of two lists are one, newest first, without dry-runs; the fresh one of a run counts', () => {
  const fresh = [run({ id: 'b', number: 2, state: 'succeeded' }), run({ id: 'd', number: 4, state: 'planned' })]
  const older = [run({ id: 'b', number: 2, state: 'running' }), run({ id: 'c', number: 3, state: 'failed' })]
  expect(mergedRuns(fresh, older).map(({ id, state }) => [id, state])).toEqual([
    ['c', 'failed'],
    ['b', 'succeeded'],
  ])
})

const at = { startedAt: '2025-11-20T19:59:38.000Z', finishedAt: '2025-11-20T19:59:38.210Z' }
const verified = change({ state: 'verified' })
const left = { change: 'c1', target: 'R', label: 'REC 2', outcome: 'left', text: 'changed meanwhile.', at: '' } as const
const put = { ...left, outcome: 'reverted', label: 'MON 3' } as const
const compensation = { why: '', startedAt: '', finishedAt: null, entries: [put, left] }

const lines: readonly (readonly [Partial<Run>, string, string])[] = [
  [{ state: 'succeeded', changes: [verified], ...at }, '1 verified', 'mcr-1 · 210 ms'],
  [{ state: 'succeeded', changes: [], ...at }, 'nothing to do', 'mcr-1 · 210 ms'],
  [
    { state: 'succeeded', changes: [verified], spreadMs: 2, origin: 'schedule' },
    '1 verified',
    'mcr-1 · by schedule · spread 2 ms',
  ],
  [{ state: 'compensated', compensation }, 'compensated', '1 put back, REC 2 left: changed meanwhile. · mcr-1'],
  [{ state: 'failed', changes: [change({ state: 'failed' }), verified] }, 'failed', 'MON 3 · 1 verified · mcr-1'],
  [{ state: 'paused' }, 'waits for an answer', 'mcr-1'],
]

test.each(lines)('A run %o is read as “%s %s”', (over, head, rest) => {
  const line = runLine(run(over))
  expect([line.head, line.rest]).toEqual([head, rest])
})

import { expect, test } from 'vitest'
import { diffLines } from '../../../../src/renderer/components/diffLines'
import { countWords, devicesOf, spreadText } from '../../../../src/renderer/components/runCounts'
import { change, run } from '../state/runs'

const begun = { startedAt: '2025-11-20T19:59:38.000Z' }

test('counts leave out what was never to be sent, and say it apart', () => {
  const changes = [
    change({ id: '1', state: 'verified' }),
    change({ id: '2', state: 'failed' }),
    change({ id: '3', state: 'skipped', code: 'ALREADY_SO' }),
    change({ id: '4', state: 'skipped', code: 'LOCKED' }),
    change({ id: '5', state: 'applying', stagedAt: 'x' }),
    change({ id: '6' }),
  ]
  expect(countWords(run({ ...begun, state: 'running', changes }))).toEqual([
    '1 of 4 verified',
    '1 failed',
    '1 staged',
    '1 to come',
    '1 already so',
    '1 skipped',
  ])
})

test('what was put back does not count as something still to be verified', () => {
  const changes = [change({ id: '1', state: 'reverted' }), change({ id: '2', state: 'left' })]
  expect(countWords(run({ ...begun, state: 'compensated', changes }))).toEqual(['1 put back', '1 left'])
})

test('a plan counts what it would do', () => {
  expect(countWords(run())).toEqual(['1 planned'])
})

test('devices come in the order of their changes; what nobody is asked for has none', () => {
  const changes = [
    change({ id: '1', node: { id: 'B', label: 'ME-1' } }),
    change({ id: '2' }),
    change({ id: '3', node: { id: 'B', label: 'ME-1' } }),
    change({ id: '4', node: null, driver: 'none', state: 'skipped' }),
    change({ id: '5', node: null, driver: 'holds' }),
  ]
  expect(devicesOf(run({ changes })).map(({ name, changes: of }) => `${name} ${String(of.length)}`)).toEqual([
    'ME-1 2',
    'SNP-04 1',
    'Signalbox 1',
  ])
})

test.each([
  [null, null],
  [0.2, 'cut together within 1 ms'],
  [2.4, 'cut together within 3 ms'],
  [1500, 'cut within 1.5 s of each other'],
])('a spread of %s ms', (spreadMs, text) => {
  expect(spreadText({ spreadMs })).toBe(text)
})

test('a plan in writing is read line by line, its header left out', () => {
  const text =
    '--- now\n+++ run 2\n@@ SNP-04 @@\n- MON 1: CAM 1\n+ MON 1: CAM 2, 2 legs\n  MON 2: It is so already.\n! MV 3 changes with it.\n'
  expect(diffLines(text)).toEqual([
    { look: 'head', text: 'SNP-04' },
    { look: 'was', text: 'MON 1: CAM 1' },
    { look: 'will', text: 'MON 1: CAM 2, 2 legs' },
    { look: 'same', text: 'MON 2: It is so already.' },
    { look: 'note', text: 'MV 3 changes with it.' },
  ])
})

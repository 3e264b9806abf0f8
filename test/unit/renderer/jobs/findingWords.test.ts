import { expect, test } from 'vitest'
import { foundText, foundTone, unlisted } from '../../../../src/renderer/views/jobs/findingWords'
import { jobsPlaceOf, jobsWhat } from '../../../../src/renderer/views/jobs/jobsPlace'

const found = (alarm: number, warning: number, info: number) => ({ alarm, warning, info })

test.each([
  ['done', found(0, 0, 0), 'nothing found', 'good'],
  ['done', found(1, 2, 0), '1 alarm · 2 warnings', 'warn'],
  ['done', found(0, 0, 3), '3 notes', 'quiet'],
  ['running', found(0, 0, 0), 'looks…', 'quiet'],
  ['failed', found(0, 0, 0), 'could not be done', 'warn'],
] as const)('A result that is %s with %o reads “%s”', (state, counts, text, tone) => {
  expect([foundText({ state, found: counts }), foundTone({ state, found: counts })]).toEqual([text, tone])
})

test('What a result does not list any more is counted', () => {
  expect(unlisted([], found(1, 2, 3))).toBe(6)
})

test.each([null, 'collisions', 'recovery:4951', ':impact'])('The address %s is read as it is written', (what) => {
  expect(jobsWhat(jobsPlaceOf(what))).toBe(what)
})

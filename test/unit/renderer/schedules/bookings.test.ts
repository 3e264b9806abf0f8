import { expect, test } from 'vitest'
import type { Schedule } from '../../../../src/contract'
import { misfireWords, ordered } from '../../../../src/renderer/views/schedules/bookings'

const booking = (id: string, at: string, state: Schedule['state']): Schedule => ({
  id,
  label: '',
  at: `2026-11-21T${at}:00.000Z`,
  work: { kind: 'activate', runId: 'r' },
  misfire: 'skip',
  graceS: 30,
  actor: { id: 'a', name: 'mcr-1', role: 'operator' },
  state,
  targets: [],
  summary: '',
  runId: null,
  problem: null,
  cron: null,
  timeZone: 'UTC',
  last: null,
  createdAt: '2026-11-21T08:00:00.000Z',
})

test('What waits or runs comes first, the next on top; then what is over, the latest on top', () => {
  const { coming, over } = ordered([
    booking('old', '09:00', 'done'),
    booking('later', '14:00', 'waiting'),
    booking('latest', '10:00', 'missed'),
    booking('now', '11:00', 'running'),
    booking('next', '12:00', 'waiting'),
  ])
  expect(coming.map(({ id }) => id)).toEqual(['now', 'next', 'later'])
  expect(over.map(({ id }) => id)).toEqual(['latest', 'old'])
})

test.each([
  [{ misfire: 'skip', graceS: 30 }, /left out/],
  [{ misfire: 'run', graceS: 45 }, /at most 45 s late/],
  [{ misfire: 'run', graceS: 600 }, /at most 10 min late/],
] as const)('What happens to a missed one is said in words: %o', (schedule, words) => {
  expect(misfireWords(schedule)).toMatch(words)
})

import { describe, expect, test } from 'vitest'
import type { Schedule } from '../../../src/contract'
import { again, firstOf, occurrences, resumedAt } from '../../../src/main/automation/occurrences'

const BERLIN = 'Europe/Berlin'

function schedule(at: string, cron: string | null, timeZone = BERLIN): Schedule {
  return {
    id: 's',
    label: 'Line-up',
    at,
    cron,
    timeZone,
    work: { kind: 'salvo', salvoId: 'x', options: {} as never },
    misfire: 'skip',
    graceS: 30,
    actor: { id: 'a', name: 'Ada', role: 'operator' },
    state: 'waiting',
    targets: [],
    summary: 'salvo Line-up',
    runId: null,
    problem: null,
    last: null,
    createdAt: at,
  }
}

const at = (iso: string): number => Date.parse(iso)
const times = (cron: string, from: string, to: string, timeZone = BERLIN): readonly string[] => {
  const first = firstOf({ cron, timeZone }, at(from) - 1)
  return occurrences(schedule(new Date(first).toISOString(), cron, timeZone), at(from), at(to)).map((one) => one.at)
}

describe('When the clocks change', () => {
  test('six in the morning stays six in the morning', () => {
    expect(times('0 6 * * *', '2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T05:00:00.000Z',
      '2026-03-29T04:00:00.000Z',
      '2026-03-30T04:00:00.000Z',
    ])
  })

  test('a time that is skipped in spring is taken when the clocks go on', () => {
    expect(times('30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('a time that comes twice in autumn is taken once', () => {
    expect(times('30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })
})

test('After one of its times it waits for the next, however long that took', () => {
  const hourly = schedule('2026-11-21T12:00:00.000Z', '0 * * * *')
  const done = { state: 'done', problem: null } as const
  expect(again(hourly, done, at('2026-11-21T12:00:05Z'))).toMatchObject({
    state: 'waiting',
    at: '2026-11-21T13:00:00.000Z',
  })
  expect(again(hourly, done, at('2026-11-21T14:30:00Z'))).toMatchObject({ at: '2026-11-21T15:00:00.000Z' })
  expect(again(schedule('2026-11-21T12:00:00.000Z', null), done, at('2026-11-21T12:00:05Z'))).toEqual({
    ...done,
    at: '2026-11-21T12:00:00.000Z',
  })
})

test('What came while it was paused is not made up for', () => {
  const now = at('2026-11-21T14:30:00Z')
  const paused = { ...schedule('2026-11-21T12:00:00.000Z', '0 * * * *'), state: 'paused' as const }
  expect(resumedAt(paused, now)).toMatchObject({ state: 'waiting', at: '2026-11-21T15:00:00.000Z' })
  const once = { ...paused, cron: null }
  expect(resumedAt(once, now)).toMatchObject({ state: 'missed' })
  expect(resumedAt({ ...once, at: '2026-11-21T16:00:00.000Z' }, now)).toMatchObject({ state: 'waiting' })
})

test('A calendar of every minute is bounded', () => {
  const every = schedule('2026-01-01T00:00:00.000Z', '* * * * *', 'UTC')
  expect(occurrences(every, at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'))).toHaveLength(1000)
})

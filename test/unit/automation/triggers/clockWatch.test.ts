import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClockWatch } from '../../../../src/main/automation/triggers/clockWatch'

const HOUR = 3_600_000
const NOON = Date.parse('2030-06-01T12:00:00.000Z')

describe('the times of triggers', () => {
  let shift = 0
  const clock = { now: () => Date.now() + shift }
  const told: (readonly [string, string, boolean])[] = []
  const watch = () =>
    createClockWatch(clock, (id, _event, at, lateMs) => {
      told.push([id, new Date(at).toISOString(), lateMs !== null])
    })
  const at = (cron: string, timeZone = 'UTC') => ({ kind: 'time', cron, timeZone }) as const

  beforeEach(() => {
    vi.useFakeTimers({ now: NOON })
    shift = 0
    told.length = 0
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('each is told at its time, with one timer for all of them and none for none', () => {
    const watched = watch()
    expect(vi.getTimerCount()).toBe(0)
    const many = Array.from({ length: 1_000 }, (_, n) => [`t${String(n)}`, at(`${String(n % 60)} 13 * * *`)] as const)
    watched.follow(new Map(many))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(HOUR)
    expect(told).toHaveLength(17)
    expect(new Set(told.map(([, time]) => time))).toEqual(new Set(['2030-06-01T13:00:00.000Z']))
    watched.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('summer time: what the clocks skip is taken when they go on, what comes twice once', () => {
    vi.setSystemTime(Date.parse('2030-03-31T00:30:00.000Z'))
    const watched = watch()
    watched.follow(new Map([['t', at('30 2 * * *', 'Europe/Berlin')]]))
    expect(new Date(watched.nextOf('t') ?? 0).toISOString()).toBe('2030-03-31T01:00:00.000Z')
    vi.setSystemTime(Date.parse('2030-10-27T00:00:00.000Z'))
    watched.follow(new Map())
    watched.follow(new Map([['t', at('30 2 * * *', 'Europe/Berlin')]]))
    vi.advanceTimersByTime(3 * HOUR)
    expect(told.filter(([, , late]) => !late)).toHaveLength(1)
    watched.stop()
  })

  it('a clock that is put forward: what was jumped over was missed, once', () => {
    const watched = watch()
    watched.follow(new Map([['t', at('*/10 * * * *')]]))
    vi.advanceTimersByTime(600_000)
    shift = 5 * HOUR
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([
      ['t', '2030-06-01T12:10:00.000Z', false],
      ['t', '2030-06-01T12:20:00.000Z', true],
    ])
    expect(watched.nextOf('t')).toBe(Date.parse('2030-06-01T17:20:00.000Z'))
    watched.stop()
  })

  it('a clock that is put back by hours counts from there; by seconds, nothing is told twice', () => {
    const watched = watch()
    watched.follow(new Map([['t', at('0 13 * * *')]]))
    vi.advanceTimersByTime(HOUR + 100)
    shift = -2_000
    vi.advanceTimersByTime(10_000)
    expect(told).toHaveLength(1)
    watched.follow(new Map([['t', at('0 13 * * *')]]))
    shift = -2 * HOUR
    vi.advanceTimersByTime(10_000)
    expect(watched.nextOf('t')).toBe(Date.parse('2030-06-01T13:00:00.000Z'))
    vi.advanceTimersByTime(2 * HOUR)
    expect(told).toEqual([
      ['t', '2030-06-01T13:00:00.000Z', false],
      ['t', '2030-06-01T13:00:00.000Z', false],
    ])
    watched.stop()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recurrenceFault } from '../../../../src/main/execution/cron'
import { type Span, openingAt, overAt } from '../../../../src/main/execution/windows/openings'

const HOUR = 3_600_000
const at = (time: string): number => Date.parse(time)
const shown = (span: Span, now: string): string | null => {
  const opening = openingAt(span, at(now))
  return opening === null
    ? null
    : `${new Date(opening.start).toISOString().slice(0, 16)} ${(opening.end - opening.start) / HOUR} h`
}
const repeating = (cron: string, hours: number, more: Partial<Span> = {}): Span => ({
  start: '2026-01-01T00:00:00.000Z',
  end: '2026-12-31T00:00:00.000Z',
  repeat: { cron, durationS: hours * 3600, timeZone: 'Europe/Berlin' },
  ...more,
})

describe('a window that opens once', () => {
  const once: Span = { start: '2026-03-01T10:00:00.000Z', end: '2026-03-01T12:00:00.000Z', repeat: null }
  it.each([
    ['2026-01-01T00:00:00Z', '2026-03-01T10:00 2 h'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00 2 h'],
    ['2026-03-01T11:59:59.999Z', '2026-03-01T10:00 2 h'],
    ['2026-03-01T12:00:00Z', null],
  ])('at %s: %s', (now, expected) => {
    expect(shown(once, now)).toBe(expected)
  })
})

describe('a window that opens again and again', () => {
  const fridays = repeating('0 22 * * FRI', 4)
  it.each([
    ['before', '2026-01-09T20:59:59.999Z', '2026-01-09T21:00 4 h'],
    ['at its first moment', '2026-01-09T21:00:00.000Z', '2026-01-09T21:00 4 h'],
    ['within, on the next day', '2026-01-10T00:59:59.999Z', '2026-01-09T21:00 4 h'],
    ['at its end', '2026-01-10T01:00:00.000Z', '2026-01-16T21:00 4 h'],
    ['in summer by the clocks of the place', '2026-07-01T00:00:00.000Z', '2026-07-03T20:00 4 h'],
  ])('%s', (_, now, expected) => {
    expect(shown(fridays, now)).toBe(expected)
  })

  it('begins no earlier than its start and no later than its end, which may be a moment itself', () => {
    const span = repeating('0 * * * *', 0.5, { start: '2026-01-01T10:00:00.000Z', end: '2026-01-01T12:00:00.000Z' })
    expect(shown(span, '2025-12-31T00:00:00Z')).toBe('2026-01-01T10:00 0.5 h')
    expect(shown(span, '2026-01-01T10:30:00Z')).toBe('2026-01-01T11:00 0.5 h')
    expect(shown(span, '2026-01-01T11:45:00Z')).toBe('2026-01-01T12:00 0.5 h')
    expect(shown(span, '2026-01-01T12:29:00Z')).toBe('2026-01-01T12:00 0.5 h')
    expect(shown(span, '2026-01-01T12:30:00Z')).toBeNull()
    expect(overAt(span)).toBe(at('2026-01-01T12:30:00Z'))
    const later = { ...span, start: '2026-01-01T10:00:01.000Z' }
    expect(shown(later, '2026-01-01T10:10:00Z')).toBe('2026-01-01T11:00 0.5 h')
  })

  it('counts the latest where openings overlap', () => {
    const span = repeating('0 * * * *', 2)
    expect(shown(span, '2026-01-05T10:59:00Z')).toBe('2026-01-05T10:00 2 h')
    expect(shown(span, '2026-01-05T11:00:00Z')).toBe('2026-01-05T11:00 2 h')
  })

  it('has none where the expression names no moment', () => {
    expect(shown(repeating('0 0 30 2 *', 1), '2026-01-01T00:00:00Z')).toBeNull()
  })

  it('is open or ahead as counting every minute of the cron clock says', () => {
    const span = repeating('15 1,9,17 * * *', 3)
    const starts: number[] = []
    for (let now = at('2026-03-27T00:00:00Z'); now < at('2026-04-01T00:00:00Z'); now += 60_000) {
      const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(now)
      if (['01:15', '09:15', '17:15'].includes(local)) starts.push(now)
    }
    fc.assert(
      fc.property(fc.integer({ min: at('2026-03-27T06:00:00Z'), max: at('2026-03-31T00:00:00Z') }), (now) => {
        const current = starts.findLast((start) => start <= now && now < start + 3 * HOUR)
        const next = starts.find((start) => start > now)
        expect(openingAt(span, now)?.start).toBe(current ?? next)
      }),
    )
  })
})

describe('when the clocks change', () => {
  const nightly = repeating('30 2 * * *', 1)
  it('in spring 02:30 is skipped: it opens when the clocks go on, at 03:00, for as long as ever', () => {
    expect(shown(nightly, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00 1 h')
    expect(shown(nightly, '2026-03-29T01:00:00Z')).toBe('2026-03-29T01:00 1 h')
    expect(shown(nightly, '2026-03-29T01:59:59Z')).toBe('2026-03-29T01:00 1 h')
    expect(shown(nightly, '2026-03-29T02:00:00Z')).toBe('2026-03-30T00:30 1 h')
  })

  it('in autumn 02:30 comes twice: it opens once, the first time', () => {
    expect(shown(nightly, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30 1 h')
    expect(shown(nightly, '2026-10-25T01:29:59Z')).toBe('2026-10-25T00:30 1 h')
    expect(shown(nightly, '2026-10-25T01:30:00Z')).toBe('2026-10-26T01:30 1 h')
  })

  it('one that lasts over the change is open for its length, not by the hands of the clock', () => {
    const long = repeating('0 22 * * SAT', 8)
    expect(shown(long, '2026-03-29T04:59:59Z')).toBe('2026-03-28T21:00 8 h')
    expect(shown(long, '2026-03-29T05:00:00Z')).toBe('2026-04-04T20:00 8 h')
    expect(shown(long, '2026-10-25T03:59:59Z')).toBe('2026-10-24T20:00 8 h')
    expect(shown(long, '2026-10-25T04:00:00Z')).toBe('2026-10-31T21:00 8 h')
  })
})

describe('a repetition', () => {
  it.each([
    ['0 22 * * FRI', 'Europe/Berlin'],
    ['*/15 8-17 * * MON-FRI', 'UTC'],
    ['0 0 L * *', 'America/New_York'],
    ['@daily', 'Asia/Tokyo'],
  ])('“%s” in %s is understood', (cron, timeZone) => {
    expect(recurrenceFault({ cron, timeZone })).toBeNull()
  })

  it.each([
    ['every night', 'UTC', /“every night” cannot be understood .*five parts/],
    ['61 * * * *', 'UTC', /Invalid value for minute: 61/],
    ['* * * * * *', 'UTC', /requires exactly 5 parts/],
    ['@reboot', 'UTC', /not supported/],
    ['   ', 'UTC', /cannot be understood/],
    ['0 22 * * *', 'Mars/Olympus', 'There is no time zone “Mars/Olympus”'],
    ['0 22 * * *', '+02:00', 'There is no time zone “+02:00”'],
  ])('“%s” in %s is refused in words', (cron, timeZone, words) => {
    expect(recurrenceFault({ cron, timeZone })).toMatch(words)
  })
})

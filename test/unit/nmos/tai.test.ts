import { describe, expect, it } from 'vitest'
import {
  compareTai,
  compareVersions,
  formatTai,
  parseTai,
  taiDuration,
  taiToUtcMs,
  utcToTai,
} from '../../../src/main/nmos/tai'

describe('parseTai', () => {
  it.each([
    ['1441704532:450093308', { seconds: 1441704532, nanoseconds: 450093308 }],
    ['0:0', { seconds: 0, nanoseconds: 0 }],
    ['1441704532.450093308', null],
    ['1441704532', null],
    ['-1:0', null],
    ['1:1000000000', null],
    ['1:', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(parseTai(text)).toEqual(expected)
  })

  it('is undone by formatTai', () => {
    expect(formatTai({ seconds: 5, nanoseconds: 7 })).toBe('5:7')
  })
})

describe('compareVersions', () => {
  it.each([
    ['9:5', '10:4', -1],
    ['1:5', '1:10', -1],
    ['1:5', '1:5', 0],
    ['2:0', '1:999999999', 1],
    ['', '1:0', -1],
    ['1:0', 'junk', 1],
    ['junk', '', 0],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign)
  })

  it('orders times, too', () => {
    expect(compareTai({ seconds: 1, nanoseconds: 2 }, { seconds: 1, nanoseconds: 3 })).toBeLessThan(0)
  })
})

describe('UTC and TAI', () => {
  it.each([
    ['1972-01-01T00:00:00Z', 10],
    ['2016-12-31T23:59:59Z', 36],
    ['2017-01-01T00:00:00Z', 37],
    ['2026-06-01T12:00:00.250Z', 37],
  ])('%s is %d s behind TAI', (text, offset) => {
    const utcMs = Date.parse(text)
    const tai = utcToTai(utcMs)
    expect(tai.seconds - Math.floor(utcMs / 1000)).toBe(offset)
    expect(taiToUtcMs(tai)).toBe(utcMs)
  })

  it('takes a table that knows of a later leap second', () => {
    const table = [
      { utcSeconds: 100, offset: 37 },
      { utcSeconds: 200, offset: 38 },
    ]
    expect(utcToTai(199_000, table)).toEqual({ seconds: 236, nanoseconds: 0 })
    expect(utcToTai(200_000, table)).toEqual({ seconds: 238, nanoseconds: 0 })
    expect(taiToUtcMs({ seconds: 238, nanoseconds: 0 }, table)).toBe(200_000)
  })

  it('keeps fractions of a millisecond within a second', () => {
    expect(utcToTai(0.5, [])).toEqual({ seconds: 0, nanoseconds: 500_000 })
    expect(utcToTai(999.999_999_9, [])).toEqual({ seconds: 1, nanoseconds: 0 })
  })
})

it.each([
  [0, '0:0'],
  [1500, '1:500000000'],
  [-5, '0:0'],
])('%d ms as a duration is %s', (ms, expected) => {
  expect(formatTai(taiDuration(ms))).toBe(expected)
})

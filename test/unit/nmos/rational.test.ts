import { expect, it } from 'vitest'
import { compareRationals, showRational, toRational } from '../../../src/main/nmos/rational'

it.each([
  [{ numerator: 30000, denominator: 1001 }, { numerator: 60000, denominator: 2002 }, 0],
  [{ numerator: 25 }, { numerator: 50, denominator: 2 }, 0],
  [{ numerator: 25 }, { numerator: 30000, denominator: 1001 }, -1],
  [{ numerator: -1, denominator: -2 }, { numerator: 1, denominator: 3 }, 1],
  [{ numerator: 1, denominator: -2 }, { numerator: 0 }, -1],
])('%j against %j', (a, b, sign) => {
  expect(Math.sign(compareRationals(a, b))).toBe(sign)
})

it.each([
  [48000, { numerator: 48000, denominator: 1 }],
  [{ numerator: 25 }, { numerator: 25, denominator: 1 }],
  [{ numerator: 25, denominator: 0 }, null],
  [{ numerator: '25' }, null],
  ['25', null],
  [null, null],
  [Number.NaN, null],
])('%j as a rational', (value, expected) => {
  expect(toRational(value)).toEqual(expected)
})

it.each([
  [{ numerator: 60000, denominator: 1001 }, '59.94'],
  [{ numerator: 24000, denominator: 1001 }, '23.98'],
  [{ numerator: 50 }, '50'],
])('%j in words', (value, expected) => {
  expect(showRational(value)).toBe(expected)
})

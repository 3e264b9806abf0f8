import { expect, test } from 'vitest'
import type { Window } from '../../../../src/contract'
import { blocksOf, daysOf, mondayOf, nextOpenings, openingsIn } from '../../../../src/renderer/views/windows/week'

const at = (iso: string): number => Date.parse(`2026-${iso}:00.000Z`)
const span = (start: string, end: string) => ({ start: at(start), end: at(end) })
const iso = (start: string, end: string) => ({ start: `2026-${start}:00.000Z`, end: `2026-${end}:00.000Z` })
const week = span('11-16T00:00', '11-23T00:00')

test('A window that does not repeat opens once, where it touches the span', () => {
  const once = { ...iso('11-15T22:00', '11-16T02:00'), repeat: null }
  expect(openingsIn(once, week)).toEqual([span('11-15T22:00', '11-16T02:00')])
  expect(openingsIn(once, span('11-16T02:00', '11-17T00:00'))).toEqual([])
})

test('A repeated one opens at each moment of its expression, in its time zone, from its first to its last', () => {
  const repeat = { cron: '0 2 * * 2,4', durationS: 3600, timeZone: 'Europe/Berlin' }
  expect(openingsIn({ ...iso('11-01T00:00', '12-01T00:00'), repeat }, week)).toEqual([
    span('11-17T01:00', '11-17T02:00'),
    span('11-19T01:00', '11-19T02:00'),
  ])
  expect(openingsIn({ ...iso('11-17T01:00', '11-19T00:00'), repeat }, week)).toHaveLength(1)
})

test('An opening that began before the span is seen in it', () => {
  const repeat = { cron: '0 22 * * *', durationS: 4 * 3600, timeZone: 'UTC' }
  const night = { ...iso('11-01T00:00', '12-01T00:00'), repeat }
  expect(openingsIn(night, span('11-16T00:00', '11-16T12:00'))).toEqual([span('11-15T22:00', '11-16T02:00')])
  expect(nextOpenings(night, at('11-16T00:00'), 2).map(({ start }) => start)).toEqual([
    at('11-16T22:00'),
    at('11-17T22:00'),
  ])
})

test('An expression that makes no sense opens nothing', () => {
  const repeat = { cron: 'now and then', durationS: 60, timeZone: 'UTC' }
  expect(openingsIn({ ...iso('11-01T00:00', '12-01T00:00'), repeat }, week)).toEqual([])
  expect(
    openingsIn(
      { ...iso('11-01T00:00', '12-01T00:00'), repeat: { ...repeat, cron: '* * * * *', timeZone: 'Nowhere/At' } },
      week,
    ),
  ).toEqual([])
})

test('A week begins on Monday and has seven days', () => {
  const saturday = new Date(2026, 10, 21, 13).getTime()
  const monday = mondayOf(saturday, 0)
  expect(new Date(monday).getDate()).toBe(16)
  expect(mondayOf(monday, 0)).toBe(monday)
  expect(new Date(mondayOf(new Date(2026, 10, 22).getTime(), 1)).getDate()).toBe(23)
  expect(daysOf(monday).map((day) => new Date(day).getDate())).toEqual([16, 17, 18, 19, 20, 21, 22, 23])
})

const window = (id: string, start: string, end: string): Window => ({
  ...iso(start, end),
  id,
  kind: 'maintenance',
  label: id,
  note: '',
  repeat: null,
  scope: { kind: 'all' },
  policies: { on: [], off: [] },
  createdBy: { id: 'a', name: 'a', role: 'engineer' },
  revision: 1,
  createdAt: '',
  approval: null,
  state: 'waiting',
  opening: null,
})

test('Windows that overlap stand beside each other, those that follow take the whole width', () => {
  const day = span('11-16T00:00', '11-17T00:00')
  const list = [
    window('long', '11-15T12:00', '11-16T12:00'),
    window('short', '11-16T06:00', '11-16T09:00'),
    window('next', '11-16T09:00', '11-16T10:00'),
    window('alone', '11-16T12:00', '11-16T18:00'),
  ]
  expect(blocksOf(list, day).map(({ window: { id }, from, to, lane, lanes }) => [id, from, to, lane, lanes])).toEqual([
    ['long', 0, 0.5, 0, 2],
    ['short', 0.25, 0.375, 1, 2],
    ['next', 0.375, 10 / 24, 1, 2],
    ['alone', 0.5, 0.75, 0, 1],
  ])
})

import { expect, test } from 'vitest'
import { WindowInput, type Window } from '../../../../src/contract'
import { momentTexts } from '../../../../src/renderer/components/momentText'
import {
  draftOfWindow,
  losesApproval,
  repeating,
  windowDraft,
  windowOf,
} from '../../../../src/renderer/views/windows/windowDraft'
import {
  orderedWindows,
  windowIdOf,
  changeWhat,
  changedIdOf,
  windowState,
} from '../../../../src/renderer/views/windows/windowWords'

const now = Date.UTC(2026, 10, 21, 9, 52)
const by = { id: 'a', name: 'mcr-1', role: 'engineer' } as const
const approval = { by, at: '2026-11-21T09:00:00.000Z' }
const window = (id: string, state: Window['state'], start: string): Window => ({
  id,
  kind: 'change',
  label: id,
  note: '',
  start: `2026-11-${start}:00:00.000Z`,
  end: '2026-12-01T00:00:00.000Z',
  scope: { kind: 'all' },
  createdBy: by,
  revision: 1,
  createdAt: '2026-11-20T09:00:00.000Z',
  approval,
  state,
  opening: null,
  repeat: null,
  policies: { on: [], off: [] },
})

test('A window is sent in UTC, as the engine wants it; it begins with the next full hour', () => {
  const input = windowOf({ ...windowDraft(now, 'UTC'), label: 'Night shift' })
  expect(input).toMatchObject({ kind: 'change', start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T12:00:00.000Z' })
  expect(WindowInput.safeParse(input).success).toBe(true)
})

test.each([
  [{}, /name/],
  [{ label: 'A', start: { date: '', time: '' } }, /from when to when/],
  [{ label: 'A', end: momentTexts(now - 1000) }, /ends before it begins/],
])('It says what is missing: %o', (over, words) => {
  expect(windowOf({ ...windowDraft(now, 'UTC'), ...over })).toMatch(words)
})

test('A change window that nobody has approved does not count, even in its time', () => {
  expect(windowState({ kind: 'change', state: 'open', approval: null })).toMatchObject({ tone: 'warn' })
  expect(windowState({ kind: 'change', state: 'open', approval })).toEqual({ words: 'in force now', tone: 'good' })
  expect(windowState({ kind: 'maintenance', state: 'open', approval: null })).toMatchObject({ tone: 'good' })
  expect(windowState({ kind: 'change', state: 'over', approval: null })).toEqual({ words: 'over', tone: 'quiet' })
})

test('Open windows come first, then the next ones, then those that are over, the latest on top', () => {
  const list = [
    window('first', 'over', '10T10'),
    window('later', 'waiting', '25T10'),
    window('last', 'over', '12T10'),
    window('next', 'waiting', '23T10'),
    window('open', 'open', '21T09'),
  ]
  expect(orderedWindows(list).map(({ id }) => id)).toEqual(['open', 'next', 'later', 'last', 'first'])
})

test('A window has its place behind the address, and another when it is changed', () => {
  expect(windowIdOf('a:b')).toBe('a:b')
  expect(windowIdOf('new')).toBeNull()
  expect(windowIdOf(changeWhat('a'))).toBeNull()
  expect(changedIdOf(changeWhat('a'))).toBe('a')
})

test('A repeated maintenance window says when, for how long and what it switches; a change window switches nothing', () => {
  const draft = {
    ...repeating({ ...windowDraft(now, 'Europe/Berlin'), label: 'Patch' }, true),
    kind: 'maintenance',
    off: ['a'],
  } as const
  const input = windowOf(draft)
  expect(input).toMatchObject({
    repeat: { cron: '0 2 * * TUE', durationS: 7200, timeZone: 'Europe/Berlin' },
    policies: { on: [], off: ['a'] },
  })
  expect(WindowInput.safeParse(input).success).toBe(true)
  expect(windowOf({ ...draft, kind: 'change' })).toMatchObject({ policies: { on: [], off: [] } })
  expect(windowOf({ ...draft, duration: '0' })).toMatch(/how many minutes/)
})

test('The form of a window that is there gives the same window', () => {
  const repeat = { cron: '30 22 * * FRI', durationS: 5400, timeZone: 'Europe/London' }
  const policies = { on: ['x'], off: ['y'] }
  const shown = { ...window('Patch', 'waiting', '25T10'), kind: 'maintenance', repeat, policies } as const
  const { start, end, kind, label, scope, note } = shown
  expect(windowOf(draftOfWindow(shown, 'UTC'))).toEqual({ start, end, kind, label, scope, note, repeat, policies })
})

test('An approval is gone with what a change window allows, not with what it is called', () => {
  const approved = { ...window('Patch', 'waiting', '25T10'), kind: 'change', approval } as const
  const draft = draftOfWindow(approved, 'UTC')
  expect(losesApproval(approved, { ...draft, label: 'Patch 2', note: 'Now with a note' })).toBe(false)
  expect(losesApproval(approved, { ...draft, scope: { kind: 'site', site: 'North' } })).toBe(true)
  expect(losesApproval(approved, { ...draft, end: momentTexts(Date.parse(approved.end) + 60_000) })).toBe(true)
  expect(losesApproval({ ...approved, approval: null }, { ...draft, scope: { kind: 'site', site: 'North' } })).toBe(
    false,
  )
  expect(losesApproval(approved, { ...draft, label: '' })).toBe(false)
})

import { expect, test } from 'vitest'
import { WindowInput, type Window } from '../../../../src/contract'
import { momentTexts } from '../../../../src/renderer/components/momentText'
import { windowDraft, windowOf } from '../../../../src/renderer/views/settings/windowDraft'
import {
  orderedWindows,
  windowIdOf,
  windowState,
  windowWhat,
} from '../../../../src/renderer/views/settings/windowWords'

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
  createdAt: '2026-11-20T09:00:00.000Z',
  approval,
  state,
  opening: null,
  repeat: null,
  policies: { on: [], off: [] },
})

test('A window is sent in UTC, as the engine wants it; it begins with the next full hour', () => {
  const input = windowOf({ ...windowDraft(now), label: 'Night shift' })
  expect(input).toMatchObject({ kind: 'change', start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T12:00:00.000Z' })
  expect(WindowInput.safeParse(input).success).toBe(true)
})

test.each([
  [{}, /name/],
  [{ label: 'A', start: { date: '', time: '' } }, /from when to when/],
  [{ label: 'A', end: momentTexts(now - 1000) }, /ends before it begins/],
])('It says what is missing: %o', (over, words) => {
  expect(windowOf({ ...windowDraft(now), ...over })).toMatch(words)
})

test('A change window that nobody has approved does not count, even in its time', () => {
  expect(windowState({ kind: 'change', state: 'open', approval: null })).toMatchObject({ tone: 'warn' })
  expect(windowState({ kind: 'change', state: 'open', approval })).toEqual({ words: 'open now', tone: 'good' })
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

test('A window has its place behind the address', () => {
  expect(windowIdOf(windowWhat('a:b'))).toBe('a:b')
  expect(windowIdOf('windows')).toBeNull()
})

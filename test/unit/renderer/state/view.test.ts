import { expect, test } from 'vitest'
import {
  choose,
  flyTo,
  groupKey,
  isShown,
  select,
  toggleChosen,
  toggleCollapsed,
  viewStore,
} from '../../../../src/renderer/state/view'
import { device, sender } from './records'

const all = { sites: null, rooms: null, formats: null, onAir: false }

test.each([
  ['no filter', all, true],
  ['its site', { ...all, sites: new Set(['Riverside']) }, true],
  ['another site', { ...all, sites: new Set(['North']) }, false],
  ['its room', { ...all, rooms: new Set(['Riverside|Studio A']) }, true],
  ['a room of that name at another site', { ...all, rooms: new Set(['North|Studio A']) }, false],
  ['its format', { ...all, formats: new Set(['video'] as const) }, true],
  ['another format', { ...all, formats: new Set(['audio'] as const) }, false],
  ['what is on air', { ...all, onAir: true }, false],
])('a sender under %s', (_, filters, shown) => {
  expect(isShown(filters, sender('S'))).toBe(shown)
})

test('a device is not hidden by a filter of formats', () => {
  expect(isShown({ ...all, formats: new Set(['audio'] as const) }, device('D'))).toBe(true)
})

test('flying somewhere opens the group it is in', () => {
  const key = groupKey({ site: 'Riverside', room: 'Studio A' })
  toggleCollapsed(key)
  expect(viewStore.getState().collapsed.has(key)).toBe(true)
  flyTo({ kind: 'sender', id: 'S' }, key)
  expect(viewStore.getState()).toMatchObject({ selected: { kind: 'sender', id: 'S' }, flyTo: { id: 'S' } })
  expect(viewStore.getState().collapsed.has(key)).toBe(false)
})

const cam = (id: string) => ({ kind: 'sender', id }) as const
const chosen = (): readonly string[] => [...viewStore.getState().selection]

test('the first port that joins brings the one that is shown; each leaves as it came', () => {
  select(cam('A'))
  toggleChosen(cam('B'))
  expect(chosen()).toEqual(['A', 'B'])
  toggleChosen(cam('A'))
  expect(chosen()).toEqual(['B'])
  expect(viewStore.getState().selected).toEqual(cam('A'))
})

test('showing something lets go of what was chosen together', () => {
  choose(['A', 'B'])
  select(cam('C'))
  expect(chosen()).toEqual([])
})

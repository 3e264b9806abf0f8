import { expect, test } from 'vitest'
import type { EventSource, TallyMapping } from '../../../../src/contract'
import {
  findSources,
  orderedMappings,
  orderedSources,
  valueText,
  whenText,
} from '../../../../src/renderer/views/tally/tallyWords'

const source = (id: string, state: EventSource['state']): EventSource => ({
  id,
  kind: 'is07',
  label: `TALLY ${id}`,
  eventType: 'boolean',
  transport: 'websocket',
  address: 'ws://10.0.0.1/events',
  state,
  problem: null,
  value: null,
  at: null,
  heardAt: null,
  events: 0,
})

test('Sources in trouble come first, then by name as people count', () => {
  const list = [source('10', 'live'), source('9', 'live'), source('3', 'off'), source('7', 'stale')]
  expect(orderedSources(list).map(({ id }) => id)).toEqual(['7', '9', '10', '3'])
})

test('Sources are found by name, kind, state or address', () => {
  const list = [source('1', 'live'), source('2', 'stale')]
  expect(findSources(list, 'stale boolean')).toEqual([list[1]])
  expect(findSources(list, '10.0.0.1')).toHaveLength(2)
  expect(findSources(list, 'mqtt')).toEqual([])
})

test('Values and tests are shown as they are', () => {
  expect([true, 0, '', 'idle', { a: 1 }, null].map((value) => valueText(value))).toEqual([
    'true',
    '0',
    '“”',
    'idle',
    '{"a":1}',
    '–',
  ])
  expect(whenText({ operator: 'is' })).toBe('true, on, 1 or active')
  expect(whenText({ path: 'pgm', operator: 'is_not', value: 'CAM' })).toBe('pgm is not “CAM”')
})

test('Mappings that say something come first, those switched off last', () => {
  const mapping = (id: string, over: Partial<TallyMapping>): TallyMapping => ({
    ...{ id, label: id, source: 's', when: { operator: 'is' }, means: 'on-air', enabled: true },
    ...{ targets: [{ kind: 'group', group: 'g' }], active: false, stale: false, since: null },
    ...over,
  })
  const list = [
    mapping('off', { enabled: false, active: true }),
    mapping('quiet', {}),
    mapping('stale', { active: null, stale: true }),
    mapping('air', { active: true }),
  ]
  expect(orderedMappings(list).map(({ id }) => id)).toEqual(['stale', 'air', 'quiet', 'off'])
})

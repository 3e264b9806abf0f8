import { expect, test } from 'vitest'
import type { RelayModule } from '../../../../src/contract'
import { optionSources } from '../../../../src/renderer/views/devices/commandOptions'

const names = { route: '/sources', path: 'name' }
const rooms = { route: '/rooms', path: 'room' }

const module = (blocks: NonNullable<RelayModule['panel']>['blocks']): RelayModule => ({
  name: 'ndi',
  title: 'NDI',
  builtIn: true,
  enabled: true,
  state: 'running',
  problem: null,
  topicFilters: [],
  commands: [],
  settings: {},
  settingsSchema: null,
  panel: { title: 'NDI', blocks },
  handled: 0,
})

test('a field is offered what the panel says of its command, else of the same field in another', () => {
  const panel = module([
    { kind: 'command', title: 'Set', command: 'set_input', options: { source: names } },
    { kind: 'command', title: 'Other', command: 'start', options: { source: rooms } },
  ])
  expect(optionSources(panel, 'set_input')).toEqual({ source: names })
  expect(optionSources(panel, 'start')).toEqual({ source: rooms })
  expect(Object.keys(optionSources(panel, 'record_start'))).toEqual(['source'])
})

test('nothing is offered without a panel', () => {
  expect(optionSources({ ...module([]), panel: null }, 'start')).toEqual({})
})

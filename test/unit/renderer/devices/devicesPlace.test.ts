import { expect, test } from 'vitest'
import { devicesPlaceOf, devicesWhat } from '../../../../src/renderer/views/devices/devicesPlace'
import { unitIdOf } from '../../../../src/renderer/views/devices/unit'

test.each([
  [null, { tab: 'devices', id: null }],
  ['mqtt:lab/rpi-01', { tab: 'devices', id: 'mqtt:lab/rpi-01' }],
  ['modules', { tab: 'modules', name: null }],
  ['module:ndi', { tab: 'modules', name: 'ndi' }],
  ['topics', { tab: 'topics' }],
  ['holds', { tab: 'holds' }],
] as const)('%s is a place, there and back', (what, place) => {
  expect(devicesPlaceOf(what)).toEqual(place)
  expect(devicesWhat(place)).toBe(what)
})

test('anything else is the list of devices', () => {
  expect(devicesPlaceOf('something')).toEqual({ tab: 'devices', id: null })
})

test('the input of a device is named after its module', () => {
  expect(unitIdOf('ndi', 'mqtt:lab/rpi-01')).toBe('ndi:lab/rpi-01')
  expect(unitIdOf('ndi', 'a-uuid')).toBeNull()
})

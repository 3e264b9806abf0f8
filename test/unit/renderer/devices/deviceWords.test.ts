import { describe, expect, test } from 'vitest'
import type { MqttDevice } from '../../../../src/contract'
import { listLine, placeText, stateLine, valueAt, valueText } from '../../../../src/renderer/views/devices/deviceWords'

const decoder: MqttDevice = {
  id: 'mqtt:lab/rpi-01',
  broker: 'lab',
  deviceId: 'rpi-01',
  label: 'NDI decoder 01',
  modules: ['ndi'],
  site: 'Riverside',
  room: null,
  status: 'online',
  problem: null,
  meta: {},
  state: { state: 'online', ndi: { state: 'playing', input: 'CAM 1', recording: false, outputs: [1, 2] } },
  seenAt: null,
}

describe('a value at a path', () => {
  const thing = { state: { nvr: { streams: [{ source_id: 4 }, { source_id: 5 }, { uri: 'x' }] }, fps: 0 } }
  test.each([
    ['state.fps', 0],
    ['state.nvr.streams.source_id', [4, 5]],
    ['state.nvr.nothing.here', undefined],
    ['fps', undefined],
  ])('%s', (path, value) => {
    expect(valueAt(thing, path)).toEqual(value)
  })
})

test.each([
  [undefined, null],
  [null, 'none'],
  ['', 'none'],
  [true, 'yes'],
  [0, '0'],
  [[], 'none'],
  [[4, 5], '4, 5'],
  [[{ source_id: 4, uri: 'rtsp://a/4' }], '4 rtsp://a/4'],
])('%j is read as %j', (value, text) => {
  expect(valueText(value)).toBe(text)
})

test('a device in words', () => {
  expect(stateLine(decoder, 'ndi')).toBe('state playing · input CAM 1 · recording no · 2 outputs')
  expect(stateLine(decoder, 'nvr')).toBeNull()
  expect(listLine(decoder)).toBe('playing · CAM 1')
  expect(listLine({ ...decoder, state: {} })).toBe('ndi')
  expect(listLine({ ...decoder, modules: [] })).toBe('says of no module')
  expect(listLine({ ...decoder, status: 'offline', problem: 'Not heard for 20 s.' })).toBe('Not heard for 20 s.')
  expect(placeText(decoder)).toBe('Riverside')
  expect(placeText({ site: null, room: null })).toBe('')
})

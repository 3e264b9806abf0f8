import { describe, expect, test } from 'vitest'
import type { DeviceState } from '../../../../src/main/drivers/mqtt/deviceLine'
import { ndiCommands, ndiRoute } from '../../../../src/main/relay/modules/ndi/ndiCommands'

const PLAYING = { state: 'playing', input: 'CAM 1', recording: false }
const STOPPED = { state: 'stopped', input: null, recording: false }

function decoder(ndi: object | null): DeviceState {
  const name = { id: 'mqtt:lab/rpi-01', broker: 'lab', deviceId: 'rpi-01', label: 'Decoder 1' }
  return { ...name, modules: ['ndi'], online: true, problem: null, meta: {}, state: ndi === null ? {} : { ndi } }
}

function command(name: string) {
  const found = ndiCommands[name]
  if (found === undefined) throw new Error(`no command ${name}`)
  return found
}

test('Knows the pass-through actions of the decoders, and no other', () => {
  expect(Object.keys(ndiCommands)).toEqual(['start', 'stop', 'set_input', 'record_start', 'record_stop'])
})

describe('A route to a decoder', () => {
  const source = { id: 'ndi:STUDIO-A (CAM 1)', label: 'STUDIO-A (CAM 1)' }

  test('sets the input of one that plays, and starts one that is stopped', () => {
    const params = { source: 'STUDIO-A (CAM 1)' }
    expect(ndiRoute.connect(source, decoder(PLAYING))).toEqual({ action: 'set_input', params })
    expect(ndiRoute.connect(source, decoder(STOPPED))).toEqual({ action: 'start', params })
  })

  test('from anything else than an NDI source is refused in words', () => {
    const camera = { id: '6e0f0f4a-8b0c-4d43-9d09-4d6a3d0b1f11', label: 'CAM 1' }
    expect(ndiRoute.connect(camera, decoder(PLAYING))).toEqual({
      problem: 'CAM 1 is no NDI source, and this is an NDI decoder.',
    })
  })

  test('ends with stop', () => {
    expect(ndiRoute.disconnect(decoder(PLAYING))).toEqual({ action: 'stop', params: {} })
  })
})

test.each<[string, Record<string, unknown>, object, unknown]>([
  ['start', { source: 'CAM 2' }, STOPPED, { action: 'stop', params: {} }],
  ['start', { source: 'CAM 2' }, PLAYING, { action: 'start', params: { source: 'CAM 1' } }],
  ['stop', {}, PLAYING, { action: 'start', params: { source: 'CAM 1' } }],
  ['stop', {}, STOPPED, null],
  ['set_input', { source: 'CAM 2' }, PLAYING, { action: 'set_input', params: { source: 'CAM 1' } }],
  ['set_input', { source: 'CAM 2' }, STOPPED, { action: 'stop', params: {} }],
  ['record_start', {}, PLAYING, { action: 'record_stop', params: {} }],
  ['record_stop', {}, PLAYING, null],
  ['record_stop', {}, { ...PLAYING, recording: true }, { action: 'record_start', params: {} }],
])('%s %j on %j is undone by %j', (name, params, before, back) => {
  expect(command(name).reverse?.(params, decoder(before))).toEqual(back)
})

test.each<[string, Record<string, unknown>, object | null, boolean | null]>([
  ['start', {}, PLAYING, true],
  ['start', { source: 'CAM 2' }, PLAYING, false],
  ['stop', {}, STOPPED, true],
  ['set_input', { source: 'CAM 1' }, PLAYING, true],
  ['record_start', {}, PLAYING, false],
  ['start', {}, null, null],
])('Whether %s %j is so is seen in %j: %s', (name, params, state, isSo) => {
  expect(command(name).shows?.(params, decoder(state))).toBe(isSo)
})

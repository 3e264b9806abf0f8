import { describe, expect, test } from 'vitest'
import type { DeviceState } from '../../../../src/main/drivers/mqtt/deviceLine'
import { createNvrCommands } from '../../../../src/main/relay/modules/nvr/nvrCommands'

const nvrCommands = createNvrCommands({
  models: () => ['yolov11n-640', 'yolov11x-640'],
  uriOf: (room) => `rtsp://go2rtc-server/${String(room)}`,
})

const NORMAL = {
  status: 'running',
  model_id: 'yolov11n-640',
  max_fps: 0.1,
  confidence: 0.5,
  tracking: false,
  streams: [0, 1, 2, 3].map((source_id) => ({ source_id, uri: `rtsp://go2rtc-server/${String(source_id)}` })),
}

function processor(nvr: object = NORMAL): DeviceState {
  const name = { id: 'mqtt:lab/processor-a', broker: 'lab', deviceId: 'processor-a', label: 'Processor A' }
  return { ...name, modules: ['nvr'], online: true, problem: null, meta: {}, state: { nvr } }
}

function command(name: string) {
  const found = nvrCommands[name]
  if (found === undefined) throw new Error(`no command ${name}`)
  return found
}

const problemOf = (name: string, params: Record<string, unknown>): string | undefined =>
  command(name).params.safeParse(params).error?.issues[0]?.message

describe('What is missing is said as processors say it', () => {
  test.each([
    ['change_model', 'model_id'],
    ['set_fps', 'max_fps'],
    ['add_stream', 'source_id'],
    ['remove_stream', 'source_id'],
    ['set_confidence', 'confidence'],
    ['enable_tracking', 'enabled'],
  ])('%s without %s', (name, param) => {
    expect(problemOf(name, {})).toBe(`Missing required parameter: ${param}`)
  })

  test('an empty model counts as missing, a wrong type does not', () => {
    expect(problemOf('change_model', { model_id: '' })).toBe('Missing required parameter: model_id')
    expect(problemOf('set_fps', { max_fps: 'fast' })).not.toMatch(/Missing/)
    expect(problemOf('set_fps', { max_fps: 0 })).toBe('Invalid max_fps: 0 (above 0, at most 60)')
  })
})

describe('The processor is asked nothing that it would refuse', () => {
  test('a room that is there already, or is not', () => {
    expect(command('add_stream').check?.({ source_id: 2 }, processor())).toBe('Stream 2 already exists')
    expect(command('add_stream').check?.({ source_id: 8 }, processor())).toBeNull()
    expect(command('remove_stream').check?.({ source_id: 8 }, processor())).toBe('Stream 8 does not exist')
    expect(command('remove_stream').check?.({ source_id: 2 }, processor())).toBeNull()
  })

  test.each(Object.keys(nvrCommands))('%s during a restart', (name) => {
    const params = { commands: [{ command: 'set_fps', params: { max_fps: 1 } }] }
    const problem = command(name).check?.(params, processor({ ...NORMAL, status: 'reconfiguring' }))
    expect(problem).toBe('Restart already in progress')
  })

  test('one bad command in a batch refuses it whole', () => {
    const bad = {
      commands: [
        { command: 'set_fps', params: { max_fps: 1 } },
        { command: 'add_stream', params: { source_id: 1 } },
      ],
    }
    expect(command('batch_commands').check?.(bad, processor())).toBe('Command 2, add_stream: Stream 1 already exists')
    const unknown = { commands: [{ command: 'explode', params: {} }] }
    expect(command('batch_commands').check?.(unknown, processor())).toBe('Command 1, explode: Unknown command: explode')
  })

  test('a model that there is not', () => {
    expect(command('change_model').check?.({ model_id: 'yolov12' }, processor())).toBe('Unknown model: yolov12')
    expect(command('reconfigure').check?.({ model_id: 'yolov12' }, processor())).toBe('Unknown model: yolov12')
    const anything = createNvrCommands({ models: () => [], uriOf: String })
    expect(anything['change_model']?.check?.({ model_id: 'yolov12' }, processor())).toBeNull()
  })

  test('each command of a batch is looked at as those before it leave the processor', () => {
    const check = (...commands: readonly [string, Record<string, unknown>][]) =>
      command('batch_commands').check?.(
        { commands: commands.map(([name, params]) => ({ command: name, params })) },
        processor(),
      )
    expect(check(['remove_stream', { source_id: 2 }], ['add_stream', { source_id: 2 }])).toBeNull()
    expect(check(['add_stream', { source_id: 8 }], ['remove_stream', { source_id: 8 }])).toBeNull()
    expect(check(['reconfigure', { streams: [7] }], ['remove_stream', { source_id: 2 }])).toBe(
      'Command 2, remove_stream: Stream 2 does not exist',
    )
    expect(check(['set_fps', { max_fps: 1 }], ['set_fps', { max_fps: 61 }])).toBe(
      'Command 2, set_fps: Invalid max_fps: 61 (above 0, at most 60)',
    )
    expect(check(['batch_commands', { commands: [] }])).toBe(
      'Command 1, batch_commands: Unknown command: batch_commands',
    )
  })

  test('nothing is known of a processor that tells only its status', () => {
    const silent = processor({ status: 'running' })
    expect(command('add_stream').check?.({ source_id: 2 }, silent)).toBeNull()
    expect(command('add_stream').shows?.({ source_id: 2 }, silent)).toBeNull()
  })
})

describe('What undoes it is what was before', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['change_model', { model_id: 'yolov11x-640' }, { action: 'change_model', params: { model_id: 'yolov11n-640' } }],
    ['change_model', { model_id: 'yolov11n-640' }, null],
    ['set_fps', { max_fps: 1 }, { action: 'set_fps', params: { max_fps: 0.1 } }],
    ['add_stream', { source_id: 8 }, { action: 'remove_stream', params: { source_id: 8 } }],
    ['remove_stream', { source_id: 2 }, { action: 'add_stream', params: { source_id: 2 } }],
    ['remove_stream', { source_id: 8 }, null],
    ['enable_tracking', { enabled: true }, { action: 'enable_tracking', params: { enabled: false } }],
    [
      'reconfigure',
      { max_fps: 1, streams: [2] },
      { action: 'reconfigure', params: { max_fps: 0.1, streams: [0, 1, 2, 3] } },
    ],
    [
      'batch_commands',
      {
        commands: [
          { command: 'set_fps', params: { max_fps: 1 } },
          { command: 'remove_stream', params: { source_id: 2 } },
        ],
      },
      {
        action: 'batch_commands',
        params: {
          commands: [
            { command: 'add_stream', params: { source_id: 2 } },
            { command: 'set_fps', params: { max_fps: 0.1 } },
          ],
        },
      },
    ],
  ])('%s %j', (name, params, back) => {
    expect(command(name).reverse?.(params, processor())).toEqual(back)
  })

  test('a room whose stream is elsewhere comes back with it', () => {
    const streams = [{ source_id: 2, uri: 'rtsp://spare/cam' }]
    const moved = processor({ ...NORMAL, streams })
    const uri = { command: 'change_stream_uri', params: { source_id: 2, stream_uri: 'rtsp://spare/cam' } }
    expect(command('remove_stream').reverse?.({ source_id: 2 }, moved)).toEqual({
      action: 'batch_commands',
      params: { commands: [{ command: 'add_stream', params: { source_id: 2 } }, uri] },
    })
    expect(command('reconfigure').reverse?.({ streams: [] }, moved)).toEqual({
      action: 'batch_commands',
      params: { commands: [{ command: 'reconfigure', params: { streams: [2] } }, uri] },
    })
  })

  test('of a batch each is undone as it was when its turn came', () => {
    const commands = [
      { command: 'remove_stream', params: { source_id: 2 } },
      { command: 'add_stream', params: { source_id: 2 } },
      { command: 'set_fps', params: { max_fps: 1 } },
      { command: 'set_fps', params: { max_fps: 2 } },
    ]
    expect(command('batch_commands').reverse?.({ commands }, processor())).toEqual({
      action: 'batch_commands',
      params: {
        commands: [
          { command: 'set_fps', params: { max_fps: 1 } },
          { command: 'set_fps', params: { max_fps: 0.1 } },
          { command: 'remove_stream', params: { source_id: 2 } },
          { command: 'add_stream', params: { source_id: 2 } },
        ],
      },
    })
  })

  test('a restart cannot be undone', () => {
    expect(command('restart').reverse).toBeUndefined()
  })
})

test.each<[string, Record<string, unknown>, boolean]>([
  ['set_fps', { max_fps: 0.1 }, true],
  ['set_fps', { max_fps: 1 }, false],
  ['add_stream', { source_id: 2 }, true],
  ['remove_stream', { source_id: 2 }, false],
  ['reconfigure', { max_fps: 0.1, streams: [3, 2, 1, 0] }, true],
  ['reconfigure', { max_fps: 0.1, streams: [0] }, false],
  ['change_stream_uri', { source_id: 1, stream_uri: 'rtsp://go2rtc-server/1' }, true],
  ['batch_commands', { commands: [{ command: 'set_fps', params: { max_fps: 0.1 } }] }, true],
  ['batch_commands', { commands: [{ command: 'set_fps', params: { max_fps: 1 } }] }, false],
])('The status shows whether %s %j is so: %s', (name, params, isSo) => {
  expect(command(name).shows?.(params, processor())).toBe(isSo)
})

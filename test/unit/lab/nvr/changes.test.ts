import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changed, type Change } from '../../../../src/lab/nvr/changes'
import { models, routineConfig, streamUri, type ProcessorConfig } from '../../../../src/lab/nvr/processorConfig'

const server = 'rtsp://go2rtc-server/'
const rules = { models, uriOf: (room: number) => streamUri(server, room) }
const config = routineConfig([0, 2], server)
const asked = (command: string, params?: unknown): Change => changed(config, command, params, rules)

describe('a command that is accepted', () => {
  const cases: readonly (readonly [string, unknown, Partial<ProcessorConfig>])[] = [
    ['restart', undefined, {}],
    ['restart', null, {}],
    ['change_model', { model_id: 'yolov11x-640' }, { model_id: 'yolov11x-640' }],
    ['set_fps', { max_fps: 0.05 }, { max_fps: 0.05 }],
    ['set_confidence', { confidence: 0 }, { confidence: 0 }],
    ['enable_tracking', { enabled: true }, { tracking: true }],
    ['remove_stream', { source_id: 0 }, { streams: [{ source_id: 2, uri: 'rtsp://go2rtc-server/2' }] }],
    ['reconfigure', { max_fps: 1, streams: [] }, { max_fps: 1, streams: [] }],
  ]

  test.each(cases)('%s %j', (command, params, expected) => {
    expect(asked(command, params)).toEqual({ value: { ...config, ...expected } })
  })

  test('add_stream makes the address and keeps the rooms in order', () => {
    expect(asked('add_stream', { source_id: 1 })).toMatchObject({
      value: { streams: [{ source_id: 0 }, { source_id: 1, uri: 'rtsp://go2rtc-server/1' }, { source_id: 2 }] },
    })
  })

  test('reconfigure takes streams as a status has them', () => {
    const streams = [{ source_id: 5, uri: 'rtsps://cam5.example/live' }, { source_id: 4 }]
    expect(asked('reconfigure', { streams })).toMatchObject({
      value: {
        streams: [
          { source_id: 4, uri: 'rtsp://go2rtc-server/4' },
          { source_id: 5, uri: 'rtsps://cam5.example/live' },
        ],
      },
    })
  })
})

describe('a command that is refused', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['explode', {}, 'Unknown command: explode'],
    ['constructor', {}, 'Unknown command: constructor'],
    ['restart', [], 'Invalid params: an object is wanted'],
    ['change_model', undefined, 'Missing required parameter: model_id'],
    ['change_model', { model_id: '' }, 'Missing required parameter: model_id'],
    ['change_model', { model_id: 11 }, 'Invalid model_id: 11 (a text)'],
    ['change_model', { model_id: 'yolov99' }, 'Unknown model: yolov99'],
    ['set_fps', {}, 'Missing required parameter: max_fps'],
    ['set_fps', { max_fps: 0 }, 'Invalid max_fps: 0 (above 0, at most 60)'],
    ['set_fps', { max_fps: 61 }, 'Invalid max_fps: 61 (above 0, at most 60)'],
    ['set_fps', { max_fps: '1' }, 'Invalid max_fps: "1" (above 0, at most 60)'],
    ['add_stream', {}, 'Missing required parameter: source_id'],
    ['add_stream', { source_id: 2 }, 'Stream 2 already exists'],
    ['add_stream', { source_id: -1 }, 'Invalid source_id: -1 (a whole number from 0)'],
    ['add_stream', { source_id: 1.5 }, 'Invalid source_id: 1.5 (a whole number from 0)'],
    ['remove_stream', { source_id: 7 }, 'Stream 7 does not exist'],
    ['change_stream_uri', { source_id: 2 }, 'Missing required parameter: stream_uri'],
    ['change_stream_uri', { source_id: 7, stream_uri: 'rtsp://x/7' }, 'Stream 7 does not exist'],
    [
      'change_stream_uri',
      { source_id: 2, stream_uri: 'file:///a' },
      'Invalid stream_uri: "file:///a" (an RTSP address)',
    ],
    ['set_confidence', { confidence: 1.1 }, 'Invalid confidence: 1.1 (from 0 to 1)'],
    ['enable_tracking', {}, 'Missing required parameter: enabled'],
    ['enable_tracking', { enabled: 'yes' }, 'Invalid enabled: "yes" (true or false)'],
    ['reconfigure', {}, 'Missing required parameter: one of model_id, max_fps, confidence, tracking, streams'],
    ['reconfigure', { max_fps: 1, model_id: 'none' }, 'Unknown model: none'],
    ['reconfigure', { streams: [1, 1] }, 'Stream 1 already exists'],
    ['reconfigure', { streams: 'all' }, 'Invalid streams: "all" (a list of rooms)'],
    ['reconfigure', { streams: [null] }, 'Invalid streams: null (a room)'],
    ['batch_commands', {}, 'Missing required parameter: commands'],
    ['batch_commands', { commands: [] }, 'Invalid commands: a list of at least one command is wanted'],
    ['batch_commands', { commands: ['restart'] }, 'Command 1: it has no name'],
    [
      'batch_commands',
      { commands: [{ command: 'restart' }, { command: 'batch_commands', params: {} }] },
      'Command 2: batch_commands cannot be in batch_commands',
    ],
    [
      'batch_commands',
      { commands: [{ command: 'set_fps', params: { max_fps: 1 } }, { command: 'set_fps' }] },
      'Command 2, set_fps: Missing required parameter: max_fps',
    ],
  ]

  test.each(cases)('%s %j: %s', (command, params, error) => {
    expect(asked(command, params)).toEqual({ error })
  })
})

test('a batch is one after the other', () => {
  const commands = [
    { command: 'remove_stream', params: { source_id: 2 } },
    { command: 'add_stream', params: { source_id: 2 } },
    { command: 'change_stream_uri', params: { source_id: 2, stream_uri: 'rtsp://cam2/live' } },
  ]
  expect(asked('batch_commands', { commands })).toMatchObject({
    value: { streams: [{ source_id: 0 }, { source_id: 2, uri: 'rtsp://cam2/live' }] },
  })
})

test('whatever comes is a change or a sentence, and no stream is there twice', () => {
  const command = fc.constantFrom('add_stream', 'remove_stream', 'reconfigure', 'set_fps', 'batch_commands', 'x')
  const params = fc.oneof(
    fc.anything(),
    fc.record({ source_id: fc.integer({ min: -1, max: 4 }) }),
    fc.record({ streams: fc.array(fc.integer({ min: 0, max: 3 })) }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(command, params), { maxLength: 12 }), (asked) => {
      let now = config
      for (const [name, given] of asked) {
        const change = changed(now, name, given, rules)
        if ('error' in change) expect(change.error).not.toBe('')
        else now = change.value
        const rooms = now.streams.map(({ source_id }) => source_id)
        expect(rooms).toEqual([...new Set(rooms)].sort((a, b) => a - b))
      }
    }),
  )
})

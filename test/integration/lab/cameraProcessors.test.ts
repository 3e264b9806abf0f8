import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { fateOf, listenTo, type Heard, type Listener } from './mqttClient'

let lab: Lab
let broker: Listener
let requests = 0

beforeAll(async () => {
  lab = await startLab({ devices: { heartbeatMs: 60_000, restartMs: 20, decoders: 1 } })
  broker = await listenTo(lab.broker.url)
})

afterAll(async () => {
  await broker.end()
  await lab.stop()
})

const acks = 'nvr/control/status/ack'
const fate = (verb: string, body: object): Promise<unknown> => fateOf(lab)(verb, body)
const time = expect.stringMatching(/^\d{4}-.*Z$/) as string

/** Tells one processor something; gives its answers, the last of which is `completed` or `error`. */
async function told(clientId: string, command: string, params: object | undefined): Promise<readonly Heard[]> {
  requests += 1
  const req_id = `n${String(requests)}`
  await broker.say(`nvr/control/${clientId}/commands`, { command, params, req_id })
  await broker.hears(acks, { req_id, status: expect.stringMatching(/completed|error/) as string })
  return broker.on(acks).filter(({ fields }) => fields['req_id'] === req_id)
}

const lastOf = (answers: readonly Heard[]): unknown => answers.at(-1)?.fields
const nvrOf = (clientId: string): unknown => broker.on(`/lab/device/${clientId}/status`).at(-1)?.fields['nvr']
const saidBy = (clientId: string, since: number): readonly unknown[] =>
  broker.all
    .slice(since)
    .filter(({ topic, fields }) => topic === 'nvr/control/status' && fields['client_id'] === clientId)
    .map(({ fields }) => fields['status'])

test('two processors watch eight rooms, two spares none; they are devices like others', async () => {
  const rooms = { 'processor-a': [0, 1, 2, 3], 'processor-b': [4, 5, 6, 7], 'spare-1': [], 'spare-2': [] }
  for (const [id, numbers] of Object.entries(rooms)) {
    const meta = await broker.hears(`/lab/device/${id}/meta`, { device_id: id, modules: ['nvr'] })
    const status = await broker.hears(`/lab/device/${id}/status`, { state: 'online' })
    expect([meta.retained, status.retained]).toEqual([true, true])
    expect(status.fields).toEqual({
      state: 'online',
      ts: time,
      nvr: {
        status: 'running',
        model_id: 'yolov11n-640',
        max_fps: 0.1,
        confidence: 0.5,
        tracking: false,
        streams: numbers.map((n) => ({ source_id: n, uri: `rtsp://go2rtc-server/${String(n)}` })),
      },
    })
  }
  expect(broker.on('nvr/control/status')).toEqual([])
})

describe('a change', () => {
  test('is received, restarts the pipeline, and is completed', async () => {
    const since = broker.all.length
    const answers = await told('processor-a', 'change_model', { model_id: 'yolov11x-640' })
    expect(answers.map(({ fields }) => fields)).toEqual([
      { command: 'change_model', status: 'received', client_id: 'processor-a', timestamp: time, req_id: 'n1' },
      { command: 'change_model', status: 'completed', client_id: 'processor-a', timestamp: time, req_id: 'n1' },
    ])
    expect(saidBy('processor-a', since)).toEqual(['reconfiguring', 'running'])
    const order = broker.all
      .slice(since)
      .filter(({ topic }) => topic.startsWith('nvr/control/status'))
      .map(({ fields }) => fields['status'])
    expect(order).toEqual(['received', 'reconfiguring', 'running', 'completed'])
    expect(nvrOf('processor-a')).toMatchObject({ status: 'running', model_id: 'yolov11x-640' })
    expect(nvrOf('processor-b')).toMatchObject({ model_id: 'yolov11n-640' })
  })

  const changes: readonly (readonly [string, object | undefined, object])[] = [
    ['restart', undefined, {}],
    ['set_fps', { max_fps: 1 }, { max_fps: 1 }],
    ['set_confidence', { confidence: 0.7 }, { confidence: 0.7 }],
    ['enable_tracking', { enabled: true }, { tracking: true }],
    ['add_stream', { source_id: 8 }, { streams: [{ source_id: 8, uri: 'rtsp://go2rtc-server/8' }] }],
    [
      'change_stream_uri',
      { source_id: 8, stream_uri: 'rtsp://cam8/live' },
      { streams: [{ source_id: 8, uri: 'rtsp://cam8/live' }] },
    ],
    ['remove_stream', { source_id: 8 }, { streams: [] }],
    [
      'reconfigure',
      { model_id: 'yolov11s-640', max_fps: 0.5, confidence: 0.4, tracking: false, streams: [2, 1] },
      {
        model_id: 'yolov11s-640',
        max_fps: 0.5,
        confidence: 0.4,
        tracking: false,
        streams: [
          { source_id: 1, uri: 'rtsp://go2rtc-server/1' },
          { source_id: 2, uri: 'rtsp://go2rtc-server/2' },
        ],
      },
    ],
    [
      'batch_commands',
      {
        commands: [
          { command: 'remove_stream', params: { source_id: 1 } },
          { command: 'set_fps', params: { max_fps: 0.2 } },
        ],
      },
      { max_fps: 0.2, streams: [{ source_id: 2, uri: 'rtsp://go2rtc-server/2' }] },
    ],
  ]

  test.each(changes)('%s %j', async (command, params, expected) => {
    expect(lastOf(await told('spare-1', command, params))).toMatchObject({ command, status: 'completed' })
    expect(nvrOf('spare-1')).toMatchObject({ status: 'running', ...expected })
  })

  test.each([
    ['change_model', {}, 'Missing required parameter: model_id'],
    ['change_model', { model_id: 'yolov99' }, 'Unknown model: yolov99'],
    ['add_stream', { source_id: 5 }, 'Stream 5 already exists'],
    ['remove_stream', { source_id: 2 }, 'Stream 2 does not exist'],
    ['reboot', {}, 'Unknown command: reboot'],
    [
      'batch_commands',
      {
        commands: [
          { command: 'set_fps', params: { max_fps: 9 } },
          { command: 'add_stream', params: { source_id: 4 } },
        ],
      },
      'Command 2, add_stream: Stream 4 already exists',
    ],
  ])('%s %j is refused with “%s”, after it was received, and nothing restarts', async (command, params, error) => {
    const [since, before] = [broker.all.length, nvrOf('processor-b')]
    const answers = await told('processor-b', command, params)
    expect(answers.map(({ fields }) => fields['status'])).toEqual(['received', 'error'])
    expect(lastOf(answers)).toMatchObject({ error })
    expect(saidBy('processor-b', since)).toEqual([])
    expect(nvrOf('processor-b')).toEqual(before)
  })

  test('is refused while the pipeline restarts', async () => {
    await fate('nvr/restart-time', { device: 'spare-2', ms: 300 })
    const topic = 'nvr/control/spare-2/commands'
    await broker.say(topic, { command: 'set_fps', params: { max_fps: 2 }, req_id: 'first' })
    await broker.say(topic, { command: 'restart', req_id: 'second' })
    const refused = await broker.hears(acks, { req_id: 'second', status: 'error' })
    expect(refused.fields).toMatchObject({ command: 'restart', error: 'Restart already in progress' })
    await broker.hears(acks, { req_id: 'first', status: 'completed' })
    await fate('nvr/restart-time', { device: 'spare-2', ms: 20 })
    expect(nvrOf('spare-2')).toMatchObject({ max_fps: 2 })
  })

  test('that fails is rolled back, and commands are taken again after its answer', async () => {
    await fate('nvr/invalid-model', { device: 'spare-2', model_id: 'yolov11x-640' })
    const since = broker.all.length
    const params = { model_id: 'yolov11x-640', max_fps: 1, streams: [3] }
    expect(lastOf(await told('spare-2', 'reconfigure', params))).toMatchObject({
      status: 'error',
      error: 'Model yolov11x-640 failed to load, rolled back to yolov11n-640',
    })
    expect(saidBy('spare-2', since)).toEqual(['reconfiguring', 'error', 'running'])
    expect(nvrOf('spare-2')).toMatchObject({ status: 'running', model_id: 'yolov11n-640', max_fps: 2, streams: [] })
    await fate('nvr/invalid-model', { device: 'spare-2', model_id: 'yolov11x-640', on: false })
    expect(lastOf(await told('spare-2', 'reconfigure', params))).toMatchObject({ status: 'completed' })
  })
})

describe('a command', () => {
  test('on the shared topic is for all, and needs no req_id', async () => {
    const since = broker.all.length
    await broker.say('nvr/control/commands', { command: 'set_fps', params: { max_fps: 0.05 } })
    for (const client_id of ['processor-a', 'processor-b', 'spare-1', 'spare-2']) {
      const done = await broker.hears(acks, { client_id, command: 'set_fps', status: 'completed' }, since)
      expect(done.fields).not.toHaveProperty('req_id')
    }
  })

  test('with a client_id is for that one, wherever it is said', async () => {
    const since = broker.all.length
    await broker.say('nvr/control/commands', { command: 'restart', client_id: 'processor-b', req_id: 'b' })
    await broker.say('nvr/control/processor-a/commands', { command: 'restart', client_id: 'spare-1', req_id: 'none' })
    await broker.say('nvr/control/nobody/commands', { command: 'restart', req_id: 'none' })
    await broker.hears(acks, { req_id: 'b', status: 'completed' })
    await told('processor-a', 'restart', undefined)
    const answered = broker.all.slice(since).filter(({ topic }) => topic === acks)
    expect(answered.filter(({ fields }) => fields['req_id'] === 'b')).toHaveLength(2)
    expect(answered.filter(({ fields }) => fields['req_id'] === 'none')).toEqual([])
  })

  test('that is none disturbs nobody', async () => {
    const since = broker.all.length
    for (const text of ['restart', '[]', '{"command":7}', '{"params":{}}']) {
      await broker.say('nvr/control/spare-1/commands', text)
    }
    await told('spare-1', 'restart', undefined)
    expect(broker.all.slice(since).filter(({ topic }) => topic === acks)).toHaveLength(2)
  })
})

describe('rooms', () => {
  test('a fall is reported by the processor that watches the room, and cleared', async () => {
    expect(await fate('nvr/fall', { room_id: 6, confidence: 0.88 })).toEqual({ client_id: 'processor-b' })
    const fall = await broker.hears('nvr/events/fall_detected', { room_id: 6 })
    expect(fall.fields).toEqual({ room_id: 6, timestamp: time, confidence: 0.88, client_id: 'processor-b' })
    expect(fall.retained).toBe(false)
    await fate('nvr/fall-cleared', { room_id: 6 })
    const cleared = await broker.hears('nvr/events/fall_cleared', { room_id: 6 })
    expect(cleared.fields).toEqual({ room_id: 6, timestamp: time })
  })

  test('a fall may be in a room that nobody watches, or be said to come from anybody', async () => {
    await fate('nvr/fall', { room_id: 99, client_id: 'ghost' })
    await broker.hears('nvr/events/fall_detected', { room_id: 99, client_id: 'ghost' })
  })
})

test('a processor is added with its rooms, and taken away', async () => {
  await fate('device/add', { kind: 'nvr', id: 'spare-9', rooms: [11] })
  expect(lastOf(await told('spare-9', 'add_stream', { source_id: 12 }))).toMatchObject({ status: 'completed' })
  expect(nvrOf('spare-9')).toMatchObject({ streams: [{ source_id: 11 }, { source_id: 12 }] })
  await fate('device/remove', { device: 'spare-9' })
  await broker.hears('/lab/device/spare-9/status', { state: 'offline' })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../../src/lab/lab'
import type { DeviceState } from '../../../../src/main/drivers/mqtt/deviceLine'
import { until } from '../../../support/until'
import { fateOf } from '../../lab/mqttClient'
import { ENGINEER, type RelayStage, type Voice, WAIT_MS, startRelay } from '../relayStage'

let stage: RelayStage
let lab: Lab
let app: Voice
let number = 0

beforeAll(async () => {
  stage = await startRelay({ relay: { actorRate: 1000, commandMs: 2_000 } })
  lab = await startLab({
    plant: { size: { nodes: 1, senders: 1, receivers: 1 } },
    devices: { brokerUrl: stage.broker.url, processors: 2, spares: 1, restartMs: 20, heartbeatMs: 60_000 },
  })
  app = await stage.join()
})
afterAll(async () => {
  await lab.stop()
  await stage.stop()
})

const fate = (verb: string, body: object): Promise<unknown> => fateOf(lab)(verb, body)

/** A processor as the house sees it, once it is as wanted. */
const seen = (id: string, wanted: (device: DeviceState) => boolean) =>
  until(
    () => stage.house().relay.devices.get(`mqtt:house/${id}`),
    (device) => device !== undefined && wanted(device),
    WAIT_MS,
  )
type Nvr = { readonly status: string; readonly max_fps: number; readonly streams: readonly { source_id: number }[] }
const nvrOf = (device: DeviceState | undefined): Nvr => device?.state['nvr'] as Nvr
const now = (id: string): Nvr => nvrOf(stage.house().relay.devices.get(`mqtt:house/${id}`))

function ask(action: string, params: object, device_id = 'processor-a') {
  number += 1
  return app.ask('nvr', { req_id: `n${String(number)}`, actor: 'app', action, params: { device_id, ...params } })
}

const NORMAL = {
  ...{ model_id: 'yolov11n-640', max_fps: 0.1, confidence: 0.5, tracking: false },
  streams: [0, 1, 2, 3].map((room) => ({ source_id: room, uri: `rtsp://go2rtc-server/${String(room)}` })),
}
const { streams: _rooms, ...PLAIN } = NORMAL

/** What was done before does not count. */
beforeEach(async () => {
  await fate('device/slow-ack', { device: '*', ms: 0 })
  for (const id of ['processor-a', 'processor-b']) {
    await seen(id, (device) => device.online && nvrOf(device).status === 'running')
  }
  const rooms = (from: number) => [0, 1, 2, 3].map((room) => room + from)
  expect((await ask('reconfigure', { ...PLAIN, streams: rooms(0) })).status).toBe('OK')
  expect((await ask('reconfigure', { ...PLAIN, streams: rooms(4) }, 'processor-b')).status).toBe('OK')
})

describe('a camera processor', () => {
  it.each<[string, object, object]>([
    ['restart', {}, {}],
    ['change_model', { model_id: 'yolov11x-640' }, { model_id: 'yolov11x-640' }],
    ['set_fps', { max_fps: 1 }, { max_fps: 1 }],
    ['add_stream', { source_id: 8 }, { streams: [...NORMAL.streams, { source_id: 8, uri: 'rtsp://go2rtc-server/8' }] }],
    ['remove_stream', { source_id: 3 }, { streams: NORMAL.streams.slice(0, 3) }],
    [
      'change_stream_uri',
      { source_id: 0, stream_uri: 'rtsp://spare/cam0' },
      { streams: [{ source_id: 0, uri: 'rtsp://spare/cam0' }, ...NORMAL.streams.slice(1)] },
    ],
    ['set_confidence', { confidence: 0.8 }, { confidence: 0.8 }],
    ['enable_tracking', { enabled: true }, { tracking: true }],
    ['reconfigure', { max_fps: 2, streams: [1] }, { max_fps: 2, streams: [NORMAL.streams[1]] }],
    [
      'batch_commands',
      {
        commands: [
          { command: 'remove_stream', params: { source_id: 0 } },
          { command: 'set_fps', params: { max_fps: 1 } },
        ],
      },
      { max_fps: 1, streams: NORMAL.streams.slice(1) },
    ],
  ])('does %s, is seen to have done it, and no other does', async (action, params, after) => {
    const other = now('processor-b')
    const answer = await ask(action, params)
    expect(answer.status).toBe('OK')
    await seen('processor-a', (device) => nvrOf(device).status === 'running')
    expect(now('processor-a')).toEqual({ ...NORMAL, status: 'running', ...after })
    expect(now('processor-b')).toEqual(other)
  })

  it('is put back as it was', async () => {
    const { execution } = stage.house()
    const answer = await ask('batch_commands', {
      commands: [
        { command: 'remove_stream', params: { source_id: 2 } },
        { command: 'change_model', params: { model_id: 'yolov11x-640' } },
      ],
    })
    const run = await execution.takeBack(ENGINEER, answer.run_id ?? '', 'It was a test.', 10_000)
    expect(run).toMatchObject({ state: 'compensated', changes: [{ state: 'reverted' }] })
    expect(now('processor-a')).toEqual({ ...NORMAL, status: 'running' })
  })

  it.each<[string, object, string, string]>([
    ['change_model', {}, 'INVALID_PARAMS', 'Missing required parameter: model_id'],
    ['change_model', { model_id: 'yolov12' }, 'COMMAND_REFUSED', 'Unknown model: yolov12'],
    ['add_stream', { source_id: 2 }, 'COMMAND_REFUSED', 'Stream 2 already exists'],
    ['remove_stream', { source_id: 7 }, 'COMMAND_REFUSED', 'Stream 7 does not exist'],
    ['set_fps', { max_fps: 61 }, 'INVALID_PARAMS', 'Invalid max_fps: 61 (above 0, at most 60)'],
    ['reconfigure', { max_fps: 1, model_id: 'yolov12' }, 'COMMAND_REFUSED', 'Unknown model: yolov12'],
    [
      'batch_commands',
      { commands: [{ command: 'restart' }, { command: 'add_stream', params: { source_id: 1 } }] },
      'COMMAND_REFUSED',
      'Command 2, add_stream: Stream 1 already exists',
    ],
  ])('is not asked for what it would refuse: %s %j', async (action, params, code, words) => {
    const answer = await ask(action, params)
    expect(answer).toMatchObject({ status: 'ERROR', error: { code } })
    expect(answer.error?.text).toContain(words)
    expect(now('processor-a')).toEqual({ ...NORMAL, status: 'running' })
  })

  it('is not asked while it restarts, and refuses it itself', async () => {
    await fate('nvr/restart-time', { device: 'processor-a', ms: 1_500 })
    try {
      const direct = { command: 'restart', client_id: 'processor-a', req_id: 'somebody else' }
      await app.client.publishAsync('nvr/control/commands', JSON.stringify(direct), { qos: 1 })
      await seen('processor-a', (device) => nvrOf(device).status === 'reconfiguring')
      const answer = await ask('set_fps', { max_fps: 1 })
      expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'COMMAND_REFUSED' } })
      expect(answer.error?.text).toContain('Restart already in progress')
    } finally {
      await fate('nvr/restart-time', { device: 'processor-a', ms: 20 })
      await seen('processor-a', (device) => nvrOf(device).status === 'running')
    }
  })

  it('rolls back what fails to load, all of it, and says so', async () => {
    await fate('nvr/invalid-model', { device: 'processor-a', model_id: 'yolov11l-640' })
    const answer = await ask('reconfigure', { max_fps: 5, model_id: 'yolov11l-640', streams: [0] })
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'REFUSED_BY_DEVICE' } })
    expect(answer.error?.text).toContain('Model yolov11l-640 failed to load, rolled back to yolov11n-640')
    await seen('processor-a', (device) => nvrOf(device).status === 'running')
    expect(now('processor-a')).toEqual({ ...NORMAL, status: 'running' })
  })

  it('is spoken to by its name on the topic of all, when the house wants it, and is the only one that hears it', async () => {
    const { modules } = stage.house().relay
    await modules.update(ENGINEER, 'nvr', { settings: { addressing: 'shared' } })
    try {
      expect((await ask('set_fps', { max_fps: 1 })).status).toBe('OK')
      expect([now('processor-a').max_fps, now('processor-b').max_fps]).toEqual([1, 0.1])
    } finally {
      await modules.update(ENGINEER, 'nvr', { settings: { addressing: 'own' } })
    }
  })
})

describe('what goes wrong with a camera processor', () => {
  it('is waited for when it is slow, longer than for one that says nothing', async () => {
    await fate('nvr/restart-time', { device: 'processor-a', ms: 2_500 })
    expect((await ask('set_fps', { max_fps: 1 })).status).toBe('OK')
    await fate('nvr/restart-time', { device: 'processor-a', ms: 20 })
  })

  it('is TIMEOUT when it acknowledges nothing', async () => {
    await fate('device/no-ack', { device: 'processor-a', executed: false })
    expect(await ask('set_fps', { max_fps: 1 })).toMatchObject({ status: 'ERROR', error: { code: 'TIMEOUT' } })
    await fate('device/no-ack', { device: 'processor-a', on: false })
  })

  it('is said in its own words', async () => {
    await fate('device/error-ack', { device: 'processor-a', error: 'The pipeline has no memory left' })
    const answer = await ask('set_fps', { max_fps: 1 })
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'REFUSED_BY_DEVICE' } })
    expect(answer.error?.text).toContain('The pipeline has no memory left')
  })

  it('is said at once when it crashes while it is asked, and before', async () => {
    await fate('nvr/restart-time', { device: 'processor-b', ms: 60_000 })
    const waiting = ask('set_fps', { max_fps: 1 }, 'processor-b')
    await seen('processor-b', (device) => nvrOf(device).status === 'reconfiguring')
    await fate('device/crash', { device: 'processor-b' })
    const answer = await waiting
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'TIMEOUT' } })
    expect(answer.error?.text).toContain('It did not answer before it went offline.')
    expect(await ask('set_fps', { max_fps: 1 }, 'processor-b')).toMatchObject({ error: { code: 'OFFLINE' } })
    await fate('nvr/restart-time', { device: 'processor-b', ms: 20 })
    await fate('device/back', { device: 'processor-b' })
    await seen('processor-b', ({ online }) => online)
    expect((await ask('set_fps', { max_fps: 1 }, 'processor-b')).status).toBe('OK')
  })
})

it('a processor that shows itself only on the status topic of all is a device too', async () => {
  const said = { status: 'running', timestamp: new Date().toISOString(), client_id: 'processor-old' }
  await app.client.publishAsync('nvr/control/status', JSON.stringify(said), { qos: 1 })
  const device = await seen('processor-old', ({ online }) => online)
  expect(device).toMatchObject({ modules: ['nvr'], state: { nvr: { status: 'running' } } })
})

it('rooms are listed with their processors, by number', async () => {
  const route = stage.house().relay.modules.route('nvr', 'GET', '/rooms')
  if (route.kind !== 'found') throw new Error('There is no route.')
  const answer = await route.answer({ query: {}, body: null, actor: { id: 'u', name: 'Ute', role: 'viewer' } })
  const { items } = JSON.parse(answer.ok ? answer.json : '{}') as { items: { room: number; deviceId: string }[] }
  expect(items.map(({ room }) => room)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(items[5]?.deviceId).toBe('mqtt:house/processor-b')
})

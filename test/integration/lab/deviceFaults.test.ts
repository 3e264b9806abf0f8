import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { fateOf, listenTo, type Heard, type Listener } from './mqttClient'
import { ask, until } from './nodeClient'

let lab: Lab
let broker: Listener
const reports: string[] = []

beforeAll(async () => {
  lab = await startLab({
    devices: { heartbeatMs: 40, restartMs: 20 },
    report: (text) => {
      reports.push(text)
    },
  })
  broker = await listenTo(lab.broker.url)
})

afterAll(async () => {
  await broker.end()
  await lab.stop()
})

const fate = (verb: string, body: object): Promise<unknown> => fateOf(lab)(verb, body)
const topicsOf = (id: string) => ({
  meta: `/lab/device/${id}/meta`,
  status: `/lab/device/${id}/status`,
  commands: `/lab/device/${id}/ndi/cmd`,
  events: `/lab/device/${id}/ndi/evt`,
})
const start = (id: string, req_id: string): Promise<void> =>
  broker.say(topicsOf(id).commands, { req_id, actor: 'app', action: 'start', params: { source: 'NDI-Source-1' } })
const stop = (id: string, req_id: string): Promise<void> =>
  broker.say(topicsOf(id).commands, { req_id, actor: 'app', action: 'stop' })
const answered = (id: string, req_id: string): Promise<Heard> => broker.hears(topicsOf(id).events, { req_id })
const acks = 'nvr/control/status/ack'
const tell = (id: string, command: string, req_id: string): Promise<void> =>
  broker.say(`nvr/control/${id}/commands`, { command, req_id })

describe('answers', () => {
  test('come late, after the status has long changed', async () => {
    await fate('device/slow-ack', { device: 'rpi-01', ms: 400 })
    const since = broker.all.length
    await start('rpi-01', 'late')
    await broker.hears(topicsOf('rpi-01').status, { ndi: { state: 'playing' } }, since)
    const answer = await answered('rpi-01', 'late')
    expect(answer.fields).toMatchObject({ status: 'OK' })
    const playing = broker.all.findIndex(({ text }) => text.includes('"playing"'))
    expect(broker.all.indexOf(answer)).toBeGreaterThan(playing)
    await fate('device/slow-ack', { device: 'rpi-01', ms: 0 })
  })

  test('of a processor come late, too, and in their order', async () => {
    await fate('device/slow-ack', { device: 'spare-1', ms: 200 })
    const since = broker.all.length
    await tell('spare-1', 'restart', 'slow')
    await broker.hears(acks, { req_id: 'slow', status: 'completed' })
    const said = broker.all
      .slice(since)
      .filter(({ topic, fields }) => topic.startsWith('nvr/control/status') && fields['client_id'] === 'spare-1')
    expect(said.map(({ fields }) => fields['status'])).toEqual(['reconfiguring', 'running', 'received', 'completed'])
    await fate('device/slow-ack', { device: 'spare-1', ms: 0 })
  })

  test('do not come, and what was asked is done', async () => {
    await fate('device/no-ack', { device: 'rpi-02' })
    await start('rpi-02', 'mute')
    await broker.hears(topicsOf('rpi-02').status, { ndi: { state: 'playing' } })
    await fate('device/no-ack', { device: 'rpi-02', on: false })
    await stop('rpi-02', 'heard')
    await answered('rpi-02', 'heard')
    expect(broker.on(topicsOf('rpi-02').events)).toHaveLength(1)
  })

  test('do not come, and what was asked is not done', async () => {
    await fate('device/no-ack', { device: 'rpi-03', executed: false })
    await start('rpi-03', 'lost')
    await until(
      () => Promise.resolve(reports),
      (all) => all.some((text) => text.startsWith('rpi-03:') && text.includes('is lost')),
    )
    const since = broker.all.length
    await broker.hears(topicsOf('rpi-03').status, { ndi: { state: 'stopped' } }, since)
    await fate('device/no-ack', { device: 'rpi-03', on: false })
    await stop('rpi-03', 'heard')
    await answered('rpi-03', 'heard')
    expect(broker.on(topicsOf('rpi-03').events)).toHaveLength(1)
    const states = broker.on(topicsOf('rpi-03').status).map(({ fields }) => fields['ndi'])
    expect(JSON.stringify(states)).not.toContain('playing')
  })

  test('are errors for as many commands as wished, which are not executed', async () => {
    await fate('device/error-ack', { device: 'rpi-04', count: 2, error: 'Decoder board does not answer' })
    for (const [req_id, status] of [
      ['e1', 'ERROR'],
      ['e2', 'ERROR'],
      ['e3', 'OK'],
    ] as const) {
      await start('rpi-04', req_id)
      const { fields } = await answered('rpi-04', req_id)
      expect([fields['status'], fields['error']]).toEqual([
        status,
        status === 'OK' ? undefined : 'Decoder board does not answer',
      ])
    }
  })

  test('of a processor are errors, without a restart', async () => {
    await fate('device/error-ack', { device: 'spare-2', error: 'GPU is too hot' })
    const since = broker.all.length
    await tell('spare-2', 'restart', 'hot')
    const refused = await broker.hears(acks, { req_id: 'hot', status: 'error' })
    expect(refused.fields).toMatchObject({ error: 'GPU is too hot' })
    await tell('spare-2', 'restart', 'cool')
    await broker.hears(acks, { req_id: 'cool', status: 'completed' })
    const restarts = broker.all
      .slice(since)
      .filter(({ fields }) => fields['client_id'] === 'spare-2' && fields['status'] === 'reconfiguring')
    expect(restarts).toHaveLength(1)
  })
})

describe('a crash', () => {
  test('lets the last will speak, and the device comes back by itself as it was', async () => {
    await start('rpi-01', 'before')
    await answered('rpi-01', 'before')
    const since = broker.all.length
    await fate('device/crash', { device: 'rpi-01', backMs: 200 })
    const offline = await broker.hears(topicsOf('rpi-01').status, { state: 'offline' }, since)
    expect(Object.keys(offline.fields).sort()).toEqual(['state', 'ts'])
    const gone = broker.all.length
    await broker.hears(topicsOf('rpi-01').meta, { device_id: 'rpi-01' }, gone)
    await broker.hears(topicsOf('rpi-01').status, { state: 'online', ndi: { state: 'playing' } }, gone)
  })

  test('in the middle of a restart ends it: no answer, and the configuration of before', async () => {
    await fate('nvr/restart-time', { device: 'processor-b', ms: 5000 })
    await broker.say('nvr/control/processor-b/commands', {
      command: 'set_fps',
      params: { max_fps: 5 },
      req_id: 'dying',
    })
    await broker.hears('/lab/device/processor-b/status', { nvr: { status: 'reconfiguring' } })
    await fate('device/crash', { device: 'processor-b' })
    await broker.hears('/lab/device/processor-b/status', { state: 'offline' })
    const gone = broker.all.length
    await fate('nvr/restart-time', { device: 'processor-b', ms: 20 })
    await fate('device/back', { device: 'processor-b' })
    await broker.hears('nvr/control/status', { client_id: 'processor-b', status: 'running' }, gone)
    await broker.hears('/lab/device/processor-b/status', { nvr: { status: 'running', max_fps: 0.1 } }, gone)
    await tell('processor-b', 'restart', 'alive')
    await broker.hears(acks, { req_id: 'alive', status: 'completed' })
    const dying = broker.on(acks).filter(({ fields }) => fields['req_id'] === 'dying')
    expect(dying.map(({ fields }) => fields['status'])).toEqual(['received'])
  })

  test('may cost the device its memory', async () => {
    await broker.say('nvr/control/processor-a/commands', { command: 'remove_stream', params: { source_id: 2 } })
    await broker.hears(acks, { client_id: 'processor-a', command: 'remove_stream', status: 'completed' })
    await broker.hears('/lab/device/processor-a/status', {
      nvr: { streams: [{ source_id: 0 }, { source_id: 1 }, { source_id: 3 }] },
    })
    const since = broker.all.length
    await fate('device/crash', { device: 'processor-a', memory: 'lost' })
    await broker.hears('/lab/device/processor-a/status', { state: 'offline' }, since)
    const gone = broker.all.length
    await fate('device/back', { device: 'processor-a' })
    const back = await broker.hears('/lab/device/processor-a/status', { state: 'online' }, gone)
    const { streams } = back.fields['nvr'] as { streams: readonly { source_id: number }[] }
    expect(streams.map(({ source_id }) => source_id)).toEqual([0, 1, 2, 3])
  })
})

describe('garbage', () => {
  test.each([
    ['meta', 'text', true],
    ['status', 'shape', true],
    ['status', 'large', true],
    ['answers', 'text', false],
    ['answers', 'large', false],
  ] as const)('on %s: %s', async (topic, kind, retained) => {
    await fate('device/silent', { device: 'rpi-02' })
    await fate('device/garbage', { device: 'rpi-02', topic, kind })
    const { meta, status, events } = topicsOf('rpi-02')
    const where = { meta, status, answers: events }[topic]
    const isGarbage = ({ text }: Heard): boolean =>
      kind === 'large' ? text.length > 1024 * 1024 : text !== '' && !text.includes('"ts":"')
    const late = await listenTo(lab.broker.url)
    await late.hears(topicsOf('rpi-04').meta, {})
    expect(late.on(where).some(isGarbage)).toBe(retained)
    await late.end()
    const since = broker.all.length
    await fate('device/silent', { device: 'rpi-02', on: false })
    await broker.hears(meta, { device_id: 'rpi-02' }, since)
    expect(broker.on(where).filter(isGarbage).length).toBeGreaterThan(0)
  })
})

describe('a claim on another’s id', () => {
  test.each([
    ['payload', 'rpi-03', 'rpi-04'],
    ['topic', 'rpi-04', 'rpi-03'],
    ['both', 'rpi-04', 'rpi-04'],
  ] as const)('by %s', async (how, topicOf, device_id) => {
    const since = broker.all.length
    await fate('device/claim', { device: 'rpi-03', as: 'rpi-04', how })
    const claim = await broker.hears(topicsOf(topicOf).meta, { device_id, name: 'NDI decoder 03' }, since)
    expect(claim.fields['modules']).toEqual(['ndi'])
    await fate('device/announce', { device: '*' })
    await broker.hears(topicsOf('rpi-04').meta, { device_id: 'rpi-04', name: 'NDI decoder 04' }, since)
    await broker.hears(topicsOf('rpi-03').meta, { device_id: 'rpi-03', name: 'NDI decoder 03' }, since)
  })
})

test('a silent device stays connected, answers, and says nothing by itself', async () => {
  await fate('device/silent', { device: 'rpi-02' })
  await start('rpi-02', 'quiet')
  await answered('rpi-02', 'quiet')
  const since = broker.all.length
  // Others have said how they are several times meanwhile.
  for (let i = 0; i < 3; i += 1) await broker.hears(topicsOf('rpi-01').status, {}, broker.all.length)
  expect(broker.all.slice(since).some(({ topic }) => topic === topicsOf('rpi-02').status)).toBe(false)
  await fate('device/silent', { device: 'rpi-02', on: false })
  await broker.hears(topicsOf('rpi-02').status, { state: 'online', ndi: { state: 'playing' } }, since)
})

test('a device that is not there, and a verb for another kind, are refused', async () => {
  const refused = async (verb: string, body: object): Promise<number> =>
    (await ask('POST', `${lab.control.url}/${verb}`, body)).status
  expect(await refused('device/crash', { device: 'nobody' })).toBe(404)
  expect(await refused('nvr/restart-time', { device: 'rpi-01', ms: 5 })).toBe(404)
  expect(await refused('device/slow-ack', { device: 'rpi-01', ms: -1 })).toBe(400)
  expect(await refused('nvr/invalid-model', { device: '*', model_id: 'none' })).toBe(400)
})

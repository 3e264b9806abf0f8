import { createSocket } from 'node:dgram'
import { decode, encode } from 'dns-packet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { fateOf, listenTo, type Heard, type Listener } from './mqttClient'
import { ask, get, until } from './nodeClient'

let lab: Lab
let broker: Listener
let requests = 0

beforeAll(async () => {
  const ndiSources = ['NDI-Source-1', 'NDI-Source-2', 'STUDIO-A (CAM 1)']
  lab = await startLab({ devices: { heartbeatMs: 60_000, processors: 0, spares: 0, ndiSources } })
  broker = await listenTo(lab.broker.url)
})

afterAll(async () => {
  await broker.end()
  await lab.stop()
})

const device = (id: string): string => `/lab/device/${id}`

/** Sends a command and gives the device's answer. */
async function command(id: string, action: string, params: object): Promise<Heard> {
  requests += 1
  const req_id = `r${String(requests)}`
  await broker.say(`${device(id)}/ndi/cmd`, { req_id, actor: 'app', action, params })
  return broker.hears(`${device(id)}/ndi/evt`, { req_id })
}

const showing = (id: string, ndi: object, since: number): Promise<Heard> =>
  broker.hears(`${device(id)}/status`, { state: 'online', ndi }, since)

test('every decoder says, retained, who and how it is', async () => {
  for (const id of ['rpi-01', 'rpi-02', 'rpi-03', 'rpi-04']) {
    const meta = await broker.hears(`${device(id)}/meta`, { device_id: id })
    expect(meta.retained).toBe(true)
    expect(meta.fields).toEqual({
      device_id: id,
      name: expect.stringContaining('NDI decoder') as string,
      modules: ['ndi'],
      site: 'Riverside',
      room: expect.any(String) as string,
      version: '1.4.0',
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    })
    const status = await broker.hears(`${device(id)}/status`, { state: 'online' })
    expect([status.retained, status.fields['ndi']]).toEqual([true, { state: 'stopped', input: null, recording: false }])
  }
})

describe('commands', () => {
  test('are answered with what was asked, and the status follows', async () => {
    const begin = broker.all.length
    const started = await command('rpi-01', 'start', { device_id: 'rpi-01', source: 'NDI-Source-1' })
    expect(started.fields).toEqual({
      req_id: 'r1',
      device_id: 'rpi-01',
      actor: 'app',
      action: 'start',
      status: 'OK',
      ts: expect.any(String) as string,
    })
    await showing('rpi-01', { state: 'playing', input: 'NDI-Source-1', recording: false }, begin)
    const steps: readonly (readonly [string, object, object])[] = [
      ['set_input', { source: 'NDI-Source-2' }, { state: 'playing', input: 'NDI-Source-2', recording: false }],
      ['record_start', {}, { state: 'playing', input: 'NDI-Source-2', recording: true }],
      ['record_stop', {}, { state: 'playing', input: 'NDI-Source-2', recording: false }],
      ['record_start', {}, { state: 'playing', input: 'NDI-Source-2', recording: true }],
      ['stop', {}, { state: 'stopped', input: 'NDI-Source-2', recording: false }],
      ['set_input', { source: 'STUDIO-A (CAM 1)' }, { state: 'stopped', input: 'STUDIO-A (CAM 1)', recording: false }],
      ['start', {}, { state: 'playing', input: 'STUDIO-A (CAM 1)', recording: false }],
      ['set_input', { source: null }, { state: 'stopped', input: null, recording: false }],
    ]
    for (const [action, params, ndi] of steps) {
      const since = broker.all.length
      expect((await command('rpi-01', action, params)).fields).toMatchObject({ action, status: 'OK' })
      expect((await showing('rpi-01', ndi, since)).fields['ndi']).toEqual(ndi)
    }
    expect((await command('rpi-02', 'stop', {})).fields).toMatchObject({ device_id: 'rpi-02', status: 'OK' })
  })

  test.each([
    ['start', { source: 'NDI-Source-99' }, 'There is no NDI source "NDI-Source-99"'],
    ['set_input', { source: 'nowhere' }, 'There is no NDI source "nowhere"'],
    ['set_input', { source: 7 }, 'A source is named by a text'],
    ['set_input', {}, 'Missing required parameter: source'],
    ['start', {}, 'There is no input to play: name a source or set one first'],
    ['record_start', {}, 'There is no input to record: set one first'],
    ['explode', {}, 'Unknown action: explode'],
  ])('%s %j is refused in words and changes nothing', async (action, params, error) => {
    const since = broker.all.length
    expect((await command('rpi-03', action, params)).fields).toMatchObject({ action, status: 'ERROR', error })
    const { body } = await get(`${lab.control.url}/state`)
    const { devices } = (body as { mqtt: { devices: { id: string; status: object }[] } }).mqtt
    expect(devices.find(({ id }) => id === 'rpi-03')?.status).toMatchObject({
      ndi: { state: 'stopped', input: null, recording: false },
    })
    expect(broker.all.slice(since).filter(({ topic }) => topic === `${device('rpi-03')}/status`)).toEqual([])
  })

  test('what is no command disturbs nobody', async () => {
    const topic = `${device('rpi-04')}/ndi/cmd`
    for (const text of ['{', '7', 'null', '{"action":"start"}', '{"req_id":"x","action":5}', '']) {
      await broker.say(topic, text)
    }
    await command('rpi-04', 'stop', {})
    expect(broker.on(`${device('rpi-04')}/ndi/evt`)).toHaveLength(1)
  })
})

test('a heartbeat says the status again and again', async () => {
  const own = await startLab({ devices: { heartbeatMs: 50, decoders: 1, processors: 0, spares: 0 } })
  const listener = await listenTo(own.broker.url)
  await until(
    () => Promise.resolve(listener.on(`${device('rpi-01')}/status`)),
    (heard) => heard.length > 3,
  )
  expect(new Set(listener.on(`${device('rpi-01')}/status`).map(({ fields }) => fields['ts'])).size).toBeGreaterThan(3)
  expect(listener.on(`${device('rpi-01')}/meta`)).toHaveLength(1)
  await own.stop()
  await listener.end()
})

test('the prefix of the topics is a wish, and a lab that ends says goodbye', async () => {
  const own = await startLab({ devices: { brokerUrl: lab.broker.url, prefix: 'house/', decoders: 2, processors: 0 } })
  await broker.hears('house/device/rpi-02/meta', { device_id: 'rpi-02' })
  await own.stop()
  await broker.hears('house/device/rpi-02/status', { state: 'offline', ts: expect.any(String) as string })
})

describe('by the control API', () => {
  test('a decoder comes, works, and is gone', async () => {
    const fate = fateOf(lab)
    await fate('device/add', { kind: 'ndi', id: 'rpi-09', name: 'Foyer', site: 'Riverside', room: 'Foyer' })
    await broker.hears(`${device('rpi-09')}/meta`, { name: 'Foyer', room: 'Foyer', modules: ['ndi'] })
    expect((await command('rpi-09', 'start', { source: 'NDI-Source-1' })).fields).toMatchObject({ status: 'OK' })
    expect((await ask('POST', `${lab.control.url}/device/add`, { kind: 'ndi', id: 'rpi-09' })).status).toBe(404)
    expect((await ask('POST', `${lab.control.url}/device/add`, { kind: 'ndi', id: 'a/+' })).status).toBe(400)
    await fate('device/remove', { device: 'rpi-09' })
    await broker.hears(`${device('rpi-09')}/status`, { state: 'offline' })
    expect((await ask('POST', `${lab.control.url}/device/remove`, { device: 'rpi-09' })).status).toBe(404)
  })

  test('a decoder that is to be forgotten leaves nothing retained', async () => {
    const fate = fateOf(lab)
    await fate('device/add', { kind: 'ndi', id: 'rpi-10' })
    await fate('device/remove', { device: 'rpi-10', forget: true })
    const late = await listenTo(lab.broker.url)
    await late.hears(`${device('rpi-04')}/meta`, {})
    expect(late.on(`${device('rpi-10')}/meta`)).toEqual([])
    expect(late.on(`${device('rpi-10')}/status`)).toEqual([])
    await late.end()
  })

  test('the list of sources changes, for decoders and in DNS-SD', async () => {
    const browse = async (): Promise<unknown[]> =>
      (await askDns('PTR', '_ndi._tcp.riverside.example')).map(({ data }) => data)
    expect(await browse()).toContain('STUDIO-A (CAM 1)._ndi._tcp.riverside.example')
    await fateOf(lab)('ndi/sources', { sources: ['NDI-Source-1', 'TRUCK (PGM)'] })
    expect(await browse()).toEqual([
      'NDI-Source-1._ndi._tcp.riverside.example',
      'TRUCK (PGM)._ndi._tcp.riverside.example',
    ])
    expect(await askDns('SRV', 'TRUCK (PGM)._ndi._tcp.riverside.example')).toMatchObject([
      { data: { port: 5962, target: 'ndi-2.riverside.example' } },
    ])
    expect(await askDns('TXT', 'TRUCK (PGM)._ndi._tcp.riverside.example')).toHaveLength(1)
    expect(await askDns('A', 'ndi-2.riverside.example')).toMatchObject([{ data: '127.0.0.1' }])
    expect((await command('rpi-04', 'set_input', { source: 'TRUCK (PGM)' })).fields).toMatchObject({ status: 'OK' })
    expect((await command('rpi-04', 'set_input', { source: 'NDI-Source-2' })).fields).toMatchObject({ status: 'ERROR' })
    const wrong = await ask('POST', `${lab.control.url}/ndi/sources`, { sources: ['CAM 1.2'] })
    expect(wrong.status).toBe(400)
  })
})

type DnsAnswer = { readonly data: unknown }

/** Asks by a plain datagram: node:dns does not ask for names with spaces, and escapes parentheses. */
async function askDns(type: string, name: string): Promise<readonly DnsAnswer[]> {
  const [host = '', port = ''] = lab.dns.address.split(':')
  const socket = createSocket('udp4')
  try {
    return await new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('message', (message) => {
        resolve(decode(message).answers as readonly DnsAnswer[])
      })
      const query = encode({ id: 9, type: 'query', flags: 0, questions: [{ type, name }], answers: [] })
      socket.send(query, Number(port), host)
    })
  } finally {
    socket.close()
  }
}

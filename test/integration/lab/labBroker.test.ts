import { connect } from 'node:net'
import { connectAsync } from 'mqtt'
import { afterEach, describe, expect, test } from 'vitest'
import { startBroker, type LabBroker } from '../../../src/lab/events/labBroker'
import { startLab, type Lab } from '../../../src/lab/lab'
import { startMosquitto, type Mosquitto } from '../../support/mosquitto'
import { fateOf, listenTo } from './mqttClient'
import { get } from './nodeClient'

const running: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

async function lab(wishes: Parameters<typeof startLab>[0]): Promise<Lab> {
  const started = await startLab(wishes)
  running.push(started.stop)
  return started
}

async function brokerWith(login: LabBroker['login']): Promise<LabBroker> {
  const broker = await startBroker({ host: '127.0.0.1', port: 0, login })
  running.push(broker.stop)
  return broker
}

async function mosquitto(users: Readonly<Record<string, string>>): Promise<Mosquitto> {
  const broker = await startMosquitto({ users })
  running.push(broker.end)
  return broker
}

const few = { decoders: 1, processors: 1, spares: 0 }

/** The address of a broker with a user and password in it. */
const withLogin = (url: string, login: string): string => url.replace('mqtt://', `mqtt://${login}@`)

/** What a client that logs in so is told. */
async function outcome(url: string, options: { username?: string; password?: string }): Promise<string> {
  try {
    const client = await connectAsync(url, { ...options, reconnectPeriod: 0 })
    await client.endAsync(true)
    return 'welcome'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('credentials', () => {
  test('the plant’s broker asks for them; its own devices and nodes have them', async () => {
    const own = await lab({ brokerLogin: { user: 'ward', password: 'p@ss word' }, devices: few })
    const { url } = own.broker
    expect(await outcome(url, {})).toContain('Not authorized')
    expect(await outcome(url, { username: 'ward', password: 'wrong' })).toContain('Not authorized')
    expect(await outcome(url, { username: 'other', password: 'p@ss word' })).toContain('Not authorized')
    expect(await outcome(url, { username: 'ward', password: 'p@ss word' })).toBe('welcome')
    const listener = await listenTo(withLogin(url, 'ward:p%40ss%20word'))
    await listener.hears('/lab/device/rpi-01/status', { state: 'online' })
    await listener.end()
    const state = JSON.stringify((await get(`${own.control.url}/state`)).body)
    expect(state).not.toContain('p@ss word')
  })

  test('without a wish everybody is let in', async () => {
    const own = await lab({ devices: few })
    expect(await outcome(own.broker.url, {})).toBe('welcome')
  })
})

describe('another broker', () => {
  test('is used by the devices, with the user and password of its address', async () => {
    const other = await brokerWith({ user: 'lab', password: 'a@b/c' })
    const own = await lab({ devices: { ...few, brokerUrl: withLogin(other.url, 'lab:a%40b%2Fc') } })
    expect(own.mqtt.brokerUrl).toBe(other.url)
    const listener = await listenTo(withLogin(other.url, 'lab:a%40b%2Fc'))
    await listener.hears('/lab/device/processor-a/status', { state: 'online' })
    await listener.end()
  })

  test('may be mosquitto: commands, will and goodbye are the same', async () => {
    const other = await mosquitto({ lab: 'secret', looker: 'on' })
    const own = await lab({ devices: { ...few, restartMs: 10, brokerUrl: withLogin(other.url, 'lab:secret') } })
    const listener = await listenTo(withLogin(other.url, 'looker:on'))
    await listener.say('/lab/device/rpi-01/ndi/cmd', {
      req_id: 'm',
      action: 'start',
      params: { source: 'NDI-Source-1' },
    })
    await listener.hears('/lab/device/rpi-01/ndi/evt', { req_id: 'm', status: 'OK' })
    await listener.say('nvr/control/commands', { command: 'restart', req_id: 'n' })
    await listener.hears('nvr/control/status/ack', { req_id: 'n', status: 'completed' })
    await fateOf(own)('device/crash', { device: 'rpi-01' })
    await listener.hears('/lab/device/rpi-01/status', { state: 'offline' })
    await fateOf(own)('device/remove', { device: 'processor-a' })
    await listener.hears('/lab/device/processor-a/status', { state: 'offline' })
    await listener.end()
  })

  test('that refuses them ends the start of the lab in words', async () => {
    const other = await brokerWith({ user: 'lab', password: 'right' })
    const wrong = startLab({ devices: { ...few, brokerUrl: withLogin(other.url, 'lab:wrong') } })
    await expect(wrong).rejects.toThrow(/the broker mqtt:.* refuses it: .*Not authorized/)
    await expect(startLab({ devices: { ...few, brokerUrl: 'http://nowhere' } })).rejects.toThrow(RangeError)
  })

  test('that is not there yet is waited for by nobody but the devices', async () => {
    const other = await mosquitto({ lab: 'secret' })
    await other.stop()
    const reports: string[] = []
    await lab({
      devices: { ...few, brokerUrl: withLogin(other.url, 'lab:secret') },
      report: (text) => reports.push(text),
    })
    expect(reports.join()).toContain('rpi-01: the broker mqtt://127.0.0.1')
    expect(reports.join()).not.toContain('secret')
    await other.start()
    const listener = await listenTo(withLogin(other.url, 'lab:secret'))
    await listener.hears('/lab/device/rpi-01/status', { state: 'online' })
    await listener.end()
  })
})

describe('a restart of the plant’s broker', () => {
  test.each([
    ['kept', true],
    ['lost', false],
  ] as const)('with its memory %s; the devices come back', async (memory, remembered) => {
    const own = await lab({ devices: few })
    const listener = await listenTo(own.broker.url)
    await listener.hears('/lab/device/rpi-01/status', { state: 'online' })
    const left = await connectAsync(own.broker.url)
    await left.publishAsync('house/left', '{"by":"somebody"}', { qos: 1, retain: true })
    await left.endAsync()
    const since = listener.all.length
    await fateOf(own)('broker/restart', { memory, downMs: 50 })
    await listener.hears('/lab/device/rpi-01/status', { state: 'online' }, since)
    await listener.hears('/lab/device/processor-a/meta', { device_id: 'processor-a' }, since)
    const late = await listenTo(own.broker.url)
    await late.hears('/lab/device/rpi-01/meta', {})
    expect(late.on('house/left').length).toBe(remembered ? 1 : 0)
    await late.end()
    await listener.end()
  })

  test('that is still away when the lab ends holds nobody', async () => {
    const own = await startLab({ devices: few })
    await fateOf(own)('broker/restart', { downMs: 600_000 })
    await own.stop()
    expect(await listens(own.broker.url)).toBe(false)
  })
})

function listens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}

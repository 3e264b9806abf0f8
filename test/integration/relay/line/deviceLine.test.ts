import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CommandAnswer, DeviceState, SentCommand } from '../../../../src/main/drivers/mqtt/deviceLine'
import { type OwnedDeviceLine, createDeviceLine } from '../../../../src/main/relay/line/createDeviceLine'
import type { Addressing } from '../../../../src/main/relay/module'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { until } from '../../../support/until'
import { type Stage, WAIT_MS, idOf, openStage } from '../devices/stage'

type Json = Readonly<Record<string, unknown>>

const sent = (reqId: string, action = 'start'): SentCommand => ({
  reqId,
  actor: 'app',
  command: { action, params: { device_id: 'rpi-01', source: 'CAM 1' } },
})

/** Speaks as camera processors do: one topic for all, answers without the device in the topic. */
const shared: Addressing = {
  request: ({ deviceId }, { reqId, command }) => ({
    topic: 'nvr/commands',
    payload: { command: command.action, client_id: deviceId, req_id: reqId },
  }),
  answers: () => ['nvr/ack'],
  read({ payload }) {
    const { client_id, command, status } = payload as Readonly<Record<string, string>>
    const answer: CommandAnswer | 'progress' = status === 'received' ? 'progress' : { ok: true, result: {} }
    return { deviceId: client_id ?? '', reqId: null, action: command ?? null, answer }
  },
}

describe('the line to devices', () => {
  let stage: Stage
  let line: OwnedDeviceLine
  let addressing: Addressing | null
  let device: DeviceState
  let told: { readonly topic: string; readonly message: Json; readonly retained: boolean }[]
  const never = new AbortController().signal

  beforeEach(async () => {
    stage = await openStage()
    addressing = null
    told = []
    const { brokers, book } = stage.parts()
    line = createDeviceLine({
      ...{ brokers, book, settings: stage.settings, clock: systemClock, logger: stage.logger },
      modules: { commands: () => undefined, addressing: () => addressing, onChange: () => () => undefined },
    })
    line.start()
    await stage.say('/lab/device/rpi-01/meta', { name: 'Decoder 1', modules: ['ndi'] })
    await stage.say('/lab/device/rpi-01/status', { state: 'online' })
    await stage.say('/lab/device/rpi-02/status', { state: 'online' })
    const found = await stage.device('rpi-01', (one) => one?.online === true && one.modules.length === 1)
    if (found === undefined) throw new Error('The device is not there.')
    device = found
    const client = await stage.join()
    client.on('message', (topic, payload, { retain }) => {
      told.push({ topic, message: JSON.parse(payload.toString()) as Json, retained: retain })
    })
    await client.subscribeAsync(['/lab/device/+/+/cmd', 'nvr/commands'], { qos: 1 })
  })
  afterEach(async () => {
    line.stop()
    await stage.stop()
  })

  const arrived = (count = 1) =>
    until(
      () => told,
      (all) => all.length >= count,
      WAIT_MS,
    )
  const answer = (message: Json, deviceId = 'rpi-01') => stage.say(`/lab/device/${deviceId}/ndi/evt`, message, false)

  it('sends what was asked to the module of the device, and waits for its answer', async () => {
    const waiting = line.send(device, 'ndi', sent('7'), never)
    expect((await arrived())[0]).toEqual({
      topic: '/lab/device/rpi-01/ndi/cmd',
      message: { req_id: '7', actor: 'app', action: 'start', params: { device_id: 'rpi-01', source: 'CAM 1' } },
      retained: false,
    })
    await answer({ req_id: '6', status: 'OK' })
    await answer({ req_id: '7', status: 'OK', device_id: 'rpi-01', playing: true })
    expect(await waiting).toEqual({ ok: true, result: { playing: true } })
  })

  it('passes on what a device says when it refuses', async () => {
    const waiting = line.send(device, 'ndi', sent('8'), never)
    await arrived()
    await answer({ req_id: '8', status: 'ERROR', error: 'There is no input' })
    expect(await waiting).toEqual({
      ...{ ok: false, code: 'REFUSED', text: 'The device refused: There is no input', device: 'There is no input' },
    })
  })

  it('takes no answer from another device, nor a retained or garbled one', async () => {
    stage.setRelay({ commandMs: 1_500 })
    const waiting = line.send(device, 'ndi', sent('9'), never)
    await arrived()
    await answer({ req_id: '9', status: 'OK' }, 'rpi-02')
    await answer({ req_id: '9', status: 'OK', device_id: 'rpi-02' })
    await stage.say('/lab/device/rpi-01/ndi/evt', 'garbage', false)
    await stage.say('/lab/device/rpi-01/ndi/evt', JSON.stringify({ req_id: '9', big: 'x'.repeat(100_000) }), false)
    expect(await waiting).toMatchObject({ ok: false, code: 'TIMEOUT' })
    expect(stage.logged.filter(({ message }) => message.includes('another device'))).toHaveLength(2)
  })

  it('answers itself when nothing comes in time, and ignores what comes late', async () => {
    stage.setRelay({ commandMs: 200 })
    const answered = await line.send(device, 'ndi', sent('10'), never)
    expect(answered).toEqual({ ok: false, code: 'TIMEOUT', text: 'It did not answer within 200 ms.', device: null })
    await answer({ req_id: '10', status: 'OK' })
    await until(
      () => stage.logged,
      (all) => all.some(({ message }) => message.includes('nobody waited')),
      WAIT_MS,
    )
  })

  it('waits on while a device is at it', async () => {
    stage.setRelay({ commandMs: 600 })
    const waiting = line.send(device, 'ndi', sent('11'), never)
    await arrived()
    for (let n = 0; n < 4; n += 1) {
      await answer({ req_id: '11', status: 'received' })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    await answer({ req_id: '11', status: 'OK' })
    expect(await waiting).toEqual({ ok: true, result: {} })
  })

  it('keeps two apart that have the same number on different devices, and refuses it on one', async () => {
    const other = await stage.device('rpi-02', (one) => one?.online === true)
    if (other === undefined) throw new Error('It is not there.')
    const first = line.send(device, 'ndi', sent('1'), never)
    const second = line.send(other, 'ndi', sent('1'), never)
    expect(await line.send(device, 'ndi', sent('1'), never)).toMatchObject({ ok: false, code: 'NOT_SENT' })
    await arrived(2)
    await answer({ req_id: '1', status: 'OK', n: 2 }, 'rpi-02')
    await answer({ req_id: '1', status: 'OK', n: 1 })
    expect(await Promise.all([first, second])).toEqual([
      { ok: true, result: { n: 1 } },
      { ok: true, result: { n: 2 } },
    ])
    expect(told).toHaveLength(2)
  })

  it('does not wait for a device that went offline', async () => {
    stage.setRelay({ commandMs: 60_000 })
    const waiting = line.send(device, 'ndi', sent('12'), never)
    await arrived()
    await stage.say('/lab/device/rpi-01/status', 'offline')
    expect(await waiting).toMatchObject({ ok: false, code: 'OFFLINE' })
  })

  it('says so when the broker is away, or it was called off', async () => {
    const calledOff = new AbortController()
    const waiting = line.send(device, 'ndi', sent('13'), calledOff.signal)
    await arrived()
    calledOff.abort()
    expect(await waiting).toMatchObject({ ok: false, code: 'TIMEOUT' })
    expect(await line.send(device, 'ndi', sent('14'), calledOff.signal)).toMatchObject({ code: 'NOT_SENT' })
    await stage.broker.stop()
    await stage.device('rpi-01', (one) => one?.online === false)
    expect(await line.send(device, 'ndi', sent('15'), never)).toMatchObject({ ok: false, code: 'NOT_SENT' })
    expect(await line.send({ ...device, broker: 'no' }, 'ndi', sent('16'), never)).toMatchObject({ code: 'NOT_SENT' })
    expect(told).toHaveLength(1)
  })

  it('speaks as a module says that its devices are spoken to', async () => {
    addressing = shared
    const waiting = line.send(device, 'nvr', sent('17', 'restart'), never)
    expect((await arrived())[0]).toMatchObject({
      topic: 'nvr/commands',
      message: { client_id: 'rpi-01', req_id: '17' },
    })
    await stage.say('nvr/ack', { client_id: 'rpi-02', command: 'restart', status: 'completed' }, false)
    await stage.say('nvr/ack', { client_id: 'rpi-01', command: 'set_fps', status: 'completed' }, false)
    await stage.say('nvr/ack', { client_id: 'rpi-01', command: 'restart', status: 'received' }, false)
    await stage.say('nvr/ack', { client_id: 'rpi-01', command: 'restart', status: 'completed' }, false)
    expect(await waiting).toEqual({ ok: true, result: {} })
  })

  it('waits until the device’s state is as wanted', async () => {
    const isOn = (input: string) => (one: DeviceState) => one.state['input'] === input
    expect(await line.until(idOf('rpi-01'), isOn('CAM 1'), 50, never)).toBe(false)
    const waiting = line.until(idOf('rpi-01'), isOn('CAM 1'), WAIT_MS, never)
    await stage.say('/lab/device/rpi-01/status', { state: 'online', input: 'CAM 1' })
    expect(await waiting).toBe(true)
    expect(await line.until(idOf('rpi-01'), isOn('CAM 1'), 50, never)).toBe(true)
    const calledOff = new AbortController()
    const other = line.until(idOf('rpi-01'), isOn('CAM 2'), WAIT_MS, calledOff.signal)
    calledOff.abort()
    expect(await other).toBe(false)
  })

  it('lets nobody wait when it ends', async () => {
    stage.setRelay({ commandMs: 60_000 })
    const waiting = line.send(device, 'ndi', sent('18'), never)
    const until_ = line.until(idOf('rpi-01'), () => false, 60_000, never)
    await arrived()
    line.stop()
    expect(await waiting).toMatchObject({ ok: false, code: 'TIMEOUT' })
    expect(await until_).toBe(false)
    expect(await line.send(device, 'ndi', sent('19'), never)).toMatchObject({ code: 'NOT_SENT' })
  })
})

import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MqttDevice } from '../../../../src/contract'
import { until } from '../../../support/until'
import { type Stage, WAIT_MS, idOf, openStage } from './stage'

const meta = { device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], site: 'Riverside', room: 'MCR' }
const online = { state: 'online', ndi: { state: 'playing', input: 'CAM 1' } }

describe('devices on a broker', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(async () => {
    await stage.stop()
  })

  it('are there when they were retained before, and when they come', async () => {
    await stage.say('/lab/device/rpi-01/meta', meta)
    await stage.say('/lab/device/rpi-01/status', online)
    await stage.again()
    await stage.device('rpi-01', (device) => device?.online === true && device.label === 'Decoder 1')
    await stage.say('/lab/device/rpi-02/status', { online: true })
    await stage.device('rpi-02', (device) => device?.online === true)
    const { book } = stage.parts()
    expect(book.list().map(({ deviceId }) => deviceId)).toEqual(['rpi-01', 'rpi-02'])
    for (const device of book.list()) MqttDevice.parse(device)
    expect(book.view(idOf('rpi-01'))).toMatchObject({ site: 'Riverside', room: 'MCR', state: online, problem: null })
    expect(book.view(idOf('nobody'))).toBeUndefined()
  })

  it('are offline by their will', async () => {
    const client = await connectAsync(stage.broker.url, {
      reconnectPeriod: 0,
      will: { topic: '/lab/device/rpi-01/status', payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true },
    })
    await client.publishAsync('/lab/device/rpi-01/status', JSON.stringify(online), { qos: 1, retain: true })
    await stage.device('rpi-01', (device) => device?.online === true)
    client.stream.destroy()
    const device = await stage.device('rpi-01', (one) => one?.online === false)
    expect(device?.state).toEqual({ ...online, state: 'offline' })
    await client.endAsync(true)
  })

  it('are offline while the broker is away, and come back by what it has kept', async () => {
    await stage.say('/lab/device/rpi-01/status', online)
    await stage.say('/lab/device/rpi-02/status', online, false)
    await stage.device('rpi-01', (device) => device?.online === true)
    await stage.device('rpi-02', (device) => device?.online === true)
    await stage.broker.stop()
    const lost = await stage.device('rpi-01', (device) => device?.online === false)
    expect(lost?.problem).toMatch(/is not connected/)
    await stage.broker.start()
    await stage.device('rpi-01', (device) => device?.online === true)
    const gone = await stage.device('rpi-02', (device) => device?.problem?.includes('has not been heard') === true)
    expect(gone?.online).toBe(false)
    await stage.say('/lab/device/rpi-02/status', online, false)
    await stage.device('rpi-02', (device) => device?.online === true)
  })

  it('survive a restart of Signalbox, offline until they are heard', async () => {
    await stage.say('/lab/device/rpi-01/meta', meta, false)
    await stage.say('/lab/device/rpi-01/status', online, false)
    await stage.device('rpi-01', (device) => device?.online === true && device.label === 'Decoder 1')
    await stage.again()
    const kept = stage.parts().book.get(idOf('rpi-01'))
    expect(kept).toMatchObject({ label: 'Decoder 1', modules: ['ndi'], online: false, state: online })
    expect(kept?.problem).not.toBeNull()
    await until(
      async () => {
        await stage.say('/lab/device/rpi-01/status', online, false)
        return stage.parts().book.get(idOf('rpi-01'))
      },
      (device) => device?.online === true,
      WAIT_MS,
    )
  })

  it('are forgotten only when they are offline, for good', async () => {
    await stage.say('/lab/device/rpi-01/status', online, false)
    await stage.device('rpi-01', (device) => device?.online === true)
    const { book } = stage.parts()
    expect(() => {
      book.remove(idOf('rpi-01'))
    }).toThrow('is online')
    await stage.say('/lab/device/rpi-01/status', 'offline', false)
    await stage.device('rpi-01', (device) => device?.online === false)
    book.remove(idOf('rpi-01'))
    expect(book.get(idOf('rpi-01'))).toBeUndefined()
    expect(() => {
      book.remove(idOf('rpi-01'))
    }).toThrow('There is no device')
    await stage.again()
    expect(stage.parts().book.list()).toEqual([])
  })

  it('go when what was retained of them is cleared', async () => {
    await stage.say('/lab/device/rpi-01/meta', meta)
    await stage.say('/lab/device/rpi-01/status', online)
    await stage.device('rpi-01', (device) => device?.online === true && device.modules.length === 1)
    await stage.say('/lab/device/rpi-01/meta', '')
    await stage.device('rpi-01', (device) => device?.modules.length === 0)
    await stage.say('/lab/device/rpi-01/status', '')
    await stage.device('rpi-01', (device) => device === undefined)
    await stage.again()
    expect(stage.parts().book.list()).toEqual([])
  })

  it('are not disturbed by what is no message of a device', async () => {
    await stage.say('/lab/device/rpi-01/status', online)
    for (const garbage of ['nonsense', '[]', '7', '\u0000\ufffd', JSON.stringify('x'.repeat(1_000_000))]) {
      await stage.say('/lab/device/rpi-01/status', garbage, false)
      await stage.say('/lab/device/rpi-09/meta', garbage)
    }
    await stage.say('/lab/device//status', online, false)
    await stage.say('/lab/device/rpi-02/status', online)
    await stage.device('rpi-02', (device) => device?.online === true)
    const { book } = stage.parts()
    expect(book.list().map(({ deviceId }) => deviceId)).toEqual(['rpi-01', 'rpi-02'])
    expect(book.view(idOf('rpi-01'))).toMatchObject({ status: 'online', state: online })
    expect(book.view(idOf('rpi-01'))?.problem).toContain('bytes long')
    expect(book.refused()).toBeGreaterThanOrEqual(11)
    // Said once for each topic, however often it comes.
    expect(stage.logged.filter(({ context }) => context?.['deviceId'] === 'rpi-01')).toHaveLength(1)
  })

  it('are told of in bursts', async () => {
    const bursts: number[] = []
    const { book } = stage.parts()
    const end = book.onChange((ids) => bursts.push(ids.length))
    const client = await stage.join()
    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        client.publishAsync(`/lab/device/d${String(n)}/status`, JSON.stringify(online), { qos: 1, retain: false }),
      ),
    )
    await until(
      () => book.all().length,
      (count) => count === 300,
      WAIT_MS,
    )
    await until(
      () => bursts.reduce((a, b) => a + b, 0),
      (count) => count >= 300,
      WAIT_MS,
    )
    expect(bursts.length).toBeLessThan(300)
    end()
  })

  it('that spoke by themselves are missed, when the house wants it', async () => {
    const { book } = stage.parts()
    for (let n = 0; n < 5; n += 1) {
      await stage.say('/lab/device/rpi-01/status', { ...online, ts: n }, false)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
    stage.setRelay({ silentS: 1 })
    const device = await stage.device('rpi-01', (one) => one?.online === false)
    expect(device?.problem).toMatch(/said nothing for/)
    expect(book.get(idOf('rpi-01'))?.state).toMatchObject(online)
  })
})

import { describe, expect, it } from 'vitest'
import type { MqttDevice } from '../../../../src/contract'
import { type DeviceMessage, createDeviceMap } from '../../../../src/main/relay/devices/deviceMap'
import { deviceStateOf, mqttDeviceOf, storedDeviceOf } from '../../../../src/main/relay/devices/heldDevice'

const BROKER = 'lab'
const idOf = (deviceId: string): string => `mqtt:${BROKER}/${deviceId}`

function open() {
  let now = Date.parse('2026-11-21T12:00:00Z')
  const refused: string[] = []
  const map = createDeviceMap({
    now: () => now,
    onChange: () => undefined,
    onRefused: ({ text }) => refused.push(text),
  })
  map.setStanding(BROKER, null)
  const say = (about: DeviceMessage['about'], deviceId: string, said: unknown, retained: boolean) => {
    const text = typeof said === 'string' ? said : JSON.stringify(said)
    map.hear({ broker: BROKER, deviceId, about, payload: Buffer.from(text), retained })
  }
  return {
    map,
    refused,
    meta: (deviceId: string, said: unknown, retained = false) => {
      say('meta', deviceId, said, retained)
    },
    status: (deviceId: string, said: unknown, retained = false) => {
      say('status', deviceId, said, retained)
    },
    pass(ms: number) {
      now += ms
    },
    now: () => now,
    view(deviceId: string): MqttDevice | null {
      const held = map.get(idOf(deviceId))
      return held === undefined ? null : mqttDeviceOf(held, map.standing(BROKER))
    },
    /** Ids that changed since the last time. */
    changes: () => map.takeChanged(),
  }
}

describe('the map of devices', () => {
  it('has the state as it came at hand, until something else is put together from it', () => {
    const { map, status } = open()
    const now = () => {
      const held = map.get(idOf('rpi-01'))
      if (held === undefined) throw new Error('There is no such device.')
      return deviceStateOf(held, map.standing(BROKER))
    }
    status('rpi-01', ' {"state":"online",  "load":1.50}\n')
    const first = now()
    expect(map.stateText(first)).toBe('{"state":"online",  "load":1.50}')
    expect(map.stateText({ ...first, state: { state: 'online' } })).toBeNull()
    status('rpi-01', '{"state":"online","load":2}')
    expect(map.stateText(first)).toBeNull()
    expect(map.stateText(now())).toBe('{"state":"online","load":2}')
    status('rpi-01', 'offline')
    expect(now().state).toEqual({ state: 'offline', load: 2 })
    expect(map.stateText(now())).toBeNull()
  })

  it('merges what a device says of itself and how it is', () => {
    const { meta, status, view, now } = open()
    meta('rpi-01', { device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], site: 'R', room: 'A' }, true)
    expect(view('rpi-01')).toMatchObject({ status: 'online', problem: 'It has not said yet how it is.', seenAt: null })
    status('rpi-01', { state: 'online', ndi: { input: 'CAM 1' } })
    expect(view('rpi-01')).toEqual({
      id: 'mqtt:lab/rpi-01',
      broker: 'lab',
      deviceId: 'rpi-01',
      label: 'Decoder 1',
      modules: ['ndi'],
      site: 'R',
      room: 'A',
      status: 'online',
      problem: null,
      meta: { device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], site: 'R', room: 'A' },
      state: { state: 'online', ndi: { input: 'CAM 1' } },
      seenAt: new Date(now()).toISOString(),
    })
  })

  it('knows a device by its status alone', () => {
    const { status, view } = open()
    status('x', '{}')
    expect(view('x')).toMatchObject({ label: 'x', status: 'online', problem: 'It has not said yet what it is.' })
  })

  it('tells of a change, and not of a time', () => {
    const { status, changes, pass, view } = open()
    status('x', { state: 'online', ts: 1 })
    expect(changes()).toEqual([idOf('x')])
    pass(5_000)
    status('x', { state: 'online', ts: 2 })
    expect(changes()).toEqual([])
    expect(view('x')).toMatchObject({ state: { ts: 2 }, seenAt: '2026-11-21T12:00:05.000Z' })
    status('x', { state: 'online', ts: 3, input: 'A' })
    expect(changes()).toEqual([idOf('x')])
  })

  it('keeps what was known of a device whose will was said', () => {
    const { status, view } = open()
    status('x', { state: 'online', ndi: { input: 'CAM 1' } })
    status('x', { state: 'offline', ts: 'now' })
    expect(view('x')).toMatchObject({
      status: 'offline',
      problem: expect.stringContaining('says that it is offline'),
      state: { state: 'offline', ts: 'now', ndi: { input: 'CAM 1' } },
    })
    status('x', { state: 'online' })
    expect(view('x')).toMatchObject({ status: 'online', state: { state: 'online' } })
    expect(view('x')?.state).not.toHaveProperty('ndi')
  })

  it('holds a device offline while its broker is away, and until it is heard again', () => {
    const { map, status, view, changes } = open()
    status('x', { state: 'online' })
    status('y', { state: 'online' })
    changes()
    map.setStanding(BROKER, 'The broker is not connected: it is gone.')
    expect(view('x')).toMatchObject({ status: 'offline', problem: 'The broker is not connected: it is gone.' })
    expect(changes()).toEqual([idOf('x'), idOf('y')])
    map.setStanding(BROKER, null)
    expect(view('x')).toMatchObject({ status: 'offline', problem: expect.stringContaining('has not been heard') })
    status('x', { state: 'online' }, true)
    expect(view('x')?.status).toBe('online')
    expect(view('y')?.status).toBe('offline')
  })

  it('misses a device that spoke by itself, and no other', () => {
    const { map, status, view, pass } = open()
    for (let n = 0; n < 4; n += 1) {
      status('beats', { state: 'online', ts: n })
      pass(5_000)
    }
    status('once', { state: 'online' }, true)
    status('happens', { state: 'online' })
    pass(26_000)
    map.look(30_000)
    expect(view('beats')).toMatchObject({ status: 'offline', problem: expect.stringContaining('every 5 s') })
    expect(view('once')?.status).toBe('online')
    expect(view('happens')?.status).toBe('online')
    pass(3_600_000)
    map.look(30_000)
    expect(view('happens')?.status).toBe('online')
    status('beats', { state: 'online', ts: 9 })
    expect(view('beats')?.status).toBe('online')
  })

  it('does not take what a broker has kept of a silent device for a word of it', () => {
    const { map, status, view, pass } = open()
    for (const ts of [0, 1, 2]) {
      status('x', { state: 'online', ts })
      pass(5_000)
    }
    pass(60_000)
    map.look(30_000)
    status('x', { state: 'online', ts: 2 }, true)
    expect(view('x')?.status).toBe('offline')
    map.setStanding(BROKER, 'gone')
    map.setStanding(BROKER, null)
    status('x', { state: 'online', ts: 2 }, true)
    expect(view('x')).toMatchObject({ status: 'offline', problem: expect.stringContaining('said nothing') })
    status('x', { state: 'online', ts: 3 }, true)
    expect(view('x')?.status).toBe('online')
  })

  it('misses nobody for a time in which nothing could be heard', () => {
    const { map, status, view, pass } = open()
    for (const ts of [0, 1, 2]) {
      status('x', { state: 'online', ts })
      pass(5_000)
    }
    pass(600_000)
    map.excuse()
    map.look(30_000)
    expect(view('x')?.status).toBe('online')
    pass(31_000)
    map.look(30_000)
    expect(view('x')?.status).toBe('offline')
  })

  it('leaves what was good, and says what was not', () => {
    const { meta, status, view, refused } = open()
    meta('x', { name: 'Good', modules: ['ndi'] })
    status('x', { state: 'online' })
    meta('x', 'garbage')
    expect(view('x')).toMatchObject({ label: 'Good', modules: ['ndi'], status: 'online' })
    expect(view('x')?.problem).toBe('The last meta of “x” is not JSON.')
    status('x', '[1,2]')
    meta('x', { name: 'Better' })
    expect(view('x')).toMatchObject({ label: 'Better', problem: 'The last status of “x” is no JSON object.' })
    status('x', { state: 'online' })
    expect(view('x')?.problem).toBeNull()
    status('x', JSON.stringify({ big: 'x'.repeat(1_000_000) }))
    expect(view('x')).toMatchObject({ status: 'online', problem: expect.stringContaining('bytes long') })
    expect(refused).toHaveLength(3)
  })

  it('knows no device of which nothing but garbage came', () => {
    const { map, meta, status } = open()
    meta('x', 'garbage', true)
    status('x', '7', true)
    expect([...map.all()]).toEqual([])
    expect(map.refused()).toBe(2)
  })

  it('refuses ids that have a meaning in topics', () => {
    const { map, status, refused } = open()
    for (const id of ['', '+', 'a#', 'a\u0001', 'x'.repeat(101)]) status(id, { state: 'online' })
    expect([...map.all()]).toEqual([])
    expect(refused).toHaveLength(5)
  })

  it('goes by the topic when a device calls itself otherwise', () => {
    const { meta, status, view } = open()
    meta('rpi-01', { device_id: 'rpi-01', name: 'First', modules: ['ndi'] })
    status('rpi-01', { state: 'online' })
    meta('rpi-01', { device_id: 'rpi-02', name: 'Other' })
    expect(view('rpi-01')).toMatchObject({ label: 'First', status: 'online' })
    expect(view('rpi-01')?.problem).toContain('calls itself “rpi-02”')
    expect(view('rpi-02')).toBeNull()
    meta('rpi-03', { device_id: 'rpi-01', name: 'Impostor', modules: ['ndi'] })
    expect(view('rpi-03')).toMatchObject({ label: 'rpi-03', modules: [], status: 'offline' })
    expect(view('rpi-03')?.problem).toContain('calls itself “rpi-01”')
    status('rpi-01', { device_id: 'rpi-09', state: 'offline' })
    expect(view('rpi-01')?.status).toBe('online')
  })

  it('keeps the first of two devices that go by one id, until it is offline', () => {
    const { map, meta, status, view, pass } = open()
    meta('x', { name: 'First', serial: 'A' })
    status('x', { state: 'online' })
    meta('x', { name: 'Second', serial: 'B' })
    meta('x', { name: 'First', serial: 'A' })
    expect(view('x')).toMatchObject({ label: 'First', problem: expect.stringContaining('serial A and serial B') })
    pass(600_001)
    map.look(null)
    expect(view('x')?.problem).toBeNull()
    status('x', 'offline')
    meta('x', { name: 'Second', serial: 'B' })
    expect(view('x')?.label).toBe('Second')
  })

  it('forgets a device when both its topics are cleared', () => {
    const { meta, status, view, changes } = open()
    meta('x', { name: 'X' })
    status('x', { state: 'online' })
    meta('x', '')
    expect(view('x')).toMatchObject({ label: 'x', modules: [] })
    changes()
    status('x', '')
    expect(view('x')).toBeNull()
    expect(changes()).toEqual([idOf('x')])
    status('never', '')
    expect(changes()).toEqual([])
  })

  it('bounds how many it holds', () => {
    const { map, status, refused } = open()
    for (let n = 0; n < 20_001; n += 1) status(`d${String(n)}`, {})
    expect([...map.all()]).toHaveLength(20_000)
    expect(refused).toEqual([expect.stringContaining('20000')])
  })

  it('comes back from the disk offline, with what was known', () => {
    const first = open()
    first.meta('x', { name: 'X', modules: ['ndi'] })
    for (const ts of [0, 1, 2]) {
      first.status('x', { state: 'online', ts })
      first.pass(5_000)
    }
    const stored = [...first.map.all()].map(storedDeviceOf)
    const { map, view, status, pass } = open()
    map.restore(stored)
    expect(view('x')).toMatchObject({ label: 'X', modules: ['ndi'], status: 'offline', state: { ts: 2 } })
    status('x', { state: 'online', ts: 2 }, true)
    expect(view('x')?.status).toBe('online')
    pass(30_001)
    map.look(30_000)
    expect(view('x')?.status).toBe('offline')
  })
})

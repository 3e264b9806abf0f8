import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceState } from '../../../../src/main/drivers/mqtt/deviceLine'
import { registryOf } from '../../../../src/main/relay/devices/registryContent'
import { createRegistryText } from '../../../../src/main/relay/devices/registryText'

const PORTS = {
  locks: () => [{ id: 'ndi:house/rpi-01', lock: { owner: 'house/app', until: '2027-01-01T00:00:00.000Z' } }],
  modules: () => ['ndi'],
}
const TS = '2026-11-21T16:00:00.000Z'

const device = (deviceId: string, more: Partial<DeviceState> = {}): DeviceState => ({
  ...{ id: `mqtt:house/${deviceId}`, broker: 'house', deviceId, label: deviceId, modules: ['ndi'] },
  ...{ online: true, problem: null, meta: {}, state: {} },
  ...more,
})

/** What is written, read again, beside what it should be. */
function both(devices: readonly DeviceState[], write = createRegistryText('house', PORTS, () => null)) {
  return { is: JSON.parse(write(devices, TS)) as unknown, wanted: { ...registryOf('house', devices, PORTS), ts: TS } }
}

describe('the text of the registry', () => {
  it('is that of the registry, whatever devices say', () => {
    const json = fc.dictionary(
      fc.oneof(fc.constantFrom('device_id', 'online', 'problem', 'state', 'name', '"', '\\'), fc.string()),
      fc.jsonValue({ maxDepth: 2 }),
      { noNullPrototype: true },
    )
    // JSON.parse takes this name for an entry of its own, an object literal does not.
    const said = json.map((value) => JSON.parse(JSON.stringify(value)) as DeviceState['meta'])
    fc.assert(
      fc.property(fc.array(fc.record({ deviceId: fc.string({ minLength: 1 }), meta: said, state: said })), (all) => {
        const { is, wanted } = both(all.map(({ deviceId, ...more }) => device(deviceId, more)))
        expect(is).toEqual(JSON.parse(JSON.stringify(wanted)))
      }),
    )
  })

  it('takes the state as it came, where it is at hand', () => {
    const said = [
      '{"state":"online","ndi":{"input":"CAM 1"}}',
      '{ "state" : "online",\n "load" : 1.50 }',
      '{ }',
      '{\n}',
    ]
    const texts = new Map(said.map((text, n) => [`rpi-0${String(n)}`, text]))
    const devices = [...texts].map(([id, text]) => device(id, { state: JSON.parse(text) as DeviceState['state'] }))
    const write = createRegistryText('house', PORTS, ({ deviceId }) => texts.get(deviceId) ?? null)
    const { is, wanted } = both(devices, write)
    expect(is).toEqual(wanted)
  })

  it('follows each of them, and forgets those that are gone', () => {
    const write = createRegistryText('house', PORTS, () => null)
    const first = device('rpi-01', { meta: { name: 'One' }, state: { state: 'online' } })
    const second = device('rpi-02')
    const rounds = [
      [first, second],
      [{ ...first, state: { state: 'online', ndi: { input: 'CAM 1' } } }, second],
      [
        { ...first, meta: { name: 'Uno' } },
        { ...second, online: false, problem: 'It has said nothing for 9 s.' },
      ],
      [second],
      [first],
    ]
    for (const devices of rounds) {
      const { is, wanted } = both(devices, write)
      expect(is).toEqual(wanted)
    }
  })

  it('has those of its broker only', () => {
    const { is } = both([device('rpi-01'), device('rpi-02', { broker: 'other' })])
    expect(is).toMatchObject({ devices: { 'rpi-01': {} } })
    expect(Object.keys((is as { readonly devices: object }).devices)).toEqual(['rpi-01'])
  })
})

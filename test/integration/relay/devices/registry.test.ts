import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setTimeout as delay } from 'node:timers/promises'
import type { RegistrySnapshot } from '../../../../src/main/relay/devices/registryContent'
import { type RegistryPublisher, createRegistryPublisher } from '../../../../src/main/relay/devices/registrySnapshot'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { until } from '../../../support/until'
import { type Stage, WAIT_MS, openStage } from './stage'

const TOPIC = '/lab/orchestrator/registry'
const UNTIL = '2026-11-21T12:00:00.000Z'

describe('the registry on the broker', () => {
  let stage: Stage
  let registry: RegistryPublisher
  let heard: RegistrySnapshot[]
  let locked: string[]
  let tell: () => void

  beforeEach(async () => {
    stage = await openStage()
    locked = []
    heard = []
    const listeners = new Set<() => void>()
    tell = () => {
      for (const listener of listeners) listener()
    }
    const { brokers, book } = stage.parts()
    registry = createRegistryPublisher({
      ...{ brokers, book, clock: systemClock, logger: stage.logger },
      ports: {
        locks: () => locked.map((id) => ({ id, lock: { owner: 'house/app', until: UNTIL } })),
        modules: () => ['ndi'],
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    })
    registry.start()
    const client = await stage.join()
    client.on('message', (_topic, payload) => heard.push(JSON.parse(payload.toString()) as RegistrySnapshot))
    await client.subscribeAsync(TOPIC, { qos: 1 })
  })
  afterEach(async () => {
    registry.stop()
    await stage.stop()
  })

  const last = (wanted: (snapshot: RegistrySnapshot | undefined) => boolean) =>
    until(() => heard.at(-1), wanted, WAIT_MS)

  it('has what each device says, merged, under the topic’s id', async () => {
    await stage.say('/lab/device/rpi-01/meta', { device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], ts: 'a' })
    await stage.say('/lab/device/rpi-01/status', { state: 'online', ndi: { input: null }, ts: 'b' })
    await stage.say('/lab/device/__proto__/status', { state: 'online' })
    const found = await last(
      (one) => Object.keys(one?.devices ?? {}).length === 2 && one?.devices['rpi-01']?.['ndi'] !== undefined,
    )
    expect(found).toEqual({
      devices: Object.fromEntries([
        [
          'rpi-01',
          {
            ...{ device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], state: 'online', ndi: { input: null } },
            ...{ ts: 'b', online: true, problem: null },
          },
        ],
        ['__proto__', { device_id: '__proto__', state: 'online', online: true, problem: null }],
      ]),
      locks: {},
      modules: ['ndi'],
      ts: expect.any(String),
    })
    expect(registry.snapshot('house')).toMatchObject({ devices: { 'rpi-01': { name: 'Decoder 1' } } })
    expect(registry.snapshot('nowhere')).toBeNull()
  })

  it('names locks as the devices of this broker are called', async () => {
    locked = ['ndi:house/rpi-01', 'ndi:elsewhere/rpi-02', 'urn:other']
    tell()
    const found = await last((one) => Object.keys(one?.locks ?? {}).length > 0)
    expect(found?.locks).toEqual({ 'ndi:rpi-01': { owner: 'house/app', until: UNTIL } })
    locked = []
    tell()
    await last((one) => Object.keys(one?.locks ?? {}).length === 0)
  })

  it('is published once for many changes, and not for the time alone', async () => {
    const client = await stage.join()
    await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        client.publishAsync(`/lab/device/d${String(n)}/status`, '{"state":"online"}', { qos: 1, retain: false }),
      ),
    )
    await last((one) => Object.keys(one?.devices ?? {}).length === 500)
    // Longer than a pause, here and below: what was to be published has been.
    await delay(700)
    const before = heard.length
    expect(before).toBeLessThan(50)
    for (let n = 0; n < 20; n += 1) {
      await stage.say('/lab/device/d0/status', { state: 'online', ts: n }, false)
      tell()
    }
    await delay(700)
    expect(heard).toHaveLength(before)
    await stage.say('/lab/device/d0/status', { state: 'online', input: 'CAM 1' }, false)
    await last((one) => one?.devices['d0']?.['input'] === 'CAM 1')
  })

  it('is retained, and published anew for a broker that was away', async () => {
    await stage.say('/lab/device/rpi-01/status', { state: 'online' })
    await last((one) => one?.devices['rpi-01']?.['online'] === true)
    await stage.broker.stop()
    await stage.broker.start()
    const late: RegistrySnapshot[] = []
    const client = await stage.join()
    client.on('message', (_topic, payload) => late.push(JSON.parse(payload.toString()) as RegistrySnapshot))
    await client.subscribeAsync(TOPIC, { qos: 1 })
    await until(
      () => late.at(-1),
      (one) => one?.devices['rpi-01']?.['online'] === true,
      WAIT_MS,
    )
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { routeOf } from '../../../../src/main/plant/lightRecord'
import { formatOfEntry } from '../../../../src/main/plant/plantIndexes'
import type { PlantDiff } from '../../../../src/main/plant/plant'
import { viewOf } from '../../../../src/main/plant/views'
import type { ModulePorts } from '../../../../src/main/relay/devices/modulePorts'
import { createPlantFeed } from '../../../../src/main/relay/devices/plantFeed'
import type { ModuleSource } from '../../../../src/main/relay/module'
import { until } from '../../../support/until'
import { type Stage, WAIT_MS, idOf, openStage } from './stage'

const meta = { device_id: 'rpi-01', name: 'Decoder 1', modules: ['ndi'], site: 'Riverside', room: 'MCR' }
const status = (input: string | null) => ({ state: 'online', ndi: { input } })
const RECEIVER = 'ndi:house/rpi-01'

/** One module, whose sources are a list that a test changes. */
function ports() {
  const listeners = new Set<() => void>()
  let sources: readonly ModuleSource[] = []
  const made: ModulePorts = {
    inputsOf({ label, modules, state }) {
      if (!modules.includes('ndi')) return []
      const input = (state['ndi'] as { readonly input?: string | null } | undefined)?.input ?? null
      return [{ module: 'ndi', input: { label, format: 'mux', source: input, active: input !== null } }]
    },
    sources: () => [{ module: 'ndi', title: 'NDI decoders', sources }],
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    made,
    set(names: readonly string[]) {
      sources = names.map((name) => ({ name, label: name, site: 'Riverside' }))
      for (const listener of listeners) listener()
    },
  }
}

describe('devices on MQTT in the plant', () => {
  let stage: Stage
  let modules: ReturnType<typeof ports>
  let end: () => void
  const diffs: PlantDiff[] = []
  const plant = () => stage.parts().plant
  const routeNow = () => {
    const receiver = plant().entry('receiver', RECEIVER)
    return receiver === undefined ? undefined : routeOf(receiver)
  }
  const status_ = (id: string) => plant().get(id)?.status

  function feed(): void {
    const { plant, book, brokers } = stage.parts()
    const made = createPlantFeed({ plant, book, ports: modules.made, brokers, logger: stage.logger })
    diffs.length = 0
    plant.subscribe((diff) => diffs.push(diff))
    made.start()
    end = made.stop
  }

  beforeEach(async () => {
    stage = await openStage()
    modules = ports()
    feed()
  })
  afterEach(async () => {
    end()
    await stage.stop()
  })

  async function decoderOn(input: string | null): Promise<void> {
    await stage.say('/lab/device/rpi-01/meta', meta)
    await stage.say('/lab/device/rpi-01/status', status(input))
    await until(routeNow, (route) => route?.active === (input !== null), WAIT_MS)
  }

  it('are a device on the node of their broker, with a receiver that can be routed', async () => {
    modules.set(['CAM 1', 'CAM 2'])
    await decoderOn('CAM 1')
    const device = plant().entry('device', idOf('rpi-01'))
    const receiver = plant().entry('receiver', RECEIVER)
    if (device === undefined || receiver === undefined) throw new Error('They are not in the plant.')
    expect(viewOf('device', device, plant())).toMatchObject({
      ...{ label: 'Decoder 1', nodeId: 'mqtt:house', site: 'Riverside', room: 'MCR' },
      ...{ status: 'online', controllable: true },
    })
    expect(viewOf('receiver', receiver, plant())).toMatchObject({
      ...{ deviceId: idOf('rpi-01'), format: 'mux', transport: 'urn:x-signalbox:transport:ndi' },
      ...{ room: 'MCR', controllable: true, connection: { active: true, senderId: 'ndi:CAM 1' } },
    })
    expect(plant().witness('mqtt:house')).toEqual({ id: 'mqtt:house', kind: 'broker', label: 'house' })
    const sender = plant().entry('sender', 'ndi:CAM 1')
    if (sender === undefined) throw new Error('It is not in the plant.')
    expect(sender).toMatchObject({ status: 'online', site: 'Riverside' })
    expect(formatOfEntry(sender, plant().entry)).toBe('mux')
    expect(plant().receiversOfSender('ndi:CAM 1')).toHaveLength(1)
  })

  it('follow what the device is on, a diff for each burst and none for a heartbeat', async () => {
    modules.set(['CAM 1', 'CAM 2'])
    await decoderOn('CAM 1')
    const before = diffs.length
    for (let n = 0; n < 5; n += 1) await stage.say('/lab/device/rpi-01/status', { ...status('CAM 1'), ts: n })
    await stage.say('/lab/device/rpi-01/status', status('CAM 2'))
    await until(routeNow, (route) => route?.senderId === 'ndi:CAM 2', WAIT_MS)
    expect(diffs).toHaveLength(before + 1)
    expect(diffs.at(-1)?.updated.map(([, to]) => to.id)).toEqual([RECEIVER])
    await stage.say('/lab/device/rpi-01/status', status(null))
    await until(routeNow, (route) => route?.active === false, WAIT_MS)
  })

  it('ask for the sources again when a device is on one that nobody named', async () => {
    modules.set(['CAM 1'])
    await decoderOn('CAM 9')
    expect(routeNow()).toMatchObject({ active: true, senderId: 'CAM 9' })
    modules.set(['CAM 1', 'CAM 9'])
    expect(routeNow()).toMatchObject({ active: true, senderId: 'ndi:CAM 9' })
    modules.set(['CAM 9'])
    expect(status_('ndi:CAM 1')).toBe('offline')
    expect(status_('ndi:CAM 9')).toBe('online')
  })

  it('stay in the picture as offline, with what they were on, and come back', async () => {
    modules.set(['CAM 1'])
    await decoderOn('CAM 1')
    await stage.say('/lab/device/rpi-01/status', 'offline')
    await until(
      () => status_(RECEIVER),
      (is) => is === 'offline',
      WAIT_MS,
    )
    expect(status_(idOf('rpi-01'))).toBe('offline')
    expect(status_('mqtt:house')).toBe('online')
    expect(routeNow()).toMatchObject({ active: true, senderId: 'ndi:CAM 1' })
    await stage.say('/lab/device/rpi-01/status', status('CAM 1'))
    await until(
      () => status_(RECEIVER),
      (is) => is === 'online',
      WAIT_MS,
    )
  })

  it('are offline with their broker', async () => {
    await decoderOn(null)
    await stage.broker.stop()
    await until(
      () => status_(RECEIVER),
      (is) => is === 'offline',
      WAIT_MS,
    )
    await until(
      () => status_('mqtt:house'),
      (is) => is === 'offline',
      WAIT_MS,
    )
    await stage.broker.start()
    await until(
      () => status_(RECEIVER),
      (is) => is === 'online',
      WAIT_MS,
    )
    await until(
      () => status_('mqtt:house'),
      (is) => is === 'online',
      WAIT_MS,
    )
  })

  it('are shown as offline after a restart, before they are heard', async () => {
    await stage.say('/lab/device/rpi-01/meta', meta, false)
    await stage.say('/lab/device/rpi-01/status', status('CAM 1'), false)
    await until(
      () => status_(RECEIVER),
      (is) => is === 'online',
      WAIT_MS,
    )
    end()
    await stage.again()
    feed()
    expect(plant().get(RECEIVER)).toMatchObject({ status: 'offline', resource: { label: 'Decoder 1' } })
    expect(routeNow()?.active).toBe(true)
  })

  it('leave the picture when they are gone', async () => {
    await decoderOn(null)
    await stage.say('/lab/device/rpi-01/meta', { ...meta, modules: [] })
    await until(
      () => status_(RECEIVER),
      (is) => is === 'offline',
      WAIT_MS,
    )
    await stage.say('/lab/device/rpi-01/meta', '')
    await stage.say('/lab/device/rpi-01/status', '')
    await until(
      () => plant().get(idOf('rpi-01')),
      (entry) => entry === undefined,
      WAIT_MS,
    )
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../../src/lab/lab'
import { until } from '../../../support/until'
import { ADMIN_KEY, type OpenDoor, openDoor } from '../../api/openDoor'
import { fateOf } from '../../lab/mqttClient'
import { ENGINEER, WAIT_MS } from '../relayStage'

const SOURCES = ['NDI-Source-1', 'NDI-Source-2', 'NDI-Source-3', 'NDI-Source-4', 'STUDIO-A (CAM 1)', 'STUDIO-A (CAM 2)']
const admin = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }

let lab: Lab
let door: OpenDoor

beforeAll(async () => {
  lab = await startLab({
    plant: { size: { nodes: 1, senders: 1, receivers: 1 } },
    devices: { decoders: 2, heartbeatMs: 60_000 },
  })
  door = await openDoor({ brokers: [{ name: 'lab', url: lab.broker.url }] })
  await until(
    () => door.house.relay.devices.all(),
    (all) => all.filter(({ online, modules }) => online && modules.includes('ndi')).length === 2,
    WAIT_MS,
  )
})
afterAll(async () => {
  await door.stop()
  await lab.stop()
})

const send = (body: object) => door.ask('POST', '/api/ndi/send', admin, JSON.stringify(body))
const ndiNow = () => door.house.relay.devices.get('mqtt:lab/rpi-01')?.state['ndi']

describe('the decoders of the NDI module', () => {
  it.each<[string, object, object]>([
    ['set_input', { source: 'NDI-Source-2' }, { state: 'stopped', input: 'NDI-Source-2', recording: false }],
    ['start', {}, { state: 'playing', input: 'NDI-Source-2', recording: false }],
    ['start', { source: 'NDI-Source-1' }, { state: 'playing', input: 'NDI-Source-1', recording: false }],
    ['record_start', {}, { state: 'playing', input: 'NDI-Source-1', recording: true }],
    ['record_stop', {}, { state: 'playing', input: 'NDI-Source-1', recording: false }],
    ['stop', {}, { state: 'stopped', input: 'NDI-Source-1', recording: false }],
  ])('do %s %j over the API, as a run like every other', async (action, params, after) => {
    const answer = await send({ device_id: 'mqtt:lab/rpi-01', action, ...params })
    expect(answer).toMatchObject({ status: 200, body: { ok: true, code: 'OK' } })
    expect(ndiNow()).toEqual(after)
    const { runId } = answer.body as { readonly runId: string }
    expect((await door.api('GET', `/runs/${runId}`)).body).toMatchObject({
      state: 'succeeded',
      actions: [{ type: 'mqtt.command', module: 'ndi', command: action }],
      changes: [{ driver: 'mqtt', state: 'verified' }],
    })
  })

  it('may be named by their own id, where one broker alone has it', async () => {
    expect(await send({ device_id: 'rpi-01', action: 'stop' })).toMatchObject({ status: 200, body: { ok: true } })
  })

  it('say in their own words what they cannot', async () => {
    const answer = await send({ device_id: 'rpi-01', action: 'start', source: 'NDI-Source-99' })
    expect(answer).toMatchObject({ status: 409, body: { code: 'REFUSED_BY_DEVICE' } })
    expect((answer.body as { readonly message: string }).message).toContain('There is no NDI source "NDI-Source-99"')
  })

  it('are listed, as devices and in the registry', async () => {
    const devices = (await door.ask('GET', '/api/ndi/devices', admin)).body as { items: { deviceId: string }[] }
    expect(devices.items.map(({ deviceId }) => deviceId).sort()).toEqual(['rpi-01', 'rpi-02'])
    const { body } = await door.ask('GET', '/api/ndi/status', admin)
    expect(body).toMatchObject({
      lab: {
        devices: { 'rpi-01': { modules: ['ndi'], online: true, ndi: { state: 'stopped' } } },
        locks: {},
        modules: ['ndi', 'nvr'],
        ts: expect.any(String) as string,
      },
    })
  })
})

describe('the sources of the NDI module', () => {
  const listed = async () => {
    const { body } = await door.ask('GET', '/api/ndi/sources', admin)
    return (body as { readonly items: readonly { readonly name: string; readonly from: string }[] }).items
  }
  const named = (wanted: readonly string[]) =>
    until(listed, (items) => wanted.every((name) => items.some((item) => item.name === name)), WAIT_MS)

  it('come from the settings and from DNS-SD, and are senders of the picture', async () => {
    const { address, domain } = lab.dns
    const settings = { sources: ['HOUSE (Test card)'], dnsDomain: domain, dnsServers: [address], everyS: 2 }
    expect((await door.api('PATCH', '/modules/ndi', { settings })).status).toBe(200)
    const items = await named(SOURCES)
    expect(items.find(({ name }) => name === 'HOUSE (Test card)')?.from).toBe('settings')
    expect(items.find(({ name }) => name === 'STUDIO-A (CAM 1)')?.from).toBe('DNS-SD')
    await until(
      () => door.plant.entry('sender', 'ndi:STUDIO-A (CAM 1)')?.resource.label,
      (label) => label === 'STUDIO-A (CAM 1)',
      WAIT_MS,
    )
  })

  it('come and go as they are announced', async () => {
    await fateOf(lab)('ndi/sources', { sources: ['OB-7 (Wide)'] })
    const items = await named(['OB-7 (Wide)'])
    expect(items.map(({ name }) => name)).not.toContain('STUDIO-A (CAM 1)')
    // What a decoder has as its input stays.
    expect(items.map(({ name }) => name)).toContain('NDI-Source-1')
  })

  it('stay while no name server answers, and the reason is said', async () => {
    const before = await listed()
    await door.house.relay.modules.update(ENGINEER, 'ndi', {
      settings: { sources: [], dnsDomain: lab.dns.domain, dnsServers: ['127.0.0.1:9'], everyS: 2 },
    })
    const { body } = await until(
      () => door.ask('GET', '/api/ndi/sources', admin),
      (answer) => (answer.body as { readonly problem: string | null }).problem !== null,
      WAIT_MS,
    )
    const { items } = body as { readonly items: readonly object[] }
    expect(items).toEqual(before.filter(({ from }) => from !== 'settings'))
  })
})

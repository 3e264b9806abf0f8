import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Candidate,
  type Inspection,
  type LightRecord,
  RegistryInput,
  type Run,
  type Salvo,
} from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import { until } from '../../support/until'
import { type OpenDoor, openDoor, openSocket } from '../api/openDoor'
import { type Listener, fateOf, listenTo } from '../lab/mqttClient'
import { WAIT_MS } from './relayStage'

/** NDI decoders and NMOS receivers of one lab, over the API: from the picture to the device and back. */
let lab: Lab
let door: OpenDoor
let broker: Listener
let operator: Readonly<Record<string, string>>

const decoder = (n: number): string => `ndi:lab/rpi-0${String(n)}`
const source = (n: number): string => `ndi:NDI-Source-${String(n)}`
const routeOf = (receiverId: string) => door.plant.entry('receiver', receiverId)?.connection
const inputOf = (n: number) => door.house.relay.devices.get(`mqtt:lab/rpi-0${String(n)}`)?.state['ndi']

beforeAll(async () => {
  lab = await startLab({ devices: { heartbeatMs: 60_000 } })
  broker = await listenTo(lab.broker.url)
  const { queryUrl } = lab.registry
  door = await openDoor({
    sources: [RegistryInput.parse({ label: 'Lab', queryUrl, role: 'lab' })],
    brokers: [{ name: 'lab', url: lab.broker.url }],
  })
  const { address, domain } = lab.dns
  await door.api('PATCH', '/modules/ndi', { settings: { dnsDomain: domain, dnsServers: [address], everyS: 2 } })
  operator = { authorization: `Bearer ${await door.keyOf('operator')}`, 'content-type': 'application/json' }
  await until(
    () => [
      door.plant.entry('receiver', lab.plant.receiver('MON 1'))?.id,
      ...[1, 2, 3, 4].map((n) => door.plant.entry('receiver', decoder(n))?.id),
      ...[1, 2, 3].map((n) => door.plant.entry('sender', source(n))?.id),
    ],
    (ids) => ids.every((id) => id !== undefined),
    WAIT_MS,
  )
})
afterAll(async () => {
  await broker.end()
  await door.stop()
  await lab.stop()
})

const take = (senderId: string | null, receiverId: string) =>
  door.api('POST', '/takes', { routes: [{ senderId, receiverId }] })
const asOperator = (method: string, path: string, body?: object) =>
  door.ask(method, `/api/v1${path}`, operator, body === undefined ? undefined : JSON.stringify(body))
const takeAsOperator = (senderId: string | null, receiverId: string) =>
  asOperator('POST', '/takes', { routes: [{ senderId, receiverId }] })

/** Every decoder is on nothing again. */
afterEach(async () => {
  for (const n of [1, 2, 3, 4]) if (routeOf(decoder(n))?.active === true) await take(null, decoder(n))
})

describe('an NDI source dragged onto a decoder', () => {
  it('is inspected by what it says of itself, and nothing is said to be missing', async () => {
    const seen = async (kind: string, id: string) =>
      (await door.api('GET', `/resources/${kind}/${id}/inspection`)).body as Inspection
    const input = await seen('receiver', encodeURIComponent(decoder(1)))
    expect(input).toMatchObject({ fault: null, staged: null, active: { state: expect.any(String) as string } })
    expect(await seen('sender', encodeURIComponent(source(1)))).toMatchObject({ fault: null, active: null })
  })

  it('is in the picture beside NMOS, on the node of its broker', async () => {
    const { client, socket } = await openSocket(door.url, operator)
    const records: LightRecord[] = []
    for await (const message of await client.picture.watch()) {
      if (message.type !== 'snapshot') break
      records.push(...message.records)
      if (message.part === message.parts) break
    }
    socket.close()
    const found = (id: string) => records.find((record) => record.id === id)
    expect(found('mqtt:lab')).toMatchObject({ kind: 'node', status: 'online' })
    expect(found('mqtt:lab/rpi-01')).toMatchObject({ kind: 'device', label: 'NDI decoder 01' })
    expect(found(decoder(1))).toMatchObject({ kind: 'receiver', status: 'online', controllable: true })
    expect(found(source(1))).toMatchObject({ kind: 'sender', label: 'NDI-Source-1' })
    expect(found(lab.plant.receiver('MON 1'))).toMatchObject({ kind: 'receiver' })
  })

  it('may go onto decoders and nowhere else, and a camera not onto a decoder', async () => {
    const candidates = async (senderId: string) =>
      ((await door.api('POST', '/routes/candidates', { senderId })).body as { readonly items: readonly Candidate[] })
        .items
    const verdict = (items: readonly Candidate[], id: string) => items.find((one) => one.id === id)?.verdict
    const ofNdi = await candidates(source(1))
    expect(verdict(ofNdi, decoder(1))).toBe('fits')
    expect(verdict(ofNdi, lab.plant.receiver('MON 1'))).toBe('refused')
    expect(verdict(await candidates(lab.plant.sender('CAM 1')), decoder(1))).toBe('refused')
    expect(await take(lab.plant.sender('CAM 1'), decoder(1))).toMatchObject({ status: 409, body: { code: 'REFUSED' } })
  })

  it('is a TAKE: guarded, sent to the device, seen, journalled and audited', async () => {
    const since = broker.all.length
    const answer = await take(source(1), decoder(1))
    expect(answer).toMatchObject({
      status: 201,
      body: { state: 'succeeded', changes: [{ driver: 'mqtt', state: 'verified', target: { id: decoder(1) } }] },
    })
    const run = answer.body as Run
    await broker.hears('/lab/device/rpi-01/ndi/cmd', { action: 'start', params: { source: 'NDI-Source-1' } }, since)
    expect(inputOf(1)).toMatchObject({ state: 'playing', input: 'NDI-Source-1' })
    await until(
      () => routeOf(decoder(1)),
      (route) => route?.active === true && route.senderId === source(1),
      WAIT_MS,
    )
    await take(source(2), decoder(1))
    await broker.hears('/lab/device/rpi-01/ndi/cmd', { action: 'set_input', params: { source: 'NDI-Source-2' } }, since)
    const { body } = await door.api('GET', `/audit?target=${encodeURIComponent(decoder(1))}`)
    const rows = (body as { readonly items: readonly { readonly runId: string | null }[] }).items
    expect(rows.map(({ runId }) => runId)).toContain(run.id)
  })

  it('is undone: the decoder is on what it was on before', async () => {
    await take(source(1), decoder(1))
    const second = (await take(source(2), decoder(1))).body as Run
    const undo = (await door.api('POST', `/runs/${second.id}/undo`)).body as Run
    expect(await door.api('POST', `/runs/${undo.id}/approve`)).toMatchObject({ body: { state: 'succeeded' } })
    expect(inputOf(1)).toMatchObject({ state: 'playing', input: 'NDI-Source-1' })
  })

  it('is taken away again', async () => {
    await take(source(1), decoder(1))
    expect(await take(null, decoder(1))).toMatchObject({ status: 201, body: { state: 'succeeded' } })
    expect(inputOf(1)).toMatchObject({ state: 'stopped' })
    expect(routeOf(decoder(1))).toMatchObject({ active: false, senderId: null })
  })
})

describe('a command', () => {
  const command = async (name: string, params: object = {}) => {
    const action = { type: 'mqtt.command', deviceId: 'mqtt:lab/rpi-01', module: 'ndi', command: name, params }
    return (await door.api('POST', '/runs', { actions: [action] })).body as Run
  }

  it('is taken back by the one that undoes it; one that leaves nothing says so', async () => {
    await take(source(1), decoder(1))
    const recording = await command('record_start')
    expect(inputOf(1)).toMatchObject({ recording: true })
    const undo = (await door.api('POST', `/runs/${recording.id}/undo`)).body as Run
    expect(undo.actions).toMatchObject([{ type: 'mqtt.command', command: 'record_stop' }])
    expect(await door.api('POST', `/runs/${undo.id}/approve`)).toMatchObject({ body: { state: 'succeeded' } })
    expect(inputOf(1)).toMatchObject({ recording: false })
    const { body } = await door.api('GET', `/audit?what=command&limit=5`)
    expect((body as { readonly items: readonly { readonly runId: string }[] }).items.map(({ runId }) => runId)).toEqual(
      expect.arrayContaining([recording.id, undo.id]),
    )
    const again = await command('record_stop')
    expect(await door.api('POST', `/runs/${again.id}/undo`)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('nothing is left of') as string },
    })
  })
})

describe('what stands against it', () => {
  it('a lock of somebody else', async () => {
    await door.api('POST', '/locks', { receiverId: decoder(2), kind: 'lock', reason: 'interview' })
    expect(await takeAsOperator(source(1), decoder(2))).toMatchObject({
      status: 423,
      body: { data: { decisions: [{ code: 'LOCKED' }] } },
    })
    await door.api('DELETE', `/locks/${encodeURIComponent(decoder(2))}`)
    expect(await takeAsOperator(source(1), decoder(2))).toMatchObject({ status: 201 })
  })

  it('a lease of somebody on MQTT, whose badge it wears, until it is released', async () => {
    const command = (action: string, req_id: string) =>
      broker.say('/lab/orchestrator/ndi/cmd', {
        ...{ req_id, actor: 'gallery', action, params: { device_id: 'rpi-03', lease_s: 60 } },
      })
    await command('reserve', 'lease')
    await broker.hears('/lab/orchestrator/ndi/evt', { req_id: 'lease', status: 'RESERVED' })
    expect(door.plant.entry('receiver', decoder(3))?.marks.lock).toMatchObject({
      kind: 'lease',
      owner: { name: 'gallery' },
    })
    const refused = await takeAsOperator(source(1), decoder(3))
    expect(refused).toMatchObject({ status: 409, body: { data: { decisions: [{ code: 'LEASED' }] } } })
    const sent = await door.ask(
      'POST',
      '/api/ndi/send',
      operator,
      JSON.stringify({ device_id: 'rpi-03', action: 'start', source: 'NDI-Source-1' }),
    )
    expect(sent).toMatchObject({ status: 409, body: { code: 'LEASED' } })
    await command('release', 'over')
    await broker.hears('/lab/orchestrator/ndi/evt', { req_id: 'over', status: 'RELEASED' })
    expect(await takeAsOperator(source(1), decoder(3))).toMatchObject({ status: 201 })
  })

  it('a lease at the time of a booking, whoever has booked it over the API', async () => {
    const at = new Date(Date.now() + 1_500).toISOString()
    const start = { type: 'mqtt.command', deviceId: 'mqtt:lab/rpi-03', module: 'ndi', command: 'start' }
    const work = { kind: 'run', run: { actions: [{ ...start, params: { source: 'NDI-Source-1' } }] } }
    const booked = await asOperator('POST', '/schedules', { label: 'Evening', at, timeZone: 'UTC', work })
    expect(booked.status).toBe(201)
    const lease = { deviceId: 'mqtt:lab/rpi-03', module: 'ndi', leaseS: 60, reason: 'rehearsal' }
    expect((await door.api('POST', '/leases', lease)).status).toBe(201)
    const { id } = booked.body as { readonly id: string }
    await until(
      () => door.house.scheduler.get(id)?.state,
      (state) => state !== 'waiting' && state !== 'running',
      WAIT_MS,
    )
    expect(inputOf(3)).not.toMatchObject({ state: 'playing' })
    expect((await door.api('DELETE', `/leases/${encodeURIComponent(decoder(3))}`)).status).toBe(200)
  })

  it('a policy about it', async () => {
    const rule = {
      ...{ id: 'no-cam-3', label: 'Source 3 stays off air', kind: 'forbidden_pair', effect: 'deny' },
      ...{ from: { label: ['NDI-Source-3'] }, to: { label: ['NDI decoder 04'] } },
    }
    expect((await door.api('POST', '/policies', rule)).status).toBe(201)
    try {
      expect(await take(source(3), decoder(4))).toMatchObject({
        status: 409,
        body: { data: { decisions: [{ effect: 'deny', policy: { matches: [{ ruleId: 'no-cam-3' }] } }] } },
      })
      expect(await take(source(2), decoder(4))).toMatchObject({ status: 201 })
    } finally {
      await door.api('DELETE', '/policies/no-cam-3')
    }
  })

  it('a device that is gone', async () => {
    await fateOf(lab)('device/crash', { device: 'rpi-04' })
    await until(
      () => door.plant.entry('receiver', decoder(4))?.status,
      (status) => status === 'offline',
      WAIT_MS,
    )
    expect(await take(source(1), decoder(4))).toMatchObject({ status: 409 })
    await fateOf(lab)('device/back', { device: 'rpi-04' })
    await until(
      () => door.plant.entry('receiver', decoder(4))?.status,
      (status) => status === 'online',
      WAIT_MS,
    )
    expect(await take(source(1), decoder(4))).toMatchObject({ status: 201 })
  })
})

describe('a salvo of NMOS and NDI', () => {
  const actions = () => [
    { type: 'route.connect', senderId: lab.plant.sender('CAM 3'), receiverId: lab.plant.receiver('MON 1') },
    { type: 'route.connect', senderId: source(1), receiverId: decoder(1) },
    { type: 'route.connect', senderId: source(2), receiverId: decoder(2) },
  ]

  it('is fired as one run, each by its own driver', async () => {
    const made = await door.api('POST', '/salvos', { label: 'Evening', actions: actions() })
    expect(made.status).toBe(201)
    const fired = await door.api('POST', `/salvos/${(made.body as Salvo).id}/fire`, { waitMs: 20_000 })
    const run = fired.body as Run
    expect(run).toMatchObject({ state: 'succeeded', source: { kind: 'salvo' } })
    const routes = run.changes.filter(({ target }) => target.kind === 'receiver')
    expect(routes.map(({ driver, state }) => [driver, state]).sort()).toEqual([
      ['is05', 'verified'],
      ['mqtt', 'verified'],
      ['mqtt', 'verified'],
    ])
    expect(inputOf(2)).toMatchObject({ state: 'playing', input: 'NDI-Source-2' })
  })

  it('is put back whole when a device of it refuses', async () => {
    await take(lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1'))
    await fateOf(lab)('device/error-ack', { device: 'rpi-02', error: 'Decoder board does not answer' })
    const fired = await door.api('POST', '/runs', {
      actions: actions(),
      onFailure: 'auto-rollback',
      waitMs: 20_000,
    })
    expect(fired.body).toMatchObject({ state: 'compensated' })
    const { changes } = fired.body as Run
    const refused = changes.find(({ target }) => target.id === decoder(2))
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'REFUSED_BY_DEVICE' } })
    expect(refused?.error?.text).toContain('Decoder board does not answer')
    await until(
      () => [routeOf(lab.plant.receiver('MON 1'))?.senderId, routeOf(decoder(1))?.active],
      ([senderId, active]) => senderId === lab.plant.sender('CAM 2') && active === false,
      WAIT_MS,
    )
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Action, Change } from '../../../src/contract'
import type { Driver, PlannedChange, StepResult } from '../../../src/main/drivers/driver'
import { createIs05Driver } from '../../../src/main/drivers/is05/is05Driver'
import { type NmosHttp, createNmosHttp } from '../../../src/main/nmos/http'
import { readResource } from '../../../src/main/nmos/readResource'
import type { Resource, ResourceKind } from '../../../src/main/nmos/resources'
import { readConnectionState } from '../../../src/main/nmos/readConnection'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { uuid } from '../../unit/policy/uuid'
import { type Answer, type LocalServer, json, startLocalServer } from '../nmos/localServer'

const SENDER = uuid(1)
const RECEIVER = uuid(2)
const OTHER = uuid(3)
const NODE = uuid(4)
const DEVICE = uuid(5)
const OLD_DEVICE = uuid(6)
const API = '/x-nmos/connection/v1.1/single'
const RTP = 'urn:x-nmos:transport:rtp'
const SDP = 'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=CAM\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\nc=IN IP4 239.0.0.1/32\r\n'
const LEG = { multicast_ip: {}, source_ip: {}, interface_ip: {}, destination_port: {}, rtp_enabled: {} }

let http: NmosHttp
let server: LocalServer
let plant: Plant
let driver: Driver
/** What the device answers, by `METHOD path`. */
let answers: Map<string, Answer>

function resource(kind: ResourceKind, fields: object): Resource {
  const read = readResource(kind, { version: '1:0', description: '', tags: {}, ...fields })
  if (!read.ok) throw new Error(read.fault)
  return read.resource
}

function put(sender: object = {}): void {
  const control = { href: `${server.url}/x-nmos/connection/v1.1/`, type: 'urn:x-nmos:control:sr-ctrl/v1.1' }
  plant.witnessed({ id: 'w', kind: 'registry', label: 'w' }).put([
    resource('device', { id: DEVICE, label: 'Wall', node_id: NODE, controls: [control] }),
    resource('device', { id: OLD_DEVICE, label: 'Old', node_id: NODE, controls: [] }),
    resource('sender', {
      id: SENDER,
      label: 'CAM 1',
      device_id: DEVICE,
      flow_id: null,
      transport: RTP,
      manifest_href: null,
      subscription: { active: true, receiver_id: null },
      ...sender,
    }),
    resource('receiver', {
      id: RECEIVER,
      label: 'MON 1',
      device_id: DEVICE,
      transport: RTP,
      format: 'urn:x-nmos:format:video',
      caps: {},
      subscription: { active: false, sender_id: null },
    }),
  ])
}

function answer(route: string, body: unknown, status = 200): void {
  answers.set(route, (_, response) => {
    json(response, body, status)
  })
}

const state = (more: object = {}) => ({
  sender_id: SENDER,
  master_enable: true,
  activation: { mode: null, requested_time: null, activation_time: null },
  transport_params: [{ multicast_ip: '239.0.0.1', source_ip: null, destination_port: 5004, rtp_enabled: true }],
  ...more,
})
const staged = `PATCH ${API}/receivers/${RECEIVER}/staged`
const active = `GET ${API}/receivers/${RECEIVER}/active`
const file = `GET ${API}/senders/${SENDER}/transportfile`
const CONNECT: Action = { type: 'route.connect', senderId: SENDER, receiverId: RECEIVER }
const patches = () => server.seen.filter(({ method }) => method === 'PATCH')

const change = (planned: PlannedChange): Change => ({
  ...planned,
  id: 'change',
  action: 0,
  needs: [],
  state: 'applying',
  startedAt: null,
  finishedAt: null,
})

async function planned(action: Action = CONNECT): Promise<Change> {
  const { changes } = await driver.plan(action, plant, new AbortController().signal)
  const last = changes.at(-1)
  if (last === undefined) throw new Error('nothing was planned')
  return change(last)
}

/** Prepares, sends and verifies; the first that fails is the result. */
async function take(of?: Change): Promise<StepResult> {
  const wanted = of ?? (await planned())
  const { signal } = new AbortController()
  const prepared = await driver.prepare(wanted, signal)
  if (!prepared.ok) return prepared
  const applied = await prepared.request.send({ mode: 'now' }, signal)
  if (!applied.ok) return applied
  const verified = await driver.verify(wanted, signal)
  return verified.ok ? { ...verified, warnings: [...applied.warnings, ...verified.warnings] } : verified
}

async function failure(of?: Change) {
  const result = await take(of)
  if (result.ok) throw new Error('it succeeded')
  return result.error
}

beforeEach(async () => {
  http = createNmosHttp({})
  answers = new Map()
  server = await startLocalServer((request, response, raw) => {
    const known = answers.get(`${request.method} ${request.url}`)
    if (known === undefined) json(response, { code: 404, error: 'There is nothing', debug: null }, 404)
    else known(request, response, raw)
  })
  plant = createPlant({ clock: systemClock, logger: silentLogger })
  put()
  const timeouts = { requestMs: () => 400, verifyMs: 400, fileMs: 300 }
  driver = createIs05Driver({ http, plant, clock: systemClock, logger: silentLogger, timeouts })
  answer(`GET ${API}/receivers/${RECEIVER}/constraints`, [LEG])
  answer(`GET ${API}/receivers/${RECEIVER}/transporttype`, RTP)
  answer(`GET ${API}/senders/${SENDER}/active`, {
    ...state(),
    transport_params: [{ destination_ip: '239.0.0.1', destination_port: 5004, source_ip: '10.0.0.1' }],
  })
  answers.set(file, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/sdp' }).end(SDP)
  })
  answer(staged, state())
  answer(active, state())
})

afterEach(async () => {
  http.close()
  await server.close()
})

describe('the transport file', () => {
  it('comes from the manifest where the sender has no Connection API, and goes on untouched', async () => {
    put({ version: '2:0', device_id: OLD_DEVICE, manifest_href: `${server.url}/cam.sdp` })
    answers.set('GET /cam.sdp', (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`${SDP}a=x-odd: ü \r\n`)
    })
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toEqual({
      sender_id: SENDER,
      master_enable: true,
      transport_file: { data: `${SDP}a=x-odd: ü \r\n`, type: 'application/sdp' },
      activation: { mode: 'activate_immediate' },
    })
  })

  it('that never comes though the sender is active is replaced by its parameters', async () => {
    answers.delete(file)
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toMatchObject({
      transport_params: [{ multicast_ip: '239.0.0.1', destination_port: 5004, source_ip: '10.0.0.1' }],
    })
    expect(server.seen.filter(({ url }) => url.endsWith('/transportfile')).length).toBeGreaterThan(1)
  })

  it('that is missing because the sender was switched off is said so, at once', async () => {
    answers.delete(file)
    answer(`GET ${API}/senders/${SENDER}/active`, state({ master_enable: false }))
    expect(await failure()).toMatchObject({ code: 'SENDER_INACTIVE' })
    expect(patches()).toHaveLength(0)
  })

  it.each([405, 500])('that is answered with %i comes from the manifest', async (status) => {
    put({ version: '2:0', manifest_href: `${server.url}/cam.sdp` })
    answer(file, { code: status, error: 'No', debug: null }, status)
    answers.set('GET /cam.sdp', (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(SDP)
    })
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toMatchObject({ transport_file: { data: SDP } })
  })

  it('that cannot be had anywhere fails with what went wrong first', async () => {
    put({ version: '2:0', manifest_href: `${server.url}/cam.sdp` })
    answer(file, { code: 500, error: 'The camera is confused', debug: null }, 500)
    answer('GET /cam.sdp', { code: 403, error: 'No', debug: null }, 403)
    expect((await failure()).text).toContain('The camera is confused')
  })

  it('with a byte order mark or an empty line before it is an SDP all the same', async () => {
    answers.set(file, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`\ufeff\r\n${SDP}`)
    })
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toMatchObject({ transport_file: { type: 'application/sdp' } })
  })

  it('that is a page to sign in does not go to a receiver', async () => {
    answers.set(file, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Sign in</html>')
    })
    const error = await failure()
    expect(error).toMatchObject({ code: 'BAD_TRANSPORT_FILE' })
    expect(error.text).toContain('it begins “<html>Sign in</html>”')
    expect(patches()).toHaveLength(0)
  })

  it('of ten megabytes is not passed on', async () => {
    answers.set(file, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/sdp' }).end('v=0\r\n'.repeat(2 * 1024 * 1024))
    })
    expect(await failure()).toMatchObject({ code: 'BAD_TRANSPORT_FILE' })
    expect(patches()).toHaveLength(0)
  })
})

describe('the device', () => {
  it('that says another transport than its registry is not sent what it cannot take', async () => {
    answer(`GET ${API}/receivers/${RECEIVER}/transporttype`, 'urn:x-nmos:transport:websocket')
    expect(await failure()).toMatchObject({
      code: 'TRANSPORT_MISMATCH',
      text: expect.stringContaining('websocket') as string,
    })
    expect(patches()).toHaveLength(0)
  })

  it('that answers something else than it was asked is mentioned', async () => {
    answer(staged, state({ sender_id: OTHER }))
    const result = await take()
    expect(result.ok && result.warnings).toMatchObject([{ code: 'STAGED_DIFFERS', target: RECEIVER }])
    expect(result.ok && result.warnings[0]?.text).toContain(`sender_id is ${OTHER}, not ${SENDER}`)
  })

  it('that takes a moment to show it is waited for', async () => {
    let reads = 0
    answers.set(active, (_, response) => {
      reads += 1
      json(response, reads < 3 ? state({ sender_id: null, master_enable: false }) : state())
    })
    expect(await take()).toMatchObject({ ok: true })
    expect(reads).toBe(3)
    expect(plant.entry('receiver', RECEIVER)?.connection).toMatchObject({ active: true, senderId: SENDER })
  })

  it('that accepts and does nothing has not done it', async () => {
    answer(active, state({ sender_id: null, master_enable: false }))
    expect(await failure()).toMatchObject({
      code: 'NOT_VERIFIED',
      text: expect.stringContaining('MON 1 is on nothing') as string,
    })
  })

  it('that names no sender is believed by its multicast', async () => {
    answer(active, state({ sender_id: null }))
    expect(await failure()).toMatchObject({ code: 'NOT_VERIFIED' })
    const legs = [{ destination_ip: '239.0.0.1', destination_port: 5004, source_ip: '10.0.0.1', rtp_enabled: true }]
    const raw = { master_enable: true, transport_params: legs }
    const activation = { mode: null, requested_time: null, activation_time: null }
    plant.setActive(SENDER, { peerId: null, masterEnable: true, activation, legs, transportFile: null, raw }, '1:0')
    expect(await take()).toMatchObject({ ok: true })
    expect(plant.entry('receiver', RECEIVER)?.connection?.inferred).toBe(true)
  })

  it.each(['silence', 'reset'])(
    'whose answer is lost by %s and that did nothing has failed, without a second PATCH',
    async (how) => {
      answers.set(staged, (_, response) => {
        if (how === 'reset') response.destroy()
      })
      answer(active, state({ sender_id: null, master_enable: false }))
      const error = await failure()
      expect(error.code).toBe('DEVICE_SILENT')
      expect(error.text).toContain('Read afterwards, MON 1 is on nothing.')
      expect(patches()).toHaveLength(1)
    },
  )

  it.each(['silence', 'reset'])('whose answer is lost by %s and that did it has succeeded', async (how) => {
    answers.set(staged, (_, response) => {
      if (how === 'reset') response.destroy()
    })
    expect(await take()).toMatchObject({ ok: true })
    expect(patches()).toHaveLength(1)
  })

  it('whose leg is off is told to switch it on: not every one does for a file', async () => {
    const off = state({ transport_params: [{ multicast_ip: '239.0.0.1', destination_port: 5004, rtp_enabled: false }] })
    const known = readConnectionState(off)
    if (known === null) throw new Error('it cannot be read')
    plant.setActive(RECEIVER, known, '1:0')
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toMatchObject({ transport_params: [{ rtp_enabled: true }] })
  })

  it('that is active with every leg off is mentioned', async () => {
    answer(active, state({ transport_params: [{ multicast_ip: '239.0.0.1', rtp_enabled: false }] }))
    expect(await take()).toMatchObject({ ok: true, warnings: [{ code: 'LEGS_OFF' }] })
  })

  it.each([404, 500])('need not say its constraints (%i) where the file says it all', async (status) => {
    answer(`GET ${API}/receivers/${RECEIVER}/constraints`, { code: status, error: 'No', debug: null }, status)
    expect(await take()).toMatchObject({ ok: true })
    expect(patches()).toHaveLength(1)
  })

  it('need not say its transport type', async () => {
    answer(`GET ${API}/receivers/${RECEIVER}/transporttype`, { code: 404, error: 'No', debug: null }, 404)
    expect(await take()).toMatchObject({ ok: true })
  })

  it('that answers HTML is a fault in words', async () => {
    answers.set(`GET ${API}/receivers/${RECEIVER}/constraints`, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>hello</html>')
    })
    const error = await failure()
    expect(error).toMatchObject({ code: 'DEVICE_MISBEHAVES' })
    expect(error.text).toContain('MON 1 (constraints)')
    expect(patches()).toHaveLength(0)
  })
})

describe('a list of several', () => {
  const bulk = `POST ${API.replace('/single', '')}/bulk/receivers`

  async function together(mode: 'now' | 'stage' = 'now') {
    const { signal } = new AbortController()
    const prepared = await driver.prepare(await planned(), signal)
    if (!prepared.ok) throw new Error(prepared.error.text)
    const results = await driver.sendTogether([prepared.request], { mode }, signal)
    return results === null ? null : results[0]
  }

  it('whose answer leaves one out is settled by reading that one', async () => {
    answer(bulk, [])
    expect(await together()).toMatchObject({ ok: true, detail: { settledBy: 'reading /active' } })
    answer(active, state({ sender_id: null, master_enable: false }))
    const lost = await together()
    expect(lost).toMatchObject({ ok: false, error: { code: 'DEVICE_MISBEHAVES' } })
    expect(lost?.ok === false && lost.error.text).toContain('MON 1: the answer to a request for several leaves it out.')
  })

  it('that is no list is settled by reading', async () => {
    answer(bulk, { code: 200 })
    expect(await together()).toMatchObject({ ok: true, detail: { settledBy: 'reading /active' } })
  })

  it('sends one that lives at another version of the API alone', async () => {
    answer(bulk, [{ id: RECEIVER, code: 409, error: 'See v1.2', debug: null }])
    expect(await together()).toMatchObject({ ok: true })
    expect(patches()).toHaveLength(1)
  })

  it('that is refused as a whole may have been done in part', async () => {
    answer(bulk, { code: 500, error: 'One of them failed', debug: null }, 500)
    expect(await together()).toMatchObject({ ok: true, detail: { settledBy: 'reading /active' } })
    answer(active, state({ sender_id: null, master_enable: false }))
    expect(await together()).toBeNull()
  })

  it.each([400, 403, 422, 500, 503])(
    'that is refused as a whole with %i, and of which nothing is done, goes one by one',
    async (status) => {
      answer(bulk, { code: status, error: 'No lists here', debug: null }, status)
      answer(active, state({ sender_id: null, master_enable: false }))
      expect(await together()).toBeNull()
    },
  )

  it('that is refused as a whole has staged nothing where /staged does not say so', async () => {
    answer(bulk, { code: 400, error: 'No', debug: null }, 400)
    answer(`GET ${API}/receivers/${RECEIVER}/staged`, state({ sender_id: OTHER }))
    expect(await together('stage')).toBeNull()
    answer(`GET ${API}/receivers/${RECEIVER}/staged`, state())
    expect(await together('stage')).toMatchObject({ ok: true, detail: { settledBy: 'reading /staged' } })
  })

  it('that is too large goes one by one, and smaller ones may be tried', async () => {
    answer(bulk, { code: 413, error: 'Too large', debug: null }, 413)
    expect(await together()).toBeNull()
    expect(await together()).toBeNull()
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(2)
  })
})

describe('what was planned', () => {
  it('can be reversed', async () => {
    const there = await planned()
    const back = driver.reverse(there)
    expect(back).toMatchObject({ before: { senderId: SENDER }, after: { active: false, senderId: null } })
    if (back === null) throw new Error('it cannot be reversed')
    answer(active, state({ sender_id: null, master_enable: false }))
    expect(await take(change(back))).toMatchObject({ ok: true })
    expect(JSON.parse(patches()[0]?.body ?? '')).toEqual({
      master_enable: false,
      sender_id: null,
      activation: { mode: 'activate_immediate' },
    })
  })

  it('cannot when nobody can name what was there', async () => {
    const there = await planned()
    expect(driver.reverse({ ...there, before: { active: true, senderId: null } })).toBeNull()
  })

  it('is nothing for what the plant has lost meanwhile', async () => {
    const there = await planned()
    const gone = { ...there, target: { ...there.target, id: OTHER } }
    expect(await failure(gone)).toMatchObject({ code: 'UNKNOWN_RECEIVER' })
  })
})

describe('a sender that is sent elsewhere', () => {
  const senderStaged = `PATCH ${API}/senders/${SENDER}/staged`
  const leg = (more: object = {}) => ({
    destination_ip: '239.9.9.9',
    destination_port: 5004,
    source_ip: '10.0.0.1',
    ...more,
  })
  const sending = (more: object = {}) => ({ ...state(), receiver_id: null, transport_params: [leg(more)] })
  const MOVE: Action = { type: 'sender.activate', senderId: SENDER, legs: [{ multicast: '239.9.9.9' }] }

  beforeEach(() => {
    answer(`GET ${API}/senders/${SENDER}/constraints`, [{ destination_ip: {}, destination_port: {}, source_ip: {} }])
    answer(senderStaged, sending())
    answer(`GET ${API}/senders/${SENDER}/staged`, sending())
    answer(`GET ${API}/senders/${SENDER}/active`, sending())
  })

  it('is told so in one PATCH', async () => {
    expect(await take(await planned(MOVE))).toMatchObject({ ok: true, warnings: [] })
    expect(patches().map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        master_enable: true,
        transport_params: [{ destination_ip: '239.9.9.9' }],
        activation: { mode: 'activate_immediate' },
      },
    ])
  })

  it('has not gone there when its /active names another address', async () => {
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: '239.0.0.1' }))
    expect(await failure(await planned(MOVE))).toMatchObject({
      code: 'NOT_VERIFIED',
      text: expect.stringContaining('CAM 1 is on, at 239.0.0.1:5004 from 10.0.0.1') as string,
    })
  })

  it('is received by its parameters when its file goes on naming the address before', async () => {
    await take(await planned(MOVE))
    answer(active, state({ transport_params: [{ multicast_ip: '239.9.9.9', destination_port: 5004 }] }))
    expect(await take()).toMatchObject({ ok: true })
    const last = JSON.parse(patches().at(-1)?.body ?? '') as object
    expect(last).toMatchObject({ transport_params: [{ multicast_ip: '239.9.9.9', destination_port: 5004 }] })
    expect(last).not.toHaveProperty('transport_file')
  })

  it('is not received by who names it and stays where it sent before', async () => {
    await take(await planned(MOVE))
    answers.set(staged, (_, response) => {
      response.destroy()
    })
    const error = await failure()
    expect(error.code).toBe('DEVICE_SILENT')
    expect(error.text).toContain('MON 1 is on where that sender sent before')
  })

  it('is left alone where somebody else has staged what it was not asked for', async () => {
    answer(`GET ${API}/senders/${SENDER}/staged`, sending({ destination_port: 5008 }))
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: '239.0.0.1' }))
    expect(await failure(await planned(MOVE))).toMatchObject({
      code: 'STAGED_OTHERWISE',
      text: expect.stringContaining('destination_port 5008, which somebody else has staged; it is 5004 now') as string,
    })
    expect(patches()).toHaveLength(0)
    const legs = [{ multicast: '239.9.9.9', port: 5004 }]
    answer(`GET ${API}/senders/${SENDER}/active`, sending())
    expect(await take(await planned({ ...MOVE, legs }))).toMatchObject({ ok: true })
  })

  it.each([404, 500])('need not say its constraints (%i): its device judges', async (status) => {
    const gone = { code: status, error: 'No', debug: null }
    answer(`GET ${API}/senders/${SENDER}/constraints`, gone, status)
    expect(await take(await planned(MOVE))).toMatchObject({ ok: true })
    const two = await planned({ ...MOVE, legs: [{}, { port: 5006 }] })
    expect(await failure(two)).toMatchObject({ code: 'NO_SUCH_LEG' })
    expect(patches()).toHaveLength(1)
  })

  it('may be sent on by somebody else a moment later', async () => {
    await take(await planned(MOVE))
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: '239.0.0.1' }))
    expect(await take()).toMatchObject({ ok: true })
    expect(JSON.parse(patches().at(-1)?.body ?? '')).toMatchObject({ transport_file: { data: SDP } })
  })

  it('that is on without any address is mentioned', async () => {
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: null }))
    const on: Action = { type: 'sender.activate', senderId: SENDER }
    expect(await take(await planned(on))).toMatchObject({ ok: true, warnings: [{ code: 'NO_DESTINATION' }] })
  })

  it('takes those with it whose way there is only told by the file', async () => {
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: 'auto' }))
    await take(await planned({ ...MOVE, legs: [{ multicast: 'auto' }] }))
    expect(await take()).toMatchObject({ ok: true })
  })

  const toldBy = (address: string, port: number) => {
    answers.set(file, (_, response) => {
      const text = SDP.replace('239.0.0.1', address).replace('5004', String(port))
      response.writeHead(200, { 'Content-Type': 'application/sdp' }).end(text)
    })
  }
  const lastStaging = () => JSON.parse(patches().at(-1)?.body ?? '') as object

  it.each([
    ['an address that begins like the new one', '239.9.9.90', 5004],
    ['another port', '239.9.9.9', 5002],
  ])('is not received by a file that still names %s', async (_, address, port) => {
    toldBy(address, port)
    await take(await planned(MOVE))
    await take()
    expect(lastStaging()).not.toHaveProperty('transport_file')
  })

  it('is not received by who stays at the port where it sent before', async () => {
    await take(await planned(MOVE))
    answer(active, state({ transport_params: [{ multicast_ip: '239.9.9.9', destination_port: 5002 }] }))
    expect(await failure()).toMatchObject({ code: 'NOT_VERIFIED' })
  })

  it('is the same address however it is written', async () => {
    const ipv6 = { destination_ip: 'ff3e::8000:1' }
    answer(senderStaged, sending(ipv6))
    answer(`GET ${API}/senders/${SENDER}/active`, sending(ipv6))
    answers.set(file, (_, response) => {
      const text = SDP.replaceAll('IP4', 'IP6').replace('239.0.0.1/32', 'FF3E:0:0:0:0:0:8000:1')
      response.writeHead(200, { 'Content-Type': 'application/sdp' }).end(text)
    })
    answer(active, state({ transport_params: [{ multicast_ip: 'ff3e:0::8000:1', destination_port: 5004 }] }))
    await take(await planned({ ...MOVE, legs: [{ multicast: 'ff3e::8000:1' }] }))
    expect(await take()).toMatchObject({ ok: true })
    expect(lastStaging()).toHaveProperty('transport_file')
  })

  it('is put back in what was changed of it, and in nothing else', async () => {
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: '239.0.0.1' }))
    const moved = await planned(MOVE)
    expect(driver.reverse(moved)?.after).toEqual({ active: true, legs: [{ multicast: '239.0.0.1' }] })
  })

  it('is put back where its device said what is no address', async () => {
    answer(`GET ${API}/senders/${SENDER}/active`, sending({ destination_ip: '0.0.0.0', source_ip: 'fe80::1%eth0' }))
    const moved = await planned({ ...MOVE, legs: [{ multicast: '239.9.9.9', port: 5006, source: 'auto' }] })
    expect(moved.before).toEqual({ active: true, legs: [{ port: 5004 }] })
    expect(driver.reverse(moved)?.after).toEqual({ active: true, legs: [{ port: 5004 }] })
    expect(await driver.look(moved, new AbortController().signal)).toMatchObject({ kind: 'before' })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readFaults } from '../../../src/lab/control/verbs'
import { startLab, type Lab } from '../../../src/lab/lab'
import { ask, endpointUrl, get, inRegistry, nodeUrl, until, type Got } from './nodeClient'

let lab: Lab

beforeAll(async () => {
  lab = await startLab({})
})

afterAll(async () => {
  await lab.stop()
})

const fate = (verb: string, body: unknown): Promise<Got> => ask('POST', `${lab.control.url}/${verb}`, body)
const immediate = { mode: 'activate_immediate' }

type Requests = readonly { node: string; method: string; path: string; status: number }[]

test('says what it can do', async () => {
  const { body } = await get(`${lab.control.url}/`)
  const names = (body as { verb: string }[]).map((line) => line.verb)
  expect(names).toContain('POST /node/gone')
  expect(names).toContain('POST /registry/restart')
  expect(names).toContain('POST /route')
})

test('a wrong body is 400, a name that is not there 404', async () => {
  expect((await fate('node/latency', { node: 'SNP-01' })).status).toBe(400)
  expect((await fate('node/gone', { node: 'SNP-01', extra: 1 })).status).toBe(400)
  expect((await fate('node/gone', { node: 'nobody' })).status).toBe(404)
  expect((await fate('nothing', {})).status).toBe(404)
})

test('the state lists nodes, ports and who is on what', async () => {
  const { body } = await get(`${lab.control.url}/state`)
  const { nodes } = body as {
    nodes: { label: string; online: boolean; receivers: { label: string; senderId: string }[] }[]
  }
  expect(nodes).toHaveLength(14)
  const wall = nodes.find((node) => node.label === 'SNP-04')
  expect(wall?.online).toBe(true)
  expect(wall?.receivers.find(({ label }) => label === 'MON 1')?.senderId).toBe(lab.plant.sender('CAM 1'))
  expect((await get(`${lab.control.url}/find?name=CAM%201`)).body).toMatchObject([
    { type: 'sender', id: lab.plant.sender('CAM 1'), node: 'SNP-01' },
  ])
})

test('requests are counted, so that a dry-run can be proved to have sent nothing', async () => {
  await ask('DELETE', `${lab.control.url}/requests`)
  const url = endpointUrl(lab, lab.plant.receiver('MON 3'))
  await get(`${url}/active`)
  expect((await get(`${lab.control.url}/requests?not=GET`)).body).toEqual([])
  await ask('PATCH', `${url}/staged`, {})
  const { body } = await get(`${lab.control.url}/requests?not=GET`)
  expect(body as Requests).toMatchObject([{ node: 'SNP-04', method: 'PATCH', status: 200 }])
  const { nodes } = (await get(`${lab.control.url}/state`)).body as { nodes: { label: string; requests: object }[] }
  expect(nodes.find((node) => node.label === 'SNP-04')?.requests).toEqual({ GET: 1, PATCH: 1 })
})

describe('devices', () => {
  test('refuse the next PATCHes in their own words and do nothing', async () => {
    const id = lab.plant.receiver('MON 3')
    const url = endpointUrl(lab, id)
    const before = (await get(`${url}/active`)).body
    await fate('node/refuse', { node: 'SNP-04', count: 2, code: 500, error: 'PTP unlocked', debug: 'offset 12 ms' })
    for (let i = 0; i < 2; i += 1) {
      const got = await ask('PATCH', `${url}/staged`, { master_enable: false, activation: immediate })
      expect(got).toMatchObject({ status: 500, body: { code: 500, error: 'PTP unlocked', debug: 'offset 12 ms' } })
    }
    expect((await get(`${url}/active`)).body).toEqual(before)
    expect((await ask('PATCH', `${url}/staged`, {})).status).toBe(200)
  })

  test('refuse what one port is asked, alone or in a list, and count what each port is asked', async () => {
    await ask('DELETE', `${lab.control.url}/requests`)
    const [id, other] = [lab.plant.receiver('MV 1'), lab.plant.receiver('MV 2')]
    const bulk = `${nodeUrl(lab, id)}/x-nmos/connection/v1.1/bulk/receivers`
    await fate('port/refuse', { id, count: 2, code: 400, error: 'Not today' })
    const items = [id, other].map((one) => ({ id: one, params: { activation: immediate } }))
    const got = await ask('POST', bulk, items)
    expect([got.status, got.body]).toEqual([
      200,
      [
        { id, code: 400, error: 'Not today', debug: null },
        { id: other, code: 200 },
      ],
    ])
    expect((await ask('PATCH', `${endpointUrl(lab, id)}/staged`, {})).status).toBe(400)
    expect((await ask('PATCH', `${endpointUrl(lab, id)}/staged`, {})).status).toBe(200)
    expect((await get(`${lab.control.url}/patches`)).body).toEqual({
      [id]: { asked: 3, accepted: 1, activating: 0 },
      [other]: { asked: 1, accepted: 1, activating: 1 },
    })
  })

  test('have no bulk if told to', async () => {
    const bulk = `${nodeUrl(lab, lab.plant.receiver('MV 1'))}/x-nmos/connection/v1.1/bulk/receivers`
    await fate('node/without-bulk', { node: 'MV-1', code: 501 })
    expect((await ask('POST', bulk, [])).status).toBe(501)
    await fate('node/without-bulk', { node: 'MV-1', code: null })
    expect((await ask('POST', bulk, [])).status).toBe(200)
  })

  test('refuse scheduled activations if told to, and do immediate ones', async () => {
    const url = endpointUrl(lab, lab.plant.receiver('MV 1'))
    await fate('node/without-schedules', { node: 'MV-1', code: 400, error: 'Immediate only' })
    const scheduled = { activation: { mode: 'activate_scheduled_relative', requested_time: '0:5000' } }
    expect(await ask('PATCH', `${url}/staged`, scheduled)).toMatchObject({
      status: 400,
      body: { error: 'Immediate only' },
    })
    expect((await ask('PATCH', `${url}/staged`, { activation: immediate })).status).toBe(200)
    await fate('node/without-schedules', { node: 'MV-1', on: false })
    expect((await ask('PATCH', `${url}/staged`, scheduled)).status).toBe(202)
  })

  test('reset the connection after a PATCH that worked', async () => {
    const url = endpointUrl(lab, lab.plant.receiver('MON 3'))
    await fate('node/reset', { node: 'SNP-04' })
    await expect(
      ask('PATCH', `${url}/staged`, { sender_id: null, master_enable: false, activation: immediate }),
    ).rejects.toThrow()
    expect((await get(`${url}/active`)).body).toMatchObject({ master_enable: false })
  })

  test('are strict about requested_time if told to be', async () => {
    const url = endpointUrl(lab, lab.plant.receiver('MON 3'))
    await fate('node/strict', { node: 'SNP-04' })
    const body = { activation: { ...immediate, requested_time: null } }
    expect((await ask('PATCH', `${url}/staged`, body)).status).toBe(500)
    expect((await ask('PATCH', `${url}/staged`, { activation: immediate })).status).toBe(200)
    await fate('node/strict', { node: 'SNP-04', on: false })
    expect((await ask('PATCH', `${url}/staged`, body)).status).toBe(200)
  })

  test('serve an old transport file for a while after the version bump', async () => {
    const id = lab.plant.sender('AUX 1')
    const url = endpointUrl(lab, id)
    const old = (await get(`${url}/transportfile`)).body
    await fate('node/sdp-lag', { node: 'ME-1', ms: 400 })
    await ask('PATCH', `${url}/staged`, {
      transport_params: [{ destination_ip: '239.66.6.6' }, {}],
      activation: immediate,
    })
    expect((await get(`${url}/active`)).body).toMatchObject({
      transport_params: [{ destination_ip: '239.66.6.6' }, {}],
    })
    expect((await get(`${url}/transportfile`)).body).toBe(old)
    const fresh = await until(
      () => get(`${url}/transportfile`),
      (got) => got.body !== old,
    )
    expect(fresh.body).toContain('239.66.6.6')
  })

  test('can be slow', async () => {
    const url = `${nodeUrl(lab, lab.plant.sender('CAM 1'))}/x-nmos/node`
    await fate('node/latency', { node: 'SNP-01', ms: 300 })
    const begin = performance.now()
    await get(url)
    expect(performance.now() - begin).toBeGreaterThan(290)
    await fate('node/latency', { node: '*', ms: 0 })
  })
})

describe('another controller', () => {
  test('changes a route, and both device and registry say so', async () => {
    const receiverId = lab.plant.receiver('MV 5')
    const senderId = lab.plant.sender('CAM OB3')
    const got = await fate('route', { receiverId, senderId })
    expect(got.body).toMatchObject({ done: true, result: { status: 200 } })
    await until(
      () => inRegistry(lab, 'receivers', receiverId),
      (now) => JSON.stringify(now?.['subscription']).includes(senderId),
    )
    await fate('route', { receiverId, senderId: null })
    await until(
      () => inRegistry(lab, 'receivers', receiverId),
      (now) => JSON.stringify(now?.['subscription']).includes('false'),
    )
  })

  test('does so without a transport file, and with MXL', async () => {
    for (const [receiver, sender] of [
      ['Tally in', 'TALLY CAM 3'],
      ['Thermometer', 'Temperature'],
      ['MXL in', 'MXL out'],
    ] as const) {
      const receiverId = lab.plant.receiver(receiver)
      const senderId = lab.plant.sender(sender)
      expect((await fate('route', { receiverId, senderId })).body).toMatchObject({ result: { status: 200 } })
    }
  })

  test('is refused like anybody', async () => {
    const receiverId = lab.plant.receiver('MV 4')
    const got = await fate('route', { receiverId, senderId: lab.plant.sender('CAM 1') })
    expect(got.body).toMatchObject({ result: { status: 500 } })
  })

  test('switches a sender off and on', async () => {
    const senderId = lab.plant.sender('PLAY 1')
    await fate('sender', { senderId, active: false })
    expect((await get(`${endpointUrl(lab, senderId)}/transportfile`)).status).toBe(404)
    await fate('sender', { senderId, active: true })
    expect((await get(`${endpointUrl(lab, senderId)}/transportfile`)).status).toBe(200)
  })
})

test('a device may have an address where nobody answers, first', async () => {
  const id = lab.plant.find('Studio A wall')[0]?.id ?? ''
  const hrefs = async (): Promise<string[]> => {
    const device = await inRegistry(lab, 'devices', id)
    return (device?.['controls'] as { href: string }[]).map((control) => control.href)
  }
  const before = await hrefs()
  await fate('node/dead-address', { node: 'SNP-04' })
  const during = await until(hrefs, (now) => now.length === 2 * before.length)
  expect(during[0]).toContain('127.0.0.1:9/x-nmos/connection/')
  await fate('node/dead-address', { node: 'SNP-04', on: false })
  expect(await until(hrefs, (now) => now.length === before.length)).toEqual(before)
})

describe('resources', () => {
  test('are renamed', async () => {
    const id = lab.plant.sender('PLAY 2')
    await fate('rename', { id, label: 'VTR 2' })
    await until(
      () => inRegistry(lab, 'senders', id),
      (now) => now?.['label'] === 'VTR 2',
    )
    expect((await get(`${endpointUrl(lab, id)}/transportfile`)).body).toContain('s=VTR 2')
  })

  test('are removed, from the device and its lists too', async () => {
    const id = lab.plant.receiver('REC 2')
    await fate('remove', { id })
    await until(
      () => inRegistry(lab, 'receivers', id),
      (now) => now === undefined,
    )
    expect((await get(`${endpointUrl(lab, id)}/staged`)).status).toBe(404)
    const device = await until(
      () => inRegistry(lab, 'devices', lab.plant.find('Recorder')[0]?.id ?? ''),
      (now) => !JSON.stringify(now).includes(id),
    )
    expect(device).toBeDefined()
  })
})

describe('the registry', () => {
  test('cuts its subscriptions off', async () => {
    const created = await ask('POST', `${lab.registry.queryUrl}v1.3/subscriptions`, {
      max_update_rate_ms: 100,
      resource_path: '/senders',
      params: {},
      persist: false,
      secure: false,
    })
    const socket = new WebSocket((created.body as { ws_href: string }).ws_href)
    await new Promise((resolve) => socket.once('message', resolve))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    expect((await fate('registry/cut', {})).status).toBe(200)
    await closed
  })

  test('answers 500 until told otherwise', async () => {
    await fate('registry/fault', { status500: true })
    expect((await get(`${lab.registry.queryUrl}v1.3/senders`)).status).toBe(500)
    await fate('registry/fault', { status500: false })
    expect((await get(`${lab.registry.queryUrl}v1.3/senders`)).status).toBe(200)
    expect((await fate('registry/fault', { fire: true })).status).toBe(400)
  })
})

describe('a faults file', () => {
  test('is read strictly', () => {
    expect(readFaults([{ atMs: 5, verb: 'node/gone', node: 'CG-2' }])).toEqual([
      { atMs: 5, verb: 'node/gone', body: { node: 'CG-2' } },
    ])
    expect(() => readFaults([{ atMs: 5, verb: 'node/explode' }])).toThrow(/not a verb/)
    expect(() => readFaults({})).toThrow()
  })

  test('happens at its time', async () => {
    const faults = readFaults([{ atMs: 100, verb: 'node/gone', node: 'CG-2' }])
    const own = await startLab({ faults })
    const graphics = own.nodes.find((node) => node.blueprint.label === 'CG-2')
    await until(
      () => Promise.resolve(graphics?.online),
      (online) => online === false,
    )
    await own.stop()
  })
})

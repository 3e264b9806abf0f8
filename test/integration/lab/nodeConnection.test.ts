import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, endpointUrl, get, inRegistry, nodeUrl, until, type Got } from './nodeClient'

let lab: Lab

beforeAll(async () => {
  lab = await startLab({})
})

afterAll(async () => {
  await lab.stop()
})

type State = {
  readonly sender_id?: string | null
  readonly receiver_id?: string | null
  readonly master_enable: boolean
  readonly activation: { mode: string | null; requested_time: string | null; activation_time: string | null }
  readonly transport_file: { data: string | null; type: string | null }
  readonly transport_params: Record<string, unknown>[]
}

const immediate = { mode: 'activate_immediate' }
const noActivation = { mode: null, requested_time: null, activation_time: null }

const receiver = (name: string): string => endpointUrl(lab, lab.plant.receiver(name))
const sender = (name: string): string => endpointUrl(lab, lab.plant.sender(name))
const state = async (url: string): Promise<State> => (await get(url)).body as State
const sdpOf = async (name: string): Promise<string> => String((await get(`${sender(name)}/transportfile`)).body)

/** PATCHes staged and checks the answer against the schema of its kind. */
async function stage(url: string, body: object): Promise<Got> {
  const got = await ask('PATCH', `${url}/staged`, body)
  if (specsAvailable) {
    const kind = url.includes('/senders/') ? 'sender' : 'receiver'
    validatorFor('is-05/v1.1', got.status < 300 ? `${kind}-response-schema.json` : 'error.json')(got.body)
  }
  return got
}

async function connect(receiverName: string, senderName: string, extra: object = {}): Promise<Got> {
  return stage(receiver(receiverName), {
    sender_id: lab.plant.sender(senderName),
    master_enable: true,
    transport_file: { data: await sdpOf(senderName), type: 'application/sdp' },
    activation: immediate,
    ...extra,
  })
}

describe.each([
  { version: 'v1.1', prefix: '', type: true },
  { version: 'v1.0', prefix: 'v1.0-', type: false },
])('Connection API $version', ({ version, prefix, type }) => {
  test.skipIf(!specsAvailable)('every answer of every node is as AMWA has it', async () => {
    const check = (schema: string, value: unknown): void => {
      validatorFor(`is-05/${version}`, schema)(value)
    }
    for (const node of lab.nodes) {
      const base = `${node.url}/x-nmos/connection/${version}`
      check('connectionapi-base.json', (await get(base)).body)
      check('connectionapi-bulk.json', (await get(`${base}/bulk`)).body)
      check('connectionapi-single.json', (await get(`${base}/single`)).body)
      for (const side of ['sender', 'receiver']) {
        const list = await get(`${base}/single/${side}s`)
        check('sender-receiver-base.json', list.body)
        for (const id of list.body as string[]) {
          const url = `${base}/single/${side}s/${id.slice(0, -1)}`
          check(`connectionapi-${side}.json`, (await get(url)).body)
          check(`${prefix}constraints-schema.json`, (await get(`${url}/constraints`)).body)
          check(`${prefix}${side}-response-schema.json`, (await get(`${url}/staged`)).body)
          check(`${prefix}${side}-response-schema.json`, (await get(`${url}/active`)).body)
          const transportType = await get(`${url}/transporttype`)
          if (type) check('transporttype-response-schema.json', transportType.body)
          else expect(transportType.status).toBe(404)
        }
      }
    }
  })
})

test('constraints name exactly the parameters that staged and active have', async () => {
  for (const url of [receiver('MON 1'), sender('CAM 1'), sender('TALLY CAM 1'), receiver('Thermometer')]) {
    const constraints = (await get(`${url}/constraints`)).body as object[]
    for (const part of ['staged', 'active']) {
      const { transport_params: legs } = await state(`${url}/${part}`)
      expect(legs.map((leg) => Object.keys(leg).sort())).toEqual(constraints.map((leg) => Object.keys(leg).sort()))
    }
  }
})

describe('activation', () => {
  test('immediate: the answer says when, staged forgets it, active keeps it and has no auto', async () => {
    const url = receiver('MON 4')
    const got = await connect('MON 4', 'CAM 4')
    expect(got.status).toBe(200)
    const answer = got.body as State
    expect(answer.activation.mode).toBe('activate_immediate')
    expect(answer.activation.requested_time).toBeNull()
    expect(answer.activation.activation_time).toMatch(/^\d+:\d+$/)
    expect((await state(`${url}/staged`)).activation).toEqual(noActivation)
    const active = await state(`${url}/active`)
    expect(active.activation).toEqual(answer.activation)
    expect(active.sender_id).toBe(lab.plant.sender('CAM 4'))
    expect(JSON.stringify(active.transport_params)).not.toContain('auto')
    const tai = Number(answer.activation.activation_time?.split(':')[0])
    expect(Math.abs(tai - 37 - Date.now() / 1000)).toBeLessThan(5)
  })

  test('staging alone changes nothing that is active', async () => {
    const url = receiver('MV 6')
    const before = await state(`${url}/active`)
    const got = await stage(url, { master_enable: true })
    expect([got.status, (got.body as State).activation]).toEqual([200, noActivation])
    expect(await state(`${url}/active`)).toEqual(before)
  })

  test('scheduled: 202, locked until it happens, then active', async () => {
    const url = receiver('MV 3')
    const id = lab.plant.receiver('MV 3')
    const got = await stage(url, {
      sender_id: lab.plant.sender('CAM 2'),
      master_enable: true,
      transport_file: { data: await sdpOf('CAM 2'), type: 'application/sdp' },
      activation: { mode: 'activate_scheduled_relative', requested_time: '0:600000000' },
    })
    expect(got.status).toBe(202)
    const pending = (got.body as State).activation
    expect(pending).toMatchObject({ mode: 'activate_scheduled_relative', requested_time: '0:600000000' })
    expect((await state(`${url}/staged`)).activation).toEqual(pending)
    expect((await stage(url, { master_enable: false })).status).toBe(423)
    expect((await stage(url, { activation: immediate })).status).toBe(423)
    const active = await until(
      () => state(`${url}/active`),
      (now) => now.master_enable,
    )
    expect(active.activation).toEqual(pending)
    expect((await state(`${url}/staged`)).activation).toEqual(noActivation)
    await until(
      () => inRegistry(lab, 'receivers', id),
      (resource) => JSON.stringify(resource?.['subscription']).includes(lab.plant.sender('CAM 2')),
    )
  })

  test('absolute: at the TAI time asked for; mode null cancels, with new values in the same PATCH', async () => {
    const url = receiver('IN 7')
    const at = `${String(Math.floor(Date.now() / 1000) + 37 + 3600)}:5`
    const got = await stage(url, {
      master_enable: true,
      activation: { mode: 'activate_scheduled_absolute', requested_time: at },
    })
    expect(got.status).toBe(202)
    expect((got.body as State).activation.activation_time).toBe(at)
    const cancelled = await stage(url, { master_enable: false, activation: { mode: null } })
    expect(cancelled.status).toBe(200)
    expect(cancelled.body).toMatchObject({ master_enable: false, activation: noActivation })
    expect((await stage(url, { activation: immediate })).status).toBe(200)
    expect((await state(`${url}/active`)).master_enable).toBe(false)
  })

  test('a moment that has passed is now', async () => {
    const url = receiver('IN 8')
    const got = await stage(url, {
      master_enable: true,
      activation: { mode: 'activate_scheduled_absolute', requested_time: '1000:0' },
    })
    expect(got.status).toBe(202)
    await until(
      () => state(`${url}/active`),
      (now) => now.master_enable,
    )
  })

  test('the same again is an activation too: version and time go on', async () => {
    const id = lab.plant.receiver('MON 1')
    const versionOf = async (): Promise<unknown> =>
      ((await get(`${nodeUrl(lab, id)}/x-nmos/node/v1.3/receivers/${id}`)).body as { version: string }).version
    const before = await versionOf()
    expect((await stage(receiver('MON 1'), { activation: immediate })).status).toBe(200)
    const after = await versionOf()
    expect(after).not.toBe(before)
    await until(
      () => inRegistry(lab, 'receivers', id),
      (resource) => resource?.['version'] === after,
    )
  })

  test('a disconnect leaves the old transport file in staged', async () => {
    const id = lab.plant.receiver('MON 2')
    const url = receiver('MON 2')
    const before = await state(`${url}/active`)
    expect(before.transport_file.data).toContain('m=video')
    const got = await stage(url, { sender_id: null, master_enable: false, activation: immediate })
    expect(got.status).toBe(200)
    expect((await state(`${url}/staged`)).transport_file).toEqual(before.transport_file)
    const resource = await until(
      () => inRegistry(lab, 'receivers', id),
      (now) => JSON.stringify(now?.['subscription']).includes('false'),
    )
    expect(resource?.['subscription']).toEqual({ active: false, sender_id: null })
  })
})

describe('what is refused', () => {
  const bad: readonly (readonly [string, object])[] = [
    ['an unknown key', { receiver: 1 }],
    ['an unknown parameter', { transport_params: [{ color: 'red' }, {}] }],
    ['too few legs', { transport_params: [{}] }],
    ['no legs', { transport_params: [] }],
    ['too many legs', { transport_params: [{}, {}, {}] }],
    ['a value of the wrong type', { master_enable: 'yes' }],
    ['an id that is none', { sender_id: 'CAM 1' }],
    ['an address that is none', { transport_params: [{ multicast_ip: '239.1.1' }, {}] }],
    ['an interface that is not its own', { transport_params: [{ interface_ip: '192.0.2.9' }, {}] }],
    ['a port out of range', { transport_params: [{ destination_port: 70_000 }, {}] }],
    ['an unknown mode', { activation: { mode: 'activate_now' } }],
    ['an activation without mode', { activation: { requested_time: null } }],
    ['a schedule without time', { activation: { mode: 'activate_scheduled_absolute' } }],
    ['a time that is none', { activation: { mode: 'activate_scheduled_absolute', requested_time: '1.5' } }],
    ['half a transport file', { transport_file: { data: 'v=0', type: null } }],
    ['a transport file of another kind', { transport_file: { data: '<MPD/>', type: 'application/dash+xml' } }],
  ]

  test.each(bad)('400: %s', async (_, body) => {
    const url = receiver('MON 3')
    const before = await state(`${url}/staged`)
    expect((await stage(url, body)).status).toBe(400)
    expect(await state(`${url}/staged`)).toEqual(before)
  })

  test('400: a destination port below what the sender allows', async () => {
    const got = await stage(sender('CAM 1'), { transport_params: [{ destination_port: 4000 }, {}] })
    expect(got.status).toBe(400)
    expect((got.body as { error: string }).error).toContain('at least 5000')
  })

  test('500: a transport file that is no SDP', async () => {
    const got = await stage(receiver('MON 3'), { transport_file: { data: 'not sdp', type: 'application/sdp' } })
    expect(got.status).toBe(500)
    expect((got.body as { error: string }).error).toContain('could not be read')
  })

  test('500: a stream that the receiver cannot take, with the reason', async () => {
    const got = await connect('MON 3', 'BARS 2160p50')
    expect(got.status).toBe(500)
    expect((got.body as { debug: string }).debug).toContain('3840')
    expect((await connect('MV 4', 'CAM 1')).status).toBe(500)
    expect((await connect('MV 4', 'BARS 1080i50')).status).toBe(200)
  })

  test('404 for an id that is not there, on what is there', async () => {
    const base = `${nodeUrl(lab, lab.plant.receiver('MON 3'))}/x-nmos/connection/v1.1/single`
    const strange = '00000000-0000-4000-8000-000000000000'
    expect((await get(`${base}/receivers/${strange}/staged`)).status).toBe(404)
    expect((await ask('PATCH', `${base}/receivers/${strange}/staged`, {})).status).toBe(404)
    expect((await get(`${base}/senders/${lab.plant.receiver('MON 3')}`)).status).toBe(404)
  })

  test('409 with the place for what exists at another version', async () => {
    const mxl = lab.plant.sender('MXL out')
    const got = await get(`${endpointUrl(lab, mxl)}/active`)
    const place = `/x-nmos/connection/v1.2/single/senders/${mxl}/active`
    expect([got.status, got.headers.get('location')]).toEqual([409, place])
    expect((await get(`${nodeUrl(lab, mxl)}${place}`)).status).toBe(200)
    const tally = lab.plant.sender('TALLY CAM 1')
    expect((await get(`${endpointUrl(lab, tally, 'v1.0')}/staged`)).status).toBe(409)
  })

  test('a device without control has no Connection API', async () => {
    const id = lab.plant.receiver('LEGACY IN 1')
    expect((await get(`${endpointUrl(lab, id)}/staged`)).status).toBe(404)
  })
})

describe('ST 2022-7', () => {
  test('a stream of two legs on a receiver of two: path by path', async () => {
    await connect('REC 2', 'CAM 3')
    const { transport_params: sent } = await state(`${sender('CAM 3')}/active`)
    const { transport_params: legs } = await state(`${receiver('REC 2')}/active`)
    for (const i of [0, 1]) {
      expect(legs[i]).toMatchObject({
        multicast_ip: sent[i]?.['destination_ip'],
        source_ip: sent[i]?.['source_ip'],
        destination_port: 5004,
        rtp_enabled: true,
      })
    }
  })

  test('a stream of one leg on a receiver of two switches the second off', async () => {
    await stage(sender('ZONE PLATE'), { master_enable: true, activation: immediate })
    await connect('REC 2', 'ZONE PLATE')
    const { transport_params: legs } = await state(`${receiver('REC 2')}/active`)
    expect(legs.map((leg) => leg['rtp_enabled'])).toEqual([true, false])
    await connect('REC 2', 'CAM 3')
    const again = await state(`${receiver('REC 2')}/active`)
    expect(again.transport_params.map((leg) => leg['rtp_enabled'])).toEqual([true, true])
  })

  test('a stream of two legs on a receiver of one: the first', async () => {
    await connect('SCOPE 1 leg', 'CAM 3')
    const { transport_params: sent } = await state(`${sender('CAM 3')}/active`)
    const { transport_params: legs } = await state(`${receiver('SCOPE 1 leg')}/active`)
    expect(legs.map((leg) => leg['multicast_ip'])).toEqual([sent[0]?.['destination_ip']])
  })

  test('transport parameters beat the file of the same PATCH, and the last PATCH beats the ones before', async () => {
    const got = await connect('REC 2', 'CAM 1', { transport_params: [{}, { multicast_ip: '239.99.9.9' }] })
    expect((got.body as State).transport_params[1]?.['multicast_ip']).toBe('239.99.9.9')
    const { transport_params: sent } = await state(`${sender('CAM 1')}/active`)
    expect((got.body as State).transport_params[0]?.['multicast_ip']).toBe(sent[0]?.['destination_ip'])
    await connect('REC 2', 'CAM 1')
    const later = await state(`${receiver('REC 2')}/active`)
    expect(later.transport_params[1]?.['multicast_ip']).toBe(sent[1]?.['destination_ip'])
    const params = [{ multicast_ip: '239.99.9.8' }, {}]
    await stage(receiver('REC 2'), { transport_params: params, activation: immediate })
    const last = await state(`${receiver('REC 2')}/active`)
    expect(last.transport_params[0]?.['multicast_ip']).toBe('239.99.9.8')
    expect(last.transport_params[1]?.['multicast_ip']).toBe(sent[1]?.['destination_ip'])
  })
})

describe('transport files', () => {
  test('an inactive sender has none; once active it has, and the registry knows', async () => {
    const id = lab.plant.sender('CG DATA')
    const url = sender('CG DATA')
    expect((await get(`${url}/transportfile`)).status).toBe(404)
    await stage(url, { master_enable: true, activation: immediate })
    const got = await get(`${url}/transportfile`)
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'application/sdp'])
    expect(got.headers.get('cache-control')).toBe('no-cache')
    const resource = await until(
      () => inRegistry(lab, 'senders', id),
      (now) => JSON.stringify(now?.['subscription']).includes('true'),
    )
    expect(String(resource?.['manifest_href'])).toContain(`/single/senders/${id}/transportfile`)
  })

  test('a changed address gives another file with a higher session version', async () => {
    const versionIn = (sdp: string): number => Number(/^o=- \d+ (\d+) /m.exec(sdp)?.[1])
    const before = await sdpOf('AUX 2')
    await stage(sender('AUX 2'), {
      transport_params: [{ destination_ip: '239.77.7.7' }, {}],
      activation: immediate,
    })
    const after = await sdpOf('AUX 2')
    expect(after).toContain('239.77.7.7')
    expect(versionIn(after)).toBeGreaterThan(versionIn(before))
    await stage(sender('AUX 2'), { transport_params: [{ destination_ip: 'auto' }, {}], activation: immediate })
    const { transport_params: legs } = await state(`${sender('AUX 2')}/active`)
    expect(legs[0]?.['destination_ip']).toMatch(/^239\.20\./)
  })

  test('WebSocket and MQTT senders have none, and say their transport', async () => {
    for (const [name, base] of [
      ['TALLY CAM 1', 'websocket'],
      ['Temperature', 'mqtt'],
    ] as const) {
      expect((await get(`${sender(name)}/transportfile`)).status).toBe(404)
      expect((await get(`${sender(name)}/transporttype`)).body).toBe(`urn:x-nmos:transport:${base}`)
    }
  })

  test('a tally receiver takes the parameters of its sender', async () => {
    const { transport_params: sent } = await state(`${sender('TALLY CAM 2')}/active`)
    expect(sent[0]?.['connection_uri']).toMatch(/^ws:\/\//)
    const got = await stage(receiver('Tally in'), {
      sender_id: lab.plant.sender('TALLY CAM 2'),
      master_enable: true,
      transport_params: sent,
      activation: immediate,
    })
    expect(got.status).toBe(200)
    expect((await state(`${receiver('Tally in')}/active`)).transport_params).toEqual(sent)
  })

  test('a unicast sender names its receiver in IS-04', async () => {
    const id = lab.plant.sender('UNICAST feed')
    const peer = lab.plant.receiver('UNICAST in')
    const { transport_params: own } = await state(`${receiver('UNICAST in')}/active`)
    await stage(sender('UNICAST feed'), {
      receiver_id: peer,
      master_enable: true,
      transport_params: [{ destination_ip: own[0]?.['interface_ip'] }],
      activation: immediate,
    })
    const got = await connect('UNICAST in', 'UNICAST feed')
    expect((got.body as State).transport_params[0]).toMatchObject({
      multicast_ip: null,
      source_ip: null,
      interface_ip: own[0]?.['interface_ip'],
    })
    const resource = await until(
      () => inRegistry(lab, 'senders', id),
      (now) => JSON.stringify(now?.['subscription']).includes(peer),
    )
    expect(resource?.['subscription']).toEqual({ active: true, receiver_id: peer })
  })
})

describe('bulk', () => {
  test('one answer per item, whatever happens to the others', async () => {
    const url = `${nodeUrl(lab, lab.plant.receiver('MV 1'))}/x-nmos/connection/v1.1/bulk/receivers`
    const ids = [lab.plant.receiver('MV 1'), lab.plant.receiver('MV 2'), '00000000-0000-4000-8000-000000000000']
    const file = { data: await sdpOf('CAM 2'), type: 'application/sdp' }
    const got = await ask('POST', url, [
      { id: ids[0], params: { transport_file: file, master_enable: true, activation: immediate } },
      { id: ids[1], params: { transport_params: [] } },
      { id: ids[2], params: {} },
    ])
    expect(got.status).toBe(200)
    expect(got.body).toMatchObject(ids.map((id, i) => ({ id, code: [200, 400, 404][i] })))
    if (specsAvailable) validatorFor('is-05/v1.1', 'bulk-response-schema.json')(got.body)
    const { transport_params: sent } = await state(`${sender('CAM 2')}/active`)
    const { transport_params: legs } = await state(`${receiver('MV 1')}/active`)
    expect(legs[0]?.['multicast_ip']).toBe(sent[0]?.['destination_ip'])
  })

  test('a malformed list is 400, a GET is 405', async () => {
    const url = `${nodeUrl(lab, lab.plant.sender('CAM 1'))}/x-nmos/connection/v1.1/bulk/senders`
    for (const body of [{}, [{ id: 'x', params: {} }], [{ id: lab.plant.sender('CAM 1') }]]) {
      expect((await ask('POST', url, body)).status).toBe(400)
    }
    expect((await get(url)).status).toBe(405)
  })
})

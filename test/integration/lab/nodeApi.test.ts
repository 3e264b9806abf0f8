import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, get, nodeUrl } from './nodeClient'

let lab: Lab

beforeAll(async () => {
  lab = await startLab({})
})

afterAll(async () => {
  await lab.stop()
})

const lists = {
  sources: 'sources.json',
  flows: 'flows.json',
  devices: 'devices.json',
  senders: 'senders.json',
  receivers: 'receivers.json',
} as const

const singles = {
  sources: 'source.json',
  flows: 'flow.json',
  devices: 'device.json',
  senders: 'sender.json',
  receivers: 'receiver.json',
} as const

describe.each(['v1.3', 'v1.2'])('Node API %s', (version) => {
  test.skipIf(!specsAvailable)('every answer of every node is as AMWA has it', async () => {
    const check = (schema: string, value: unknown): void => {
      validatorFor(`is-04/${version}`, schema)(value)
    }
    for (const node of lab.nodes) {
      const base = `${node.url}/x-nmos/node/${version}`
      check('nodeapi-base.json', (await get(base)).body)
      check('node.json', (await get(`${base}/self`)).body)
      for (const [kind, schema] of Object.entries(lists)) {
        const { status, body } = await get(`${base}/${kind}`)
        expect(status).toBe(200)
        check(schema, body)
        const [first] = body as { id: string }[]
        if (first === undefined) continue
        const single = await get(`${base}/${kind}/${first.id}`)
        expect(single.body).toEqual(first)
        check(singles[kind as keyof typeof singles], single.body)
      }
    }
  })

  test('what is not there is 404, what is not possible 405, both with a body that says so', async () => {
    const base = `${nodeUrl(lab, lab.plant.sender('CAM 1'))}/x-nmos/node/${version}`
    const missing = await get(`${base}/senders/00000000-0000-4000-8000-000000000000`)
    expect(missing).toMatchObject({ status: 404, body: { code: 404, debug: expect.anything() as unknown } })
    const wrong = await ask('POST', `${base}/senders`, {})
    expect(wrong.status).toBe(405)
    expect(wrong.headers.get('allow')).toBe('GET')
    expect((await get(`${base}/nothing`)).status).toBe(404)
    if (specsAvailable) {
      validatorFor(`is-04/${version}`, 'error.json')(missing.body)
      validatorFor(`is-04/${version}`, 'error.json')(wrong.body)
    }
  })
})

test('the base lists what is below', async () => {
  const [node] = lab.nodes
  expect((await get(`${node?.url ?? ''}/`)).body).toEqual(['x-nmos/'])
  expect((await get(`${node?.url ?? ''}/x-nmos`)).body).toEqual(['connection/', 'node/'])
  expect((await get(`${node?.url ?? ''}/x-nmos/node`)).body).toEqual(['v1.2/', 'v1.3/'])
})

test('a trailing slash is redirected on GET and HEAD only', async () => {
  const base = `${nodeUrl(lab, lab.plant.sender('CAM 1'))}/x-nmos/node/v1.3`
  for (const method of ['GET', 'HEAD']) {
    const got = await ask(method, `${base}/senders/`)
    expect([got.status, got.headers.get('location')]).toEqual([301, '/x-nmos/node/v1.3/senders'])
  }
  expect((await ask('POST', `${base}/senders/`, {})).status).toBe(404)
})

test('a browser may ask from anywhere', async () => {
  const url = `${nodeUrl(lab, lab.plant.sender('CAM 1'))}/x-nmos/connection/v1.1/bulk/receivers`
  const got = await ask('OPTIONS', url)
  expect(got.status).toBe(200)
  expect(got.headers.get('access-control-allow-origin')).toBe('*')
  expect(got.headers.get('access-control-allow-methods')).toContain('PATCH')
})

test('v1.2 leaves out what it has no words for, and says where it is', async () => {
  const id = lab.plant.sender('TALLY CAM 1')
  const base = `${nodeUrl(lab, id)}/x-nmos/node`
  const older = await get(`${base}/v1.2/senders/${id}`)
  expect([older.status, older.headers.get('location')]).toEqual([409, `/x-nmos/node/v1.3/senders/${id}`])
  expect((await get(`${base}/v1.3/senders/${id}`)).status).toBe(200)
})

test('the deprecated receiver target is not implemented, and says so', async () => {
  const id = lab.plant.receiver('MON 1')
  expect((await ask('PUT', `${nodeUrl(lab, id)}/x-nmos/node/v1.3/receivers/${id}/target`, {})).status).toBe(501)
})

test('a body that is no JSON is 400', async () => {
  const id = lab.plant.receiver('MON 1')
  const got = await ask('PATCH', `${nodeUrl(lab, id)}/x-nmos/connection/v1.1/single/receivers/${id}/staged`, '{oops')
  expect(got.status).toBe(400)
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto'
import { until } from '../../support/until'
import { type ModuleFolder, moduleFolder } from '../relay/moduleHost/moduleFolder'
import { ADMIN_KEY, type OpenDoor, openDoor } from './openDoor'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MqttClient, connectAsync } from 'mqtt'

const WAIT_MS = 20_000
const lamp = `
export default ({ z }) => ({
  moduleName: 'lamp',
  topicFilters: () => [],
  handle() {},
  settings: z.strictObject({ brightest: z.number().default(100) }),
  routes: [
    { method: 'GET', path: '/levels/:id', answer: async ({ params, query, actor }) => ({ body: { params, query, actor } }) },
    { method: 'POST', path: '/send', answer: async ({ body }) => ({ status: 202, body }) },
    { method: 'POST', path: '/reset', role: 'engineer', answer: async () => ({ body: 'done' }) },
    { method: 'GET', path: '/broken', answer: async () => { throw new Error('no bulb') } },
  ],
})`

let folder: ModuleFolder
let pages: string
let broker: Mosquitto
let device: MqttClient
let door: OpenDoor

beforeEach(async () => {
  folder = moduleFolder()
  folder.write('lamp', lamp)
  pages = mkdtempSync(join(tmpdir(), 'signalbox-pages-'))
  writeFileSync(join(pages, 'index.html'), '<title>Signalbox</title>')
  broker = await startMosquitto()
  door = await openDoor({ brokers: [{ name: 'house', url: broker.url }], staticDir: pages })
  device = await connectAsync(broker.url)
  await device.publishAsync('/lab/device/rpi-01/meta', '{"name":"Decoder 1","modules":["ndi"]}', { retain: true })
  await device.publishAsync('/lab/device/rpi-01/status', '{"state":"online"}', { retain: true })
  await door.house.settings.update(
    { actor: { id: 'eng', name: 'Eva', role: 'engineer' }, origin: 'window' },
    { relay: { folder: folder.path } },
  )
  await until(
    () => [door.house.relay.modules.get('lamp')?.state, door.house.relay.devices.get('mqtt:house/rpi-01')?.online],
    ([state, online]) => state === 'running' && online === true,
    WAIT_MS,
  )
})
afterEach(async () => {
  await device.endAsync(true)
  await door.stop()
  await broker.end()
  folder.end()
  rmSync(pages, { recursive: true, force: true })
})

const admin = { authorization: `Bearer ${ADMIN_KEY}` }
const json = { 'content-type': 'application/json' }
const keyOf = async (role: 'viewer' | 'operator' | 'engineer') => ({
  authorization: `Bearer ${await door.keyOf(role)}`,
})

describe('the routes of a module', () => {
  it('are served below /api, with who asks', async () => {
    const answer = await door.ask('GET', '/api/lamp/levels/a%2Fb?from=1&from=2', await keyOf('viewer'))
    expect(answer).toMatchObject({ status: 200, body: { params: { id: 'a/b' }, query: { from: '2' } } })
    expect(answer.body).toMatchObject({ actor: { name: 'a viewer', role: 'viewer' } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const sent = await door.ask('POST', '/api/lamp/send', { ...(await keyOf('operator')), ...json }, '{"x":1}')
    expect(sent).toMatchObject({ status: 202, body: { x: 1 } })
  })

  it('are behind the same door', async () => {
    expect(await door.ask('GET', '/api/lamp/levels/1', {})).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    })
    const signIn = await door.ask('POST', '/sign-in', { ...json, origin: door.url }, JSON.stringify({ key: ADMIN_KEY }))
    const cookie = (signIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    expect(await door.ask('GET', '/api/lamp/levels/1', { cookie })).toMatchObject({ status: 200 })
    const foreign = { cookie, ...json, origin: 'http://evil.example' }
    expect(await door.ask('POST', '/api/lamp/send', foreign, '{}')).toMatchObject({
      status: 403,
      body: { code: 'FOREIGN_ORIGIN' },
    })
    const own = { cookie, ...json, origin: door.url }
    expect((await door.ask('POST', '/api/lamp/send', own, '{}')).status).toBe(202)
  })

  it('ask for the role they want, and the audit has who had it not', async () => {
    const viewer = { ...(await keyOf('viewer')), ...json }
    expect(await door.ask('POST', '/api/lamp/send', viewer, '{}')).toMatchObject({ status: 403 })
    const operator = { ...(await keyOf('operator')), ...json }
    const refused = await door.ask('POST', '/api/lamp/reset', operator, '{}')
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', data: { needs: 'engineer' } } })
    const { items } = await door.store.audit.list({ target: null, limit: 10, cursor: null, what: 'forbidden' })
    expect(items[0]?.summary).toContain('POST /api/lamp/reset')
    expect((await door.ask('POST', '/api/lamp/reset', { ...(await keyOf('engineer')), ...json }, '{}')).status).toBe(
      200,
    )
  })

  it('answer what is not there as the API does', async () => {
    expect(await door.ask('GET', '/api/lamp/else', admin)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await door.ask('GET', '/api/toaster/x', admin)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    const wrong = await door.ask('POST', '/api/lamp/levels/1', { ...admin, ...json }, '{}')
    expect(wrong).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
    expect(wrong.headers.get('allow')).toBe('GET')
    const bad = await door.ask('POST', '/api/lamp/send', { ...admin, ...json }, '{')
    expect(bad).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  it('that throw are 500 once, and 503 with the reason from then on', async () => {
    const broken = await door.ask('GET', '/api/lamp/broken', admin)
    expect(broken).toMatchObject({ status: 500, body: { code: 'MODULE_FAILED', data: null } })
    const later = await door.ask('GET', '/api/lamp/levels/1', admin)
    expect(later).toMatchObject({ status: 503, body: { code: 'MODULE_OFF' } })
    expect(JSON.stringify(later.body)).toContain('no bulb')
    expect(await door.api('GET', '/modules/lamp')).toMatchObject({ body: { state: 'failed', enabled: true } })
    expect((await door.api('GET', '/modules/ndi')).body).toMatchObject({ state: 'running' })
  })

  it('are not in the document of the API, which they cannot hide', async () => {
    const { body } = await door.api('GET', '/openapi.json')
    const paths = Object.keys((body as { paths: object }).paths)
    expect(paths.some((path) => path.includes('lamp'))).toBe(false)
    expect(paths).toContain('/modules/{name}')
    expect((await door.api('GET', '/health')).status).toBe(200)
  })

  it('serve the decoders of the NDI module', async () => {
    const devices = await door.ask('GET', '/api/ndi/devices', admin)
    expect(devices).toMatchObject({ status: 200, body: { items: [{ deviceId: 'rpi-01' }] } })
    expect((await door.ask('GET', '/api/ndi/status', admin)).status).toBe(200)
    expect((await door.ask('GET', '/api/ndi/sources', admin)).status).toBe(200)
    const wrong = await door.ask(
      'POST',
      '/api/ndi/send',
      { ...admin, ...json },
      '{"device_id":"rpi-99","action":"stop"}',
    )
    expect(wrong).toMatchObject({ status: 409, body: { code: 'UNKNOWN_DEVICE' } })
  })
})

it('the page of a module is the application’s page', async () => {
  const page = await door.ask('GET', '/ui/ndi', { accept: 'text/html' })
  expect(page).toMatchObject({ status: 200, body: '<title>Signalbox</title>' })
})

describe('modules over the API', () => {
  it('are listed, switched and configured by an engineer', async () => {
    const { body } = await door.api('GET', '/modules')
    const items = (body as { items: { name: string }[] }).items
    expect(items.map(({ name }) => name)).toEqual(['lamp', 'ndi', 'nvr'])
    const operator = await keyOf('operator')
    const refused = await door.ask('PATCH', '/api/v1/modules/lamp', { ...operator, ...json }, '{"enabled":false}')
    expect(refused.status).toBe(403)
    expect(await door.api('PATCH', '/modules/lamp', { enabled: false })).toMatchObject({ body: { state: 'off' } })
    const bad = await door.api('PATCH', '/modules/lamp', { settings: { brightest: 'very' } })
    expect(bad).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    expect(JSON.stringify(bad.body)).toContain('brightest')
    expect((await door.api('GET', '/modules/toaster')).status).toBe(404)
    expect((await door.api('PATCH', '/modules/toaster', { enabled: true })).status).toBe(404)
  })
})

describe('leases over the API', () => {
  const unit = encodeURIComponent('ndi:house/rpi-01')
  const input = { deviceId: 'mqtt:house/rpi-01', module: 'ndi', leaseS: 60 }

  it('are made, renewed, shown with locks, and released by their owner', async () => {
    const made = await door.api('POST', '/leases', input)
    expect(made).toMatchObject({
      status: 201,
      body: { id: 'ndi:house/rpi-01', module: 'ndi', deviceId: 'mqtt:house/rpi-01', label: 'Decoder 1' },
    })
    const renewed = await door.api('POST', `/leases/${unit}/renew`, { leaseS: 600 })
    expect(renewed.status).toBe(200)
    const untilOf = ({ body }: { body: unknown }) => Date.parse((body as { until: string }).until)
    expect(untilOf(renewed)).toBeGreaterThan(untilOf(made) + 500_000)
    const { body } = await door.api('GET', '/leases')
    expect(body).toMatchObject({ items: [{ id: 'ndi:house/rpi-01' }] })
    const operator = { ...(await keyOf('operator')), ...json }
    const taken = await door.ask('POST', '/api/v1/leases', operator, JSON.stringify(input))
    expect(taken.status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(taken.body)).toContain('LEASED')
    expect(
      (await door.ask('POST', `/api/v1/leases/${unit}/renew`, operator, '{"leaseS":60}')).status,
    ).toBeGreaterThanOrEqual(400)
    expect((await door.ask('DELETE', `/api/v1/leases/${unit}`, operator)).status).toBeGreaterThanOrEqual(400)
    expect(await door.api('DELETE', `/leases/${unit}`)).toMatchObject({ status: 200, body: { done: true } })
    expect((await door.api('DELETE', `/leases/${unit}`)).status).toBe(404)
  })

  it.each([
    ['−1 s', { ...input, leaseS: -1 }, 400],
    ['10⁹ s', { ...input, leaseS: 1e9 }, 400],
    ['a device there is not', { ...input, deviceId: 'mqtt:house/rpi-99' }, 404],
    ['a module it has not', { ...input, module: 'nvr' }, 400],
  ])('are refused for %s', async (_, body, status) => {
    expect((await door.api('POST', '/leases', body)).status).toBe(status)
  })
})

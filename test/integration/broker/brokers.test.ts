import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRow, Broker, Health, Key, PlantEvent } from '../../../src/contract'
import { createEngine, type Engine } from '../../../src/main/engine'
import { type Mosquitto, type MosquittoWishes, startMosquitto } from '../../support/mosquitto'
import { until } from '../../support/until'
import { PLAYBOOKS } from '../../support/playbookFolder'

const ADMIN = 'admin-key-of-this-test'
const PASSWORD = 'right-horse-battery'

let dataDir: string
let engine: Engine
let url: string
const ends: (() => Promise<unknown>)[] = []

async function start(given: readonly { readonly name: string; readonly url: string }[] = []): Promise<void> {
  const door = { bind: '127.0.0.1', port: 0, allowedHosts: [], staticDir: null, apiKey: ADMIN }
  engine = createEngine({ dataDir, sources: () => [], brokers: () => given, playbooks: PLAYBOOKS, door })
  ;({ url } = await engine.start())
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'signalbox-brokers-'))
  await start()
})
afterEach(async () => {
  await engine.stop()
  for (const end of ends.splice(0).reverse()) await end()
  rmSync(dataDir, { recursive: true, force: true })
})

type Answer<T> = { readonly status: number; readonly body: T; readonly text: string }

async function ask<T>(method: string, path: string, body: unknown, key: string): Promise<Answer<T>> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: JSON.parse(text) as T, text }
}

const get = <T>(path: string) => ask<T>('GET', path, null, ADMIN)
const post = <T = Broker>(path: string, body: unknown) => ask<T>('POST', path, body, ADMIN)
const patch = <T = Broker>(path: string, body: unknown) => ask<T>('PATCH', path, body, ADMIN)
const one = async (id: string): Promise<Broker | undefined> =>
  (await get<{ items: Broker[] }>('/brokers')).body.items.find((broker) => broker.id === id)
const becomes = (id: string, state: Broker['state']['state']) =>
  until(
    () => one(id),
    (broker) => broker?.state.state === state,
    15_000,
  )

async function mosquitto(wishes: Partial<MosquittoWishes>): Promise<Mosquitto> {
  const made = await startMosquitto(wishes)
  ends.push(made.end)
  return made
}

type Fault = { readonly code: string; readonly message: string }

describe('brokers by the API', () => {
  it('one is added, tried, changed and removed while it runs; no secret is seen anywhere', async () => {
    const broker = await mosquitto({ users: { ann: PASSWORD }, tls: true, requireClientCert: true })
    const { ca, clientCert: cert, clientKey: key } = broker.tls ?? { ca: '', clientCert: '', clientKey: '' }
    const wish = { name: 'house', url: broker.url, username: 'ann', password: PASSWORD, tls: { ca, cert }, key }

    const wrong = await post<{ ok: boolean; text: string }>('/brokers/test', { ...wish, password: 'wrong-horse' })
    expect([wrong.status, wrong.body.ok]).toEqual([200, false])
    expect(wrong.body.text).toMatch(/user name or the password is wrong/)

    const made = await post('/brokers', wish)
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(made.body).toMatchObject({
      ...{ name: 'house', username: 'ann', hasPassword: true, role: 'operator', relay: true, topicPrefix: '/lab' },
      ...{ from: 'settings', revision: 1, enabled: true, tls: { ca: ca.trim(), hasKey: true, allowUntrusted: false } },
    })
    await becomes(id, 'live')

    const kept = await post<{ ok: boolean; text: string }>('/brokers/test', { ...without(wish), id })
    expect(kept.body).toMatchObject({ ok: true })
    const changed = await patch(`/brokers/${id}`, { password: null, username: null, revision: 1 })
    expect(changed.body).toMatchObject({ hasPassword: false, username: null, revision: 2 })
    expect((await becomes(id, 'lost'))?.state.problem).toMatch(/user name or the password/)
    expect(await patch<Fault>(`/brokers/${id}`, { enabled: false, revision: 1 })).toMatchObject({ status: 409 })
    await patch(`/brokers/${id}`, { username: 'ann', password: PASSWORD })
    await becomes(id, 'live')
    expect((await patch(`/brokers/${id}`, { enabled: false })).body.state.state).toBe('off')

    const { body } = await get<{ items: AuditRow[] }>(`/audit?target=${id}`)
    expect(body.items.map(({ what }) => what)).toEqual([
      ...['broker.update', 'broker.update', 'broker.update', 'broker.create'],
    ])
    expect((await ask('DELETE', `/brokers/${id}`, null, ADMIN)).body).toEqual({ done: true })

    const secrets = [PASSWORD, 'wrong-horse', key.split('\n')[1] ?? 'no key']
    const answers = [made.text, changed.text, JSON.stringify(body), wrong.text]
    await engine.stop()
    const files = ['signalbox.db', 'logs/signalbox.log'].map((file) => readFileSync(join(dataDir, file), 'latin1'))
    for (const secret of secrets) for (const text of [...answers, ...files]) expect(text).not.toContain(secret)
  })

  it('what is wrong is said in a sentence', async () => {
    const wish = { name: 'house', url: 'mqtt://127.0.0.1:1' }
    const refusals: readonly (readonly [object, RegExp])[] = [
      [{ ...wish, url: `mqtt://ann:${PASSWORD}@house` }, /out of the address/],
      [{ ...wish, url: 'http://house' }, /none of a broker/],
      [{ ...wish, name: 'The House' }, /a to z/],
      [{ ...wish, password: PASSWORD }, /needs its user name/],
      [{ ...wish, key: 'x' }, /needs its client certificate/],
      [{ ...wish, tls: { ca: 'no certificate' } }, /BEGIN CERTIFICATE/],
      [{ ...wish, qos: [{ filter: 'a/#/b', qos: 1 }] }, /no MQTT topic filter/],
      [{ ...wish, will: { topic: 'a/+', payload: '', qos: 0, retain: false } }, /will/],
    ]
    for (const [body, words] of refusals) {
      const answer = await post<Fault>('/brokers', body)
      expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(words)])
      expect(answer.text).not.toContain(PASSWORD)
    }
    expect((await post('/brokers', wish)).status).toBe(201)
    expect((await post<Fault>('/brokers', wish)).body).toMatchObject({ code: 'CONFLICT' })
    expect((await patch<Fault>('/brokers/nobody', {})).status).toBe(404)
  })

  it('a password does not follow the address to somewhere else', async () => {
    const { body } = await post('/brokers', {
      name: 'a',
      url: 'mqtt://127.0.0.1:1',
      username: 'ann',
      password: PASSWORD,
    })
    const elsewhere = await patch<Fault>(`/brokers/${body.id}`, { url: 'mqtt://127.0.0.1:2' })
    expect([elsewhere.status, elsewhere.body.message]).toEqual([400, expect.stringMatching(/Give it again/)])
    expect((await patch(`/brokers/${body.id}`, { url: 'mqtt://127.0.0.1:2', password: 'again' })).status).toBe(200)
  })

  it('nobody gives a broker a role above their own', async () => {
    const { body } = await post<{ secret: string; key: Key }>('/keys', { label: 'Engineer', role: 'engineer' })
    const viewer = await post<{ secret: string }>('/keys', { label: 'Viewer', role: 'viewer' })
    const wish = { name: 'house', url: 'mqtt://127.0.0.1:1', role: 'admin' }
    expect((await ask('POST', '/brokers', wish, body.secret)).status).toBe(403)
    const made = await post('/brokers', wish)
    expect((await ask('PATCH', `/brokers/${made.body.id}`, { url: 'mqtt://x' }, body.secret)).status).toBe(403)
    expect((await ask('POST', '/brokers', { ...wish, name: 'b', role: 'operator' }, body.secret)).status).toBe(201)
    expect((await ask('GET', '/brokers', null, viewer.body.secret)).status).toBe(200)
    expect((await ask('POST', '/brokers/test', wish, viewer.body.secret)).status).toBe(403)
  })
})

describe('over a restart of Signalbox', () => {
  it('brokers are there again, with their passwords; one given at the start is listed and stays', async () => {
    const broker = await mosquitto({ users: { ann: PASSWORD } })
    const { body } = await post('/brokers', { name: 'house', url: broker.url, username: 'ann', password: PASSWORD })
    await becomes(body.id, 'live')
    await engine.stop()
    await start([{ name: 'default', url: broker.url.replace('//', `//ann:${PASSWORD}@`) }])
    await becomes(body.id, 'live')
    const given = await becomes('flag/default', 'live')
    expect(given).toMatchObject({ url: broker.url, username: 'ann', hasPassword: true, from: 'flag' })
    expect(await patch<Fault>('/brokers/flag%2Fdefault', { enabled: false })).toMatchObject({ status: 409 })
    expect(await post<Fault>('/brokers', { name: 'default', url: broker.url })).toMatchObject({ status: 409 })
  })

  it('without its key file a password has to be given again, and nothing else breaks', async () => {
    const broker = await mosquitto({ users: { ann: PASSWORD } })
    const { body } = await post('/brokers', { name: 'house', url: broker.url, username: 'ann', password: PASSWORD })
    const open = await mosquitto({})
    const other = await post('/brokers', { name: 'open', url: open.url })
    const keyFile = join(dataDir, 'secret.key')
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    await engine.stop()
    chmodSync(keyFile, 0o644)
    await start()
    expect((await becomes(body.id, 'lost'))?.state.problem).toMatch(/give it again.*chmod 600/)
    await becomes(other.body.id, 'live')
    await engine.stop()
    rmSync(keyFile)
    await start()
    expect((await becomes(body.id, 'lost'))?.state.problem).toMatch(/give it again.*is gone/)
    expect(readdirSync(dataDir)).not.toContain('secret.key')
    expect((await patch(`/brokers/${body.id}`, { role: 'viewer' })).body).toMatchObject({
      role: 'viewer',
      hasPassword: true,
    })
    await patch(`/brokers/${body.id}`, { password: PASSWORD })
    await becomes(body.id, 'live')
  })
})

describe('what changes is told', () => {
  it('by an event, when a broker goes away', async () => {
    const broker = await mosquitto({})
    const { body } = await post('/brokers', { name: 'house', url: broker.url })
    await becomes(body.id, 'live')
    const gone = new AbortController()
    const stream = await fetch(`${url}/api/v1/events`, {
      headers: { authorization: `Bearer ${ADMIN}`, accept: 'text/event-stream' },
      signal: gone.signal,
    })
    const reader = (stream.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
    await broker.stop()
    let text = ''
    while (!text.includes('"brokers"' satisfies `"${Extract<PlantEvent, { type: 'house' }>['what']}"`)) {
      const { value, done } = await reader.read()
      if (done) break
      text += value
    }
    expect(text).toContain('"brokers"')
    gone.abort()
    expect((await becomes(body.id, 'lost'))?.state.problem).toContain('not connected')
  })

  it('health and metrics say how they are', async () => {
    expect((await get<Health>('/health')).body).toMatchObject({ status: 'ok', mqtt: null })
    const broker = await mosquitto({})
    const { id } = (await post('/brokers', { name: 'house', url: broker.url })).body
    await becomes(id, 'live')
    const well = (await get<Health>('/health')).body
    expect(well).toMatchObject({ status: 'ok', mqtt: [{ id, name: 'house', state: 'live', problem: null }] })
    const metrics = async () =>
      (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN}` } })).text()
    expect(await metrics()).toContain('signalbox_broker_state{broker="house",state="live"} 1')
    await broker.end()
    await becomes(id, 'lost')
    const ill = (await get<Health>('/health')).body
    expect(ill).toMatchObject({ status: 'degraded', mqtt: [{ name: 'house', state: 'lost' }] })
    expect(ill.mqtt?.[0]?.problem).toBeTruthy()
    expect(await metrics()).toContain('signalbox_broker_state{broker="house",state="lost"} 1')
  })
})

/** Settings whose secrets are the kept ones. */
function without<T extends { password: string; key: string }>({ password: _password, key: _key, ...rest }: T) {
  return rest
}

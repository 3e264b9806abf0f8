import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { type BrokerConnection, PLAIN_USE, plainConnection } from '../../../src/main/broker/brokerConnection'
import { BrokerError } from '../../../src/main/broker/brokerLink'
import { BROKER_TIMING } from '../../../src/main/broker/connectOptions'
import { createBrokerLink } from '../../../src/main/broker/createBrokerLink'
import { tryBroker } from '../../../src/main/broker/tryBroker'
import { systemClock } from '../../../src/main/telemetry/clock'
import { brokerLinks } from '../../support/brokerLinks'
import { type Mosquitto, type MosquittoWishes, startMosquitto } from '../../support/mosquitto'
import { until } from '../../support/until'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const TIMING = { ...BROKER_TIMING, firstPauseMs: 50, longestPauseMs: 100 }
const logged: string[] = []
const note = (message: string, context?: unknown): void => void logged.push(`${message} ${JSON.stringify(context)}`)

async function broker(wishes: Partial<MosquittoWishes>): Promise<Mosquitto> {
  const made = await startMosquitto(wishes)
  ends.push(made.end)
  return made
}

function link(connection: BrokerConnection) {
  const made = createBrokerLink({
    name: 'house',
    connection,
    use: PLAIN_USE,
    clientId: 'test-link',
    clock: systemClock,
    random: () => 0.5,
    logger: { info: note, warn: note },
    timing: TIMING,
  })
  ends.push(made.stop)
  made.start()
  return made
}

const live = (one: ReturnType<typeof link>) => until(one.state, ({ state }) => state === 'live', 15_000)
const lost = (one: ReturnType<typeof link>) => until(one.state, ({ state }) => state === 'lost', 15_000)
const tryOut = (connection: BrokerConnection) => tryBroker(connection, { clientId: 'test-try', timing: TIMING })

async function client(url: string, options: Parameters<typeof connectAsync>[1] = {}): Promise<MqttClient> {
  const made = await connectAsync(url, options, false)
  ends.push(() => made.endAsync())
  return made
}

/** What comes on a filter, as text, from now on. */
function hear(one: ReturnType<typeof link>, filter: string): readonly string[] {
  const heard: string[] = []
  one.subscribe(filter, 1, ({ payload }) => void heard.push(payload.toString()))
  return heard
}

const has = (text: string) => (all: readonly string[]) => all.includes(text)

describe('who is let in', () => {
  it('with a password; without the right one it is said in words', async () => {
    const { url } = await broker({ users: { ann: 'right' } })
    const as = (password: string | null) => ({ ...plainConnection(url), username: 'ann', password })
    expect(await tryOut(as('right'))).toEqual({ ok: true, text: `The broker ${url} lets Signalbox in as “ann”.` })
    expect((await tryOut(as('wrong-one'))).text).toMatch(/user name or the password is wrong/)
    const one = link(as('wrong-one'))
    expect((await lost(one)).problem).toMatch(/user name or the password is wrong/)
    expect(logged.join('\n')).not.toContain('wrong-one')
    one.reconfigure(as('right'), PLAIN_USE)
    await live(one)
  })

  it('over TLS: the authority has to be known, or the warning accepted', async () => {
    const { url, tls } = await broker({ tls: true })
    const plain = plainConnection(url)
    expect(await tryOut(plain)).toMatchObject({ ok: false, text: expect.stringMatching(/authority that is not known/) })
    const known = { ...plain, tls: { ...plain.tls, ca: tls?.ca ?? '' } }
    expect(await tryOut(known)).toMatchObject({ ok: true })
    const open = { ...plain, tls: { ...plain.tls, allowUntrusted: true } }
    expect(await tryOut(open)).toMatchObject({ ok: true, text: expect.stringMatching(/certificate is not checked/) })
    const one = link(open)
    await live(one)
    expect(one.warning()).toMatch(/not checked/)
    expect(await tryOut({ ...plainConnection(url.replace('mqtts', 'mqtt')) })).toMatchObject({
      ok: false,
      text: expect.stringMatching(/does it want TLS/),
    })
  })

  it.each(['mqtts', 'wss'] as const)('%s with a client certificate where the broker wants one', async (scheme) => {
    const made = await broker({ tls: true, requireClientCert: true, websockets: true })
    const { ca, clientCert: cert, clientKey: key } = made.tls ?? { ca: '', clientCert: '', clientKey: '' }
    const plain = plainConnection(scheme === 'wss' ? made.webSocketUrl : made.url)
    const none = await tryOut({ ...plain, tls: { ...plain.tls, ca } })
    expect(none.ok).toBe(false)
    expect(none.text).toMatch(/client certificate/)
    const one = link({ ...plain, tls: { ca, cert, key, allowUntrusted: false } })
    await live(one)
    const heard = hear(one, 'a')
    expect(await one.publish('a', 'over TLS', { qos: 1, retain: false })).toBe('sent')
    await until(() => heard, has('over TLS'), 10_000)
  })

  it('over WebSocket', async () => {
    const { webSocketUrl, url } = await broker({ websockets: true })
    const one = link(plainConnection(`${webSocketUrl}/mqtt`))
    await live(one)
    const heard = hear(one, 'a')
    await (await client(url)).publishAsync('a', 'by TCP', { qos: 1 })
    await until(() => heard, has('by TCP'), 10_000)
  })

  it('where TLS is asked for and not spoken', async () => {
    const { url } = await broker({})
    expect(await tryOut(plainConnection(url.replace('mqtt:', 'mqtts:')))).toMatchObject({ ok: false })
    expect((await tryOut(plainConnection('mqtt://127.0.0.1:1'))).text).toMatch(/nothing listens/)
  })
})

describe('a broker that goes and comes back', () => {
  it('what may wait is sent in order when it is back; a command is refused at once', async () => {
    const made = await broker({})
    const one = link(plainConnection(made.url))
    await live(one)
    await made.stop()
    await lost(one)
    const event = (text: string) => one.publish('news', text, { qos: 1, retain: false, queue: true })
    expect(await Promise.all(['1', '2', '3'].map(event))).toEqual(['queued', 'queued', 'queued'])
    expect(await one.publish('state', 'old', { qos: 1, retain: true })).toBe('queued')
    expect(await one.publish('state', 'new', { qos: 1, retain: true })).toBe('queued')
    await expect(one.publish('cmd', 'late', { qos: 1, retain: false })).rejects.toThrow(BrokerError)
    await expect(one.publish('state', 'no', { qos: 1, retain: true, queue: false })).rejects.toThrow(BrokerError)
    expect(one.backlog()).toEqual({ queued: 4, dropped: 0 })
    const heard = hear(one, '#')
    await made.start()
    await until(() => heard, has('new'), 15_000)
    expect(heard).toEqual(['1', '2', '3', 'new'])
    await until(one.backlog, ({ queued }) => queued === 0, 10_000)
  })

  it('the queue is bounded, and says what it has cost', async () => {
    const made = await broker({})
    const one = link({ ...plainConnection(made.url), queue: { limit: 2, bytes: 1000, policy: 'drop-oldest' } })
    await live(one)
    await made.kill()
    await lost(one)
    for (const text of ['1', '2', '3']) await one.publish('news', text, { qos: 1, retain: false, queue: true })
    expect(one.backlog()).toEqual({ queued: 2, dropped: 1 })
    one.reconfigure({ ...plainConnection(made.url), queue: { limit: 2, bytes: 1000, policy: 'refuse' } }, PLAIN_USE)
    await expect(one.publish('news', '4', { qos: 1, retain: false, queue: true })).rejects.toThrow(/no more are taken/)
    const heard = hear(one, 'news')
    await made.start()
    await until(() => heard, has('3'), 15_000)
    expect(heard).toEqual(['2', '3'])
  })

  it('a kept session brings what came while we were away', async () => {
    const made = await broker({})
    const kept = { ...plainConnection(made.url), keepSession: true, clientId: 'the-same' }
    const before = link(kept)
    hear(before, 'news')
    await live(before)
    const other = await client(made.url)
    await before.publish('news', 'settled', { qos: 1, retain: false })
    await before.stop()
    await other.publishAsync('news', 'meanwhile', { qos: 1 })
    const after = createLater(kept)
    const heard = hear(after, 'news')
    after.start()
    await until(() => heard, has('meanwhile'), 10_000)
  })

  function createLater(connection: BrokerConnection) {
    const made = createBrokerLink({
      ...{ name: 'house', connection, use: PLAIN_USE, clientId: 'x', clock: systemClock, timing: TIMING },
      random: () => 0.5,
      logger: { info: note, warn: note },
    })
    ends.push(made.stop)
    return made
  }
})

describe('settings that change while it runs', () => {
  it('those who listen by name hear the new broker, and are told', async () => {
    const [first, second] = [await broker({}), await broker({ users: { ann: 'secret' } })]
    const links = brokerLinks([])
    ends.push(links.stop)
    links.start()
    let changes = 0
    links.onChange(() => void (changes += 1))
    const one = links.put('house', plainConnection(first.url), PLAIN_USE)
    expect([links.named(), changes]).toEqual([[one], 1])
    await live(one)
    const heard = hear(one, 'news')
    links.put(
      'house',
      { ...plainConnection(second.url), username: 'ann', password: 'secret' },
      { ...PLAIN_USE, role: 'viewer' },
    )
    expect([links.byName('house'), one.use().role, one.address]).toEqual([one, 'viewer', second.url])
    await live(one)
    const other = await client(second.url, { username: 'ann', password: 'secret' })
    await other.publishAsync('news', 'from the second', { qos: 1 })
    await until(() => heard, has('from the second'), 10_000)
    const leased = links.lease(second.url)
    expect([leased.link, leased.isCurrent()]).toEqual([one, true])
    await links.drop('house')
    expect([links.byName('house'), leased.isCurrent(), changes]).toEqual([null, false, 3])
    await expect(one.publish('news', 'x', { qos: 0, retain: false })).rejects.toThrow(/not in use/)
  })

  it('a QoS of the settings replaces the one asked for', async () => {
    const { url } = await broker({})
    const one = link({ ...plainConnection(url), qos: [{ filter: 'once/#', qos: 0 }] })
    await live(one)
    const other = await client(url)
    const heard: number[] = []
    other.on('message', (_topic, _payload, packet) => heard.push(packet.qos))
    await other.subscribeAsync('#', { qos: 2 })
    await one.publish('once/a', '', { qos: 2, retain: false })
    await one.publish('other', '', { qos: 2, retain: false })
    await until(
      () => heard,
      (all) => all.length === 2,
      10_000,
    )
    expect(heard).toEqual([0, 2])
  })

  it('what no broker would take is not sent to it', async () => {
    const { url } = await broker({})
    const one = link(plainConnection(url))
    await live(one)
    await expect(one.publish('a/#', 'x', { qos: 0, retain: false })).rejects.toThrow(RangeError)
    expect(one.state().state).toBe('live')
  })
})

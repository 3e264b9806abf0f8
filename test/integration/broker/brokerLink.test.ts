import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import type { BrokerWill } from '../../../src/contract'
import { BrokerError, type BrokerMessage } from '../../../src/main/broker/brokerLink'
import { PLAIN_USE, plainConnection } from '../../../src/main/broker/brokerConnection'
import { BROKER_TIMING } from '../../../src/main/broker/connectOptions'
import { createBrokerLink } from '../../../src/main/broker/createBrokerLink'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { brokerLinks } from '../../support/brokerLinks'
import { until } from '../../support/until'
import { testBroker } from './testBroker'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function link(url: string, will: BrokerWill | null = null) {
  const made = createBrokerLink({
    name: 'house',
    connection: { ...plainConnection(url), will },
    use: PLAIN_USE,
    clientId: 'test-link',
    clock: systemClock,
    random: () => 0.5,
    logger: silentLogger,
    timing: { ...BROKER_TIMING, firstPauseMs: 50, longestPauseMs: 100 },
  })
  ends.push(made.stop)
  made.start()
  return made
}

const live = (one: ReturnType<typeof link>) => until(one.state, ({ state }) => state === 'live', 10_000)
const lost = (one: ReturnType<typeof link>) => until(one.state, ({ state }) => state === 'lost', 10_000)

describe('a link to a broker', () => {
  it('hears what is retained, then what comes, by exact topic and by wildcard', async () => {
    const broker = await testBroker({})
    ends.push(broker.down)
    const one = link(broker.url)
    await live(one)
    expect(one.state().problem).toBeNull()
    await one.publish('house/kept', 'before', { qos: 1, retain: true })
    const heard: string[] = []
    const note = ({ topic, payload, retained }: BrokerMessage) =>
      void heard.push(`${topic} ${payload.toString()} ${retained ? 'kept' : 'new'}`)
    const end = one.subscribe('house/kept', 1, note)
    await until(
      () => heard,
      (all) => all.length === 1,
      10_000,
    )
    one.subscribe('house/+/x', 1, note)
    await one.publish('house/kept', 'after', { qos: 2, retain: false })
    await one.publish('house/a/x', 'wide', { qos: 1, retain: false })
    await until(
      () => heard,
      (all) => all.length === 3,
      10_000,
    )
    end()
    await one.publish('house/kept', 'unheard', { qos: 1, retain: false })
    await one.publish('house/b/x', 'last', { qos: 1, retain: false })
    await until(
      () => heard,
      (all) => all.length === 4,
      10_000,
    )
    expect(heard).toEqual([
      'house/kept before kept',
      'house/kept after new',
      'house/a/x wide new',
      'house/b/x last new',
    ])
  })

  it('says that it is lost and why, refuses to publish, and is back with its subscriptions', async () => {
    const broker = await testBroker({})
    ends.push(broker.down)
    const one = link(broker.url)
    const heard: string[] = []
    one.subscribe('news', 1, ({ payload }) => void heard.push(payload.toString()))
    await live(one)
    await broker.down()
    expect((await lost(one)).problem).toContain(one.address)
    await expect(one.publish('news', 'x', { qos: 1, retain: false })).rejects.toThrow(BrokerError)
    await broker.up()
    await live(one)
    await one.publish('news', 'again', { qos: 1, retain: false })
    await until(
      () => heard,
      (all) => all.includes('again'),
      10_000,
    )
  })

  it('tries again where the broker refuses it, and says so', async () => {
    const broker = await testBroker({ authenticate: (_client, _name, _password, done) => done(null, false) })
    ends.push(broker.down)
    const one = link(broker.url)
    expect((await lost(one)).problem).toMatch(/not connected: it does not let us in/)
  })

  it('leaves its will unsaid when it is stopped', async () => {
    const broker = await testBroker({})
    ends.push(broker.down)
    const one = link(broker.url, { topic: 'will', payload: 'gone', qos: 1, retain: false })
    await live(one)
    const watcher = await connectAsync(broker.url)
    const heard: string[] = []
    watcher.on('message', (topic) => heard.push(topic))
    await watcher.subscribeAsync(['will', 'end'])
    await one.stop()
    await watcher.publishAsync('end', '')
    await until(
      () => heard,
      (all) => all.length > 0,
      10_000,
    )
    expect(heard).toEqual(['end'])
    await watcher.endAsync()
  })

  it('takes no filter that is none', () => {
    expect(() => link('mqtt://127.0.0.1:1').subscribe('a/#/b', 0, () => undefined)).toThrow(RangeError)
  })
})

describe('links by name and address', () => {
  it('a named broker is linked to once; a nameless one for as long as somebody needs it', async () => {
    const house = await testBroker({})
    const other = await testBroker({})
    ends.push(house.down, other.down)
    const links = brokerLinks([{ name: 'default', url: house.url }])
    ends.push(links.stop)
    links.start()
    expect(links.lease(`${house.url}/`).link).toBe(links.byName('default'))
    expect(links.byName('nobody')).toBeNull()
    const first = links.lease(other.url)
    const second = links.lease(other.url)
    expect(second.link).toBe(first.link)
    await until(first.link.state, ({ state }) => state === 'live', 10_000)
    first.release()
    first.release()
    expect(links.lease(other.url).link).toBe(second.link)
  })
})

const MOSQUITTO = '/usr/sbin/mosquitto'

describe.skipIf(!existsSync(MOSQUITTO))('with mosquitto', () => {
  it('connects, hears what is retained after a restart of the broker, and publishes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-mqtt-'))
    const port = await freePort()
    writeFileSync(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
    const run = () => spawn(MOSQUITTO, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
    const ended = (process: ReturnType<typeof run>) =>
      new Promise((resolve) => {
        process.once('exit', resolve)
        process.kill('SIGTERM')
      })
    let process = run()
    ends.push(async () => {
      await ended(process)
      rmSync(folder, { recursive: true, force: true })
    })
    const one = link(`mqtt://127.0.0.1:${port}`)
    const heard: string[] = []
    one.subscribe('tally/#', 2, ({ payload, retained }) => void heard.push(`${payload.toString()} ${String(retained)}`))
    await live(one)
    await one.publish('tally/1', 'on', { qos: 2, retain: true })
    await until(
      () => heard,
      (all) => all.includes('on false'),
      10_000,
    )
    one.refresh('tally/#')
    await until(
      () => heard,
      (all) => all.includes('on true'),
      10_000,
    )
    await ended(process)
    await lost(one)
    process = run()
    await live(one)
    await one.publish('tally/1', 'off', { qos: 2, retain: true })
    await until(
      () => heard,
      (all) => all.includes('off false'),
      10_000,
    )
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

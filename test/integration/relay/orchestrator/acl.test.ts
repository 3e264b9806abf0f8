import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../support/until'
import { type Decoder, type RelayStage, type Voice, WAIT_MS, startRelay } from '../relayStage'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/relay.md'), 'utf8')
const acl = /```acl\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

const users = { signalbox: 's-word', app: 'a-word', wall: 'w-word', 'rpi-01': 'd-word', 'rpi-02': 'e-word' }
const login = (username: keyof typeof users) => ({ username, password: users[username] })

let stage: RelayStage
let app: Voice
let first: Decoder

beforeAll(async () => {
  stage = await startRelay({ broker: { users, acl }, login: login('signalbox'), relay: { actorRate: 1000 } })
  app = await stage.join(login('app'))
  first = await stage.decoder('rpi-01')
  await stage.decoder('rpi-02')
})
afterAll(() => stage.stop())

const stop = (reqId: string) => ({ req_id: reqId, actor: 'app', action: 'stop', params: { device_id: 'rpi-01' } })

/** What was asked for before has been dealt with by the broker and by the house: they do things in turn. */
async function settled(reqId: string): Promise<void> {
  expect((await app.ask('ndi', stop(reqId))).status).toBe('OK')
}

describe('the broker as the documentation sets it up', () => {
  it('lets in nobody without a password', async () => {
    await expect(stage.join({ username: 'app', password: 'wrong' })).rejects.toThrow()
  })

  it('lets those command who may', async () => {
    await settled('by-app')
    expect(first.told.map(({ req_id }) => req_id)).toContain('by-app')
  })

  it('lets nobody else command, neither Signalbox nor a device past it', async () => {
    const wall = await stage.join(login('wall'))
    const device = await stage.join(login('rpi-02'))
    for (const [who, { client, say }] of Object.entries({ wall, device })) {
      await say('ndi', stop(`by-${who}`))
      await client.publishAsync('/lab/device/rpi-01/ndi/cmd', JSON.stringify(stop(`past-${who}`)), { qos: 1 })
    }
    await app.client.publishAsync('/lab/device/rpi-01/ndi/cmd', JSON.stringify(stop('past-app')), { qos: 1 })
    await settled('after')
    const numbers = first.told.map(({ req_id }) => req_id)
    expect(numbers.filter((number) => number !== 'by-app' && number !== 'after')).toEqual([])
    expect(app.heard.map(({ req_id }) => req_id)).not.toContain('by-wall')
  })

  it('lets nobody answer for Signalbox, or be another device', async () => {
    const device = await stage.join(login('rpi-02'))
    const fake = JSON.stringify({ req_id: 'fake', status: 'OK' })
    await device.client.publishAsync('/lab/orchestrator/ndi/evt', fake, { qos: 1 })
    const offline = JSON.stringify({ state: 'offline' })
    await device.client.publishAsync('/lab/device/rpi-01/status', offline, { qos: 1, retain: true })
    await settled('then')
    expect(app.heard.map(({ req_id }) => req_id)).not.toContain('fake')
    expect(stage.house().relay.devices.get('mqtt:house/rpi-01')?.online).toBe(true)
  })

  it('lets those look who may', async () => {
    const { client } = await stage.join(login('wall'))
    const seen: string[] = []
    client.on('message', (topic) => seen.push(topic))
    await client.subscribeAsync('/lab/#', { qos: 1 })
    await settled('looked')
    await until(
      () => seen,
      (topics) => topics.includes('/lab/orchestrator/registry') && topics.includes('/lab/device/rpi-01/status'),
      WAIT_MS,
    )
    expect(seen.filter((topic) => /\/(cmd|evt)$/.test(topic))).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../../../support/until'
import { ADMIN_KEY, type OpenDoor, openDoor } from '../../api/openDoor'
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto'
import { type MqttClient, connectAsync } from 'mqtt'
import { WAIT_MS } from '../relayStage'
import { type ModuleFolder, moduleFolder } from './moduleFolder'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/write-a-module.md'), 'utf8')

/** The block of code that follows a heading, as it stands in the guide. */
function codeUnder(heading: string): string {
  const [, code] = /```js\n([\s\S]*?)```/.exec(guide.slice(guide.indexOf(`\n## ${heading}\n`))) ?? []
  if (code === undefined) throw new Error(`The guide has no code under “${heading}”.`)
  return code
}

let folder: ModuleFolder
let broker: Mosquitto
let door: OpenDoor
let lamp: MqttClient

beforeEach(async () => {
  folder = moduleFolder()
  broker = await startMosquitto()
  door = await openDoor({ brokers: [{ name: 'house', url: broker.url }] })
  lamp = await connectAsync(broker.url)
})
afterEach(async () => {
  await lamp.endAsync(true)
  await door.stop()
  await broker.end()
  folder.end()
})

it('a module is written in 20 lines, by doing what the guide says', async () => {
  const code = codeUnder('In 20 lines')
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  folder.write('lamp', code)
  expect((await door.api('PATCH', '/settings', { relay: { folder: folder.path } })).status).toBe(200)
  const { body } = await until(
    () => door.api('GET', '/modules/lamp'),
    (answer) => (answer.body as { readonly state?: string }).state === 'running',
    WAIT_MS,
  )
  expect(body).toMatchObject({ state: 'running', builtIn: false, commands: [{ name: 'dim', reversible: true }] })

  const told: unknown[] = []
  let level = 10
  const status = () => {
    lamp.publish('/lab/device/lamp-1/status', JSON.stringify({ state: 'online', level }), { retain: true })
  }
  const heard: { status: string; req_id: string }[] = []
  lamp.on('message', (topic, payload) => {
    const message = JSON.parse(payload.toString()) as { req_id: string; status: string; params: { level: number } }
    if (topic.endsWith('/evt')) heard.push(message)
    else {
      told.push(message)
      level = message.params.level
      status()
      lamp.publish('/lab/device/lamp-1/lamp/evt', JSON.stringify({ req_id: message.req_id, status: 'OK' }))
    }
  })
  await lamp.subscribeAsync(['/lab/device/lamp-1/lamp/cmd', '/lab/orchestrator/lamp/evt'])
  lamp.publish('/lab/device/lamp-1/meta', '{"name": "Lamp 1", "modules": ["lamp"]}', { retain: true })
  status()
  await until(
    () => door.house.relay.devices.get('mqtt:house/lamp-1')?.online,
    (online) => online === true,
    WAIT_MS,
  )
  const command = { req_id: '1', actor: 'app', action: 'dim', params: { device_id: 'lamp-1', level: 40 } }
  lamp.publish('/lab/orchestrator/lamp/cmd', JSON.stringify(command))
  await until(
    () => heard.map((event) => event.status),
    (all) => all.length === 2,
    WAIT_MS,
  )
  expect(heard.map((event) => event.status)).toEqual(['DISPATCHED', 'OK'])
  expect(told).toEqual([command])

  await door.api('PATCH', '/modules/lamp', { settings: { brightest: 70 } })
  const key = { authorization: `Bearer ${ADMIN_KEY}` }
  expect(await door.ask('GET', '/api/lamp/settings', key)).toMatchObject({ status: 200, body: { brightest: 70 } })

  lamp.publish('/lab/alarm/fire', '{"on": true, "room": "Studio A"}')
  await until(
    () => door.house.relay.modules.get('lamp')?.handled,
    (handled) => handled === 1,
    WAIT_MS,
  )
  expect(door.house.relay.modules.get('lamp')?.state).toBe('running')
})

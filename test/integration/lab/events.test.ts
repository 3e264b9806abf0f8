import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLab, type Lab } from '../../../src/lab/lab'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, endpointUrl, get, until, type Got } from './nodeClient'

let lab: Lab

beforeAll(async () => {
  lab = await startLab({})
})
afterAll(async () => {
  await lab.stop()
})

const fate = (verb: string, body: unknown): Promise<Got> => ask('POST', `${lab.control.url}/${verb}`, body)
const active = async (sender: string): Promise<Record<string, string>> => {
  const { body } = await get(`${endpointUrl(lab, lab.plant.sender(sender))}/active`)
  const [leg] = (body as { transport_params: Record<string, string>[] }).transport_params
  return leg ?? {}
}
const check = (schema: string, value: unknown): void => {
  if (specsAvailable) validatorFor('is-07/v1.0', schema)(value)
}

type Message = { readonly message_type: string; readonly payload?: Readonly<Record<string, unknown>> }

/** A client of a node's WebSocket, and all that it was told. */
async function client(sender: string) {
  const { connection_uri: uri = '', ext_is_07_source_id: source = '' } = await active(sender)
  const socket = new WebSocket(uri)
  const messages: Message[] = []
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as Message
    check('message.json', message)
    messages.push(message)
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const say = (command: object): void => {
    check('command.json', command)
    socket.send(JSON.stringify(command))
  }
  const heard = (count: number): Promise<Message[]> =>
    until(
      () => Promise.resolve(messages),
      (all) => all.length >= count,
    )
  return { socket, source, say, heard, messages }
}

describe('the Events API', () => {
  test('says types and states as AMWA has them', async () => {
    const kinds = new Set<string>()
    for (const node of lab.nodes) {
      if (node.events.sources.size === 0) continue
      const base = `${node.url}/x-nmos/events/v1.0`
      check('base.json', (await get(base)).body)
      const ids = (await get(`${base}/sources`)).body as string[]
      check('sources.json', ids)
      expect(ids).toHaveLength(node.events.sources.size)
      for (const id of ids.map((one) => one.replace('/', ''))) {
        check('source.json', (await get(`${base}/sources/${id}`)).body)
        const state = (await get(`${base}/sources/${id}/state`)).body as { event_type: string }
        check('event.json', state)
        const [kind = ''] = state.event_type.split('/')
        kinds.add(state.event_type.includes('/enum/') ? 'enum' : kind)
        const type = (await get(`${base}/sources/${id}/type`)).body
        if (kind !== 'object') check('type.json', type)
      }
    }
    expect([...kinds].sort()).toEqual(['boolean', 'enum', 'number', 'object', 'string'])
  })

  test('knows no other source, and nodes without events have none', async () => {
    const busy = lab.nodes.find((node) => node.events.sources.size > 0)
    const idle = lab.nodes.find((node) => node.events.sources.size === 0)
    expect((await get(`${busy?.url ?? ''}/x-nmos/events/v1.0/sources/none/state`)).status).toBe(404)
    expect((await get(`${idle?.url ?? ''}/x-nmos/events`)).status).toBe(404)
  })
})

describe('by WebSocket', () => {
  test('a subscription is answered by the states, changes follow, an empty one ends it', async () => {
    const { socket, source, say, heard, messages } = await client('TX 2 ON AIR')
    say({ command: 'subscription', sources: [source] })
    expect((await heard(1))[0]).toMatchObject({ message_type: 'state', payload: { value: false } })
    await fate('tally/set', { source: 'TX 2 ON AIR', value: true })
    await fate('tally/toggle', { source: 'TX 2 ON AIR' })
    expect((await heard(3)).slice(1)).toMatchObject([{ payload: { value: true } }, { payload: { value: false } }])
    say({ command: 'subscription', sources: [] })
    say({ command: 'health', timestamp: '1441974485:123000000' })
    expect((await heard(4))[3]).toMatchObject({ message_type: 'health' })
    await fate('tally/toggle', { source: 'TX 2 ON AIR' })
    say({ command: 'health', timestamp: '1441974486:0' })
    await heard(5)
    expect(messages).toHaveLength(5)
    socket.terminate()
  })

  test('who sends no health command is cut off after 12 s', async () => {
    const { socket, source, say } = await client('TX 1 ON AIR')
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    say({ command: 'subscription', sources: [source] })
    expect(await closed).toBe(1000)
  }, 30_000)

  test('any other address is refused', async () => {
    const { connection_uri: uri = '' } = await active('TX 1 ON AIR')
    const socket = new WebSocket(uri.replace('devices', 'nothing'))
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
    expect(error.message).toContain('404')
  })
})

describe('by MQTT', () => {
  test('states and the status of the connection are retained; a node that is gone is said to be', async () => {
    const params = await active('REC 1 RECORDING')
    const url = `mqtt://${params['destination_host'] ?? ''}:${String(params['destination_port'])}`
    expect(url).toBe(lab.broker.url)
    const broker = await connectAsync(url)
    const heard = new Map<string, Message>()
    broker.on('message', (topic, payload) => {
      const message = JSON.parse(payload.toString('utf8')) as Message
      check('message.json', message)
      heard.set(topic, message)
    })
    const { broker_topic: topic = '', connection_status_broker_topic: status = '' } = params
    await broker.subscribeAsync([topic, status], { qos: 1 })
    const seen = (wanted: string, shape: object): Promise<unknown> =>
      until(
        () => Promise.resolve(heard.get(wanted)),
        (message) => JSON.stringify(message ?? null).includes(JSON.stringify(shape).slice(1, -1)),
      )
    await seen(topic, { value: false })
    await seen(status, { active: true })
    await fate('tally/toggle', { source: 'REC 1 RECORDING' })
    await seen(topic, { value: true })
    await fate('node/gone', { node: 'MEDIA-1' })
    await seen(status, { active: false })
    await fate('node/back', { node: 'MEDIA-1' })
    await seen(status, { active: true })
    await broker.endAsync()
  })
})

test('the verbs refuse what a source cannot say, and sources that are not there', async () => {
  expect((await fate('tally/set', { source: 'TX 1 ON AIR', value: 'yes' })).status).toBe(404)
  expect((await fate('tally/toggle', { source: 'ON AIR TITLE' })).status).toBe(404)
  expect((await fate('tally/set', { source: 'nobody', value: true })).status).toBe(404)
  expect((await fate('tally/set', { source: 'Temperature', value: 19.5 })).status).toBe(200)
})

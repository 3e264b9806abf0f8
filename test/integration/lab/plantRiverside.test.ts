import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { riverside } from '../../../src/lab/plants/riverside'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { endpointUrl, get, inRegistry } from './nodeClient'

const plant = riverside('riverside')
const devices = plant.nodes.flatMap((node) => node.devices)
const senders = devices.flatMap((device) => device.senders)
const receivers = devices.flatMap((device) => device.receivers)

let lab: Lab

beforeAll(async () => {
  lab = await startLab({})
})

afterAll(async () => {
  await lab.stop()
})

test('14 nodes, 68 senders, 72 receivers, 40 routes; two sites, five rooms', () => {
  const routes = receivers.filter((receiver) => receiver.connectedTo !== undefined)
  expect([plant.nodes.length, senders.length, receivers.length, routes.length]).toEqual([14, 68, 72, 40])
  const tagged = (tag: string): string[] => [...new Set(devices.flatMap((device) => device.tags[tag] ?? []))].sort()
  expect(tagged('site')).toEqual(['OB North', 'Riverside'])
  expect(tagged('room')).toEqual(['Lab', 'MCR', 'OB 1', 'Studio A', 'Studio B'])
})

test('keys are unique, and so are the addresses', async () => {
  expect(new Set(senders.map((sender) => sender.key)).size).toBe(68)
  expect(new Set(receivers.map((receiver) => receiver.key)).size).toBe(72)
  const groups: unknown[] = []
  for (const sender of senders.filter(({ transport }) => transport === 'rtp.mcast')) {
    const got = await get(`${endpointUrl(lab, lab.plant.sender(sender.key))}/active`)
    if (got.status !== 200) continue
    const { transport_params: legs } = got.body as { transport_params: Record<string, unknown>[] }
    groups.push(...legs.map((leg) => leg['destination_ip']))
  }
  expect(new Set(groups).size).toBe(groups.length)
})

test('what is routed at the start is active on the device and says so in IS-04', async () => {
  for (const receiver of receivers) {
    const id = lab.plant.receiver(receiver.key)
    const base = lab.nodes.find((node) => node.blueprint.label === lab.plant.entry(id)?.node)?.url ?? ''
    const { subscription } = (await get(`${base}/x-nmos/node/v1.3/receivers/${id}`)).body as {
      subscription: { active: boolean; sender_id: string | null }
    }
    const on = receiver.connectedTo
    expect(subscription).toEqual({
      active: on !== undefined,
      sender_id: on === undefined ? null : lab.plant.sender(on),
    })
    if (on === undefined) continue
    const active = (await get(`${endpointUrl(lab, id)}/active`)).body as {
      sender_id: string
      master_enable: boolean
      transport_params: Record<string, unknown>[]
    }
    expect([active.sender_id, active.master_enable]).toEqual([lab.plant.sender(on), true])
    const source = (await get(`${endpointUrl(lab, lab.plant.sender(on))}/active`)).body as typeof active
    const [mine] = active.transport_params
    const [theirs] = source.transport_params
    expect(mine?.['multicast_ip'] ?? mine?.['connection_uri'] ?? mine?.['broker_topic']).toBe(
      theirs?.['destination_ip'] ?? theirs?.['connection_uri'] ?? theirs?.['broker_topic'],
    )
  }
})

test.skipIf(!specsAvailable)('capabilities are as BCP-004-01 has them', () => {
  for (const { caps } of receivers) {
    if (caps.constraintSets === undefined) continue
    validatorFor('bcp-004-01/v1.0', 'constraint_sets.json')(caps.constraintSets)
  }
})

test('most cameras fit most monitors, and some do not', () => {
  const one = receivers.find((receiver) => receiver.label === 'MV 4')
  expect(JSON.stringify(one?.caps)).not.toContain('progressive')
  expect(receivers.some((receiver) => receiver.label === '')).toBe(true)
  expect(devices.filter((device) => !device.controllable).map((device) => device.label)).toEqual(['Legacy gateway'])
})

test('a converter says by group and parents which output is made of which input', async () => {
  for (const channel of ['1', '2']) {
    const out = lab.plant.sender(`PROC 1 OUT ${channel}`)
    const into = lab.plant.receiver(`PROC 1 IN ${channel}`)
    const sender = await inRegistry(lab, 'senders', out)
    const receiver = await inRegistry(lab, 'receivers', into)
    const group = (thing: typeof sender): string =>
      (thing?.['tags'] as Record<string, string[]>)['urn:x-nmos:tag:grouphint/v1.0']?.[0]?.split(':')[0] ?? ''
    expect(group(sender)).toMatch(/^PROC 1 [AB]$/)
    expect(group(receiver)).toBe(group(sender))
    const made = await inRegistry(lab, 'flows', String(sender?.['flow_id']))
    const fed = await inRegistry(lab, 'senders', lab.plant.sender(`PLAY ${channel}`))
    const source = await inRegistry(lab, 'flows', String(fed?.['flow_id']))
    const own = await inRegistry(lab, 'sources', String(made?.['source_id']))
    expect(own?.['parents']).toEqual([source?.['source_id']])
  }
})

test('the same seed gives the same ids in another process', async () => {
  const again = await startLab({ seed: 'riverside' })
  expect(again.plant.sender('CAM 1')).toBe(lab.plant.sender('CAM 1'))
  await again.stop()
  const other = await startLab({ seed: 'elsewhere' })
  expect(other.plant.sender('CAM 1')).not.toBe(lab.plant.sender('CAM 1'))
  await other.stop()
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { generated, resourceLimit, resourcesOf } from '../../../src/lab/plants/generated'
import { plantFor } from '../../../src/lab/plants/profiles'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, endpointUrl, get, inRegistry, until } from './nodeClient'

const size = { nodes: 7, senders: 403, receivers: 402 }
let lab: Lab

beforeAll(async () => {
  lab = await startLab({ plant: { size } })
})

afterAll(async () => {
  await lab.stop()
})

test('has as many of each as asked for, the registry too', () => {
  expect(lab.registry.counts()).toEqual({
    node: size.nodes + 1,
    device: size.nodes,
    source: size.senders,
    flow: size.senders,
    sender: size.senders,
    receiver: size.receivers,
  })
})

test.skipIf(!specsAvailable)('every resource is as AMWA has it', () => {
  for (const node of lab.nodes) {
    for (const { type, data } of node.store.all()) validatorFor('is-04/v1.3', `${type}.json`)(data)
  }
})

test('every route at the start is one that the devices took', async () => {
  for (const node of lab.nodes) {
    for (const { id, subscription } of node.store.receivers.values()) {
      const active = (await get(`${endpointUrl(lab, id)}/active`)).body as { sender_id: string | null }
      expect(active.sender_id).toBe(subscription.sender_id)
    }
  }
})

test('any of them does real IS-05, and the registry hears of it', async () => {
  const sender = lab.plant.sender('N003 AUDIO OUT 003')
  const receiver = lab.plant.receiver('N005 AUDIO IN 003')
  const file = await get(`${endpointUrl(lab, sender)}/transportfile`)
  const got = await ask('PATCH', `${endpointUrl(lab, receiver)}/staged`, {
    sender_id: sender,
    master_enable: true,
    transport_file: { data: file.body, type: 'application/sdp' },
    activation: { mode: 'activate_immediate' },
  })
  expect(got.status).toBe(200)
  await until(
    () => inRegistry(lab, 'receivers', receiver),
    (now) => JSON.stringify(now?.['subscription']).includes(sender),
  )
})

test('named sizes', () => {
  const count = (name: 'small' | 'campus'): number =>
    plantFor({ profile: name }, 's').nodes.reduce(
      (sum, node) =>
        sum +
        1 +
        node.devices.reduce((all, device) => all + 1 + 3 * device.senders.length + device.receivers.length, 0),
      0,
    )
  expect([count('small'), count('campus')]).toEqual([2000, 13_900])
})

test('the plant for salvos has ten senders and ten receivers on each of its hundred nodes', () => {
  const { nodes } = plantFor({ profile: 'salvo' }, 's')
  const ports = nodes.map(({ devices }) => devices.map((device) => [device.senders.length, device.receivers.length]))
  expect(ports).toEqual(Array.from({ length: 100 }, () => [[10, 10]]))
})

test('every answer may take a while from the start', async () => {
  const slow = await startLab({ plant: { size: { nodes: 1, senders: 1, receivers: 1 } }, latencyMs: 120 })
  const begun = performance.now()
  await get(`${slow.nodes[0]?.url ?? ''}/x-nmos/node`)
  expect(performance.now() - begun).toBeGreaterThan(115)
  await slow.stop()
})

test('the same seed gives the same plant', () => {
  expect(generated(size, 'a')).toEqual(generated(size, 'a'))
  expect(generated(size, 'a')).not.toEqual(generated(size, 'b'))
})

test('what is too large or makes no sense is said', () => {
  const large = { nodes: 500, senders: 12_000, receivers: 12_000 }
  expect(resourcesOf(large)).toBeLessThanOrEqual(resourceLimit)
  expect(() => generated({ ...large, senders: 20_000 }, 's')).toThrow(/50000/)
  expect(() => generated({ nodes: 0, senders: 1, receivers: 1 }, 's')).toThrow(RangeError)
  expect(() => generated({ nodes: 1.5, senders: 1, receivers: 1 }, 's')).toThrow(RangeError)
})

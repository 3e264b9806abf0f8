import { afterEach, expect, test } from 'vitest'
import { startLab, type Lab } from '../../../src/lab/lab'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, endpointUrl, get, inRegistry, nodeUrl, until } from './nodeClient'

const labs: Lab[] = []

async function start(options: Parameters<typeof startLab>[0]): Promise<Lab> {
  const lab = await startLab(options)
  labs.push(lab)
  return lab
}

afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.stop()))
})

const fate = (lab: Lab, verb: string, body: object): Promise<unknown> => ask('POST', `${lab.control.url}/${verb}`, body)

const counts = (lab: Lab): Promise<Readonly<Record<string, number>>> => Promise.resolve(lab.registry.counts())

test('when the lab is ready the registry has everything, as AMWA has it', async () => {
  const lab = await start({})
  expect(lab.registry.counts()).toMatchObject({ sender: 68, receiver: 72, flow: 68, source: 68, node: 15 })
  if (!specsAvailable) return
  for (const kind of ['node', 'device', 'source', 'flow', 'sender', 'receiver']) {
    const { body } = await get(`${lab.registry.queryUrl}v1.3/${kind}s?paging.limit=100`)
    validatorFor('is-04/v1.3', `${kind}s.json`)(body)
  }
})

test('a change reaches the registry with a later version', async () => {
  const lab = await start({})
  const id = lab.plant.receiver('MON 4')
  const before = await inRegistry(lab, 'receivers', id)
  await ask('PATCH', `${endpointUrl(lab, id)}/staged`, {
    master_enable: true,
    activation: { mode: 'activate_immediate' },
  })
  const after = await until(
    () => inRegistry(lab, 'receivers', id),
    (now) => now?.['version'] !== before?.['version'],
  )
  expect(after?.['subscription']).toEqual({ active: true, sender_id: null })
  expect((await get(`${nodeUrl(lab, id)}/x-nmos/node/v1.3/receivers/${id}`)).body).toEqual(after)
})

test('a node that dies is expired, one that comes back registers anew on the same port', async () => {
  const lab = await start({ expirySeconds: 1, heartbeatMs: 300 })
  const id = lab.plant.sender('CG FILL')
  const url = nodeUrl(lab, id)
  await fate(lab, 'node/gone', { node: 'CG-2' })
  const there = await get(`${url}/x-nmos/node/v1.3/senders/${id}`).catch(() => ({ status: 0 }))
  expect(there.status).not.toBe(200)
  expect(await inRegistry(lab, 'senders', id)).toBeDefined()
  await until(
    () => inRegistry(lab, 'senders', id),
    (now) => now === undefined,
  )
  await fate(lab, 'node/back', { node: 'CG-2' })
  await until(
    () => inRegistry(lab, 'senders', id),
    (now) => now !== undefined,
  )
  expect(nodeUrl(lab, id)).toBe(url)
  expect(lab.registry.counts()).toMatchObject({ node: 15 })
})

test('a registry that has lost its memory is filled again by the nodes', async () => {
  const lab = await start({ expirySeconds: 4, heartbeatMs: 300 })
  await fate(lab, 'registry/restart', { memory: 'lost', downMs: 200 })
  await until(
    () => counts(lab),
    (now) => now['receiver'] === 0,
  )
  await until(
    () => counts(lab),
    (now) => now['receiver'] === 72 && now['sender'] === 68,
  )
})

test('what changes while the registry is down is told when it is back', async () => {
  const lab = await start({ heartbeatMs: 300 })
  const id = lab.plant.sender('CAM 1')
  await fate(lab, 'registry/restart', { memory: 'kept', downMs: 600 })
  await fate(lab, 'rename', { id, label: 'CAM 7' })
  await until(
    () => inRegistry(lab, 'senders', id).catch(() => undefined),
    (now) => now?.['label'] === 'CAM 7',
  )
})

test('a large plant expires and comes back too', async () => {
  const lab = await start({ plant: { size: { nodes: 3, senders: 300, receivers: 300 } }, expirySeconds: 1 })
  const gone = lab.plant.sender('N001 VIDEO OUT 001')
  await fate(lab, 'node/gone', { node: 'N001' })
  await until(
    () => inRegistry(lab, 'senders', gone),
    (now) => now === undefined,
  )
  await fate(lab, 'node/back', { node: 'N001' })
  await until(
    () => counts(lab),
    (now) => now['sender'] === 300 && now['receiver'] === 300,
  )
})

test('a clean end takes the nodes out of the registry', async () => {
  const lab = await start({})
  for (const node of lab.nodes) await node.stop(true)
  expect(lab.registry.counts()).toMatchObject({ node: 1, device: 0, sender: 0, receiver: 0 })
})

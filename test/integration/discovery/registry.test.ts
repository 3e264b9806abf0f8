import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../src/lab/lab'
import type { ForeignChange } from '../../../src/main/discovery/discovery'
import type { DiscoveryOptions } from '../../../src/main/discovery/options'
import { type Watch, entries, idsOf, input, offline, order, reaches, stateOf, until, watch } from './watch'

let lab: Lab
let watched: Watch | undefined

beforeEach(async () => {
  lab = await startLab({ heartbeatMs: 400, expirySeconds: 2 })
})

afterEach(async () => {
  await watched?.stop()
  watched = undefined
  await lab.stop()
})

async function follow(options: Partial<DiscoveryOptions> = {}): Promise<Watch> {
  watched = await watch([input({ queryUrl: lab.registry.url })], options)
  await reaches(watched, options.resubscribeMs === undefined ? 'live' : 'polling')
  return watched
}

/** Notes the most that was offline at any time. */
function mostOffline({ plant }: Watch): () => number {
  let most = 0
  plant.subscribe(() => {
    most = Math.max(most, plant.counts().offline)
  })
  return () => most
}

const routeOf = ({ plant }: Watch, receiver: string) =>
  plant.entry('receiver', lab.plant.receiver(receiver))?.connection

/** A pair that can be routed: a receiver that is on a sender, and another sender of the same kind. */
const RECEIVER = 'MON 1'

describe('a registry that is followed', () => {
  it.each([1000, 2])('gives exactly the plant it has, asked for pages of %i', async (pageLimit) => {
    const { plant } = await follow({ pageLimit })
    const found = new Set(entries(plant).map(({ id }) => id))
    const missing = idsOf(lab).filter((id) => !found.has(id))
    expect(missing).toEqual([])
    const more = [...found].filter((id) => !idsOf(lab).includes(id))
    expect(more.map((id) => plant.get(id)?.kind)).toEqual(more.map(() => 'node'))
    expect(more.length).toBeLessThanOrEqual(1)
    expect(offline(plant)).toBe(0)
  })

  it('is read in pages of two where it gives no more', async () => {
    await lab.stop()
    lab = await startLab({ pageLimit: { default: 2, max: 2 } })
    const { plant } = await follow()
    const found = new Set(entries(plant).map(({ id }) => id))
    expect(idsOf(lab).filter((id) => !found.has(id))).toEqual([])
  })

  it('shows what changes', async () => {
    const watching = await follow()
    const id = lab.plant.receiver(RECEIVER)
    await order(lab, 'rename', { id, label: 'Renamed' })
    await until(() => watching.plant.get(id)?.resource.label === 'Renamed')
    await order(lab, 'remove', { id })
    await until(() => watching.plant.get(id)?.status === 'offline')
  })

  it('shows a node that died, and that it is back', async () => {
    const { plant } = await follow()
    await order(lab, 'node/gone', { node: 'CG-2' })
    const node = lab.plant.find('CG-2').find(({ type }) => type === 'node')?.id ?? ''
    await until(() => plant.get(node)?.status === 'offline')
    await order(lab, 'node/back', { node: 'CG-2' })
    await until(() => plant.counts().offline === 0)
  })

  it('tells a change of somebody else, not one of ours', async () => {
    const watching = await follow()
    const { plant, discovery } = watching
    const heard: ForeignChange[] = []
    discovery.onForeignChange((change) => heard.push(change))
    const receiverId = lab.plant.receiver(RECEIVER)
    const before = routeOf(watching, RECEIVER)?.senderId ?? null
    const isActive = () => routeOf(watching, RECEIVER)?.active === true
    const [first, second] = [lab.plant.sender('CAM 1'), lab.plant.sender('CAM 2')].filter((id) => id !== before)
    if (first === undefined) throw new Error('The lab has no second sender')
    await order(lab, 'route', { receiverId, senderId: first })
    await until(() => heard.length === 1)
    expect(heard[0]).toMatchObject({ receiverId, from: before, to: first })
    const next = second ?? before
    discovery.noteOwn(receiverId, next)
    await order(lab, 'route', { receiverId, senderId: next })
    await until(() => routeOf(watching, RECEIVER)?.senderId === next)
    await order(lab, 'route', { receiverId, senderId: null })
    await until(() => !isActive())
    expect(heard.map(({ to }) => to)).toEqual([first, null])
    expect(plant.receiversOfSender(first)).not.toContainEqual(expect.objectContaining({ id: receiverId }))
  })
})

describe('an outage', () => {
  it('of the subscriptions takes nothing offline', async () => {
    const watching = await follow()
    const most = mostOffline(watching)
    const states: string[] = []
    watching.discovery.onRegistry(() => states.push(stateOf(watching)?.state ?? ''))
    await order(lab, 'registry/cut', {})
    await until(() => states.includes('stale') && stateOf(watching)?.state === 'live')
    expect(most()).toBe(0)
  })

  it.each(['kept', 'lost'] as const)('of the registry, its memory %s, is marked and gets over', async (memory) => {
    const watching = await follow()
    const most = mostOffline(watching)
    const count = entries(watching.plant).length
    await order(lab, 'registry/restart', { memory, downMs: 1500 })
    await until(() => stateOf(watching)?.state === 'stale')
    expect(stateOf(watching)?.problem).toMatch(/\S+ .*\.$/)
    await reaches(watching, 'live')
    await until(() => lab.nodes.every((node) => watching.plant.get(node.store.self.id)?.status === 'online'))
    expect(watching.plant.counts().offline).toBe(0)
    expect(most()).toBe(0)
    expect(entries(watching.plant).length).toBeGreaterThanOrEqual(count)
  })

  it('shows what was deleted meanwhile, and what was routed', async () => {
    const watching = await follow({ graceMs: 1500, refillMs: 500 })
    const heard: ForeignChange[] = []
    watching.discovery.onForeignChange((change) => heard.push(change))
    const id = lab.plant.receiver('MON 2')
    const receiverId = lab.plant.receiver(RECEIVER)
    await order(lab, 'registry/fault', { refuseWebSocket: true, status500: true })
    await order(lab, 'registry/cut', {})
    await until(() => stateOf(watching)?.state === 'stale')
    await order(lab, 'remove', { id })
    await order(lab, 'route', { receiverId, senderId: null })
    await order(lab, 'registry/fault', { refuseWebSocket: false, status500: false })
    await until(() => watching.plant.get(id)?.status === 'offline')
    expect(routeOf(watching, RECEIVER)?.active).toBe(false)
    expect(watching.plant.counts().offline).toBe(1)
    expect(heard).toMatchObject([{ receiverId, to: null }])
  })

  it('takes what died meanwhile offline after its grace', async () => {
    const watching = await follow({ graceMs: 1500, refillMs: 500 })
    await order(lab, 'registry/fault', { refuseWebSocket: true, status500: true })
    await order(lab, 'registry/cut', {})
    await until(() => stateOf(watching)?.state === 'stale')
    await order(lab, 'node/gone', { node: 'CG-2' })
    const node = lab.plant.find('CG-2').find(({ type }) => type === 'node')?.id ?? ''
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(watching.plant.get(node)?.status).toBe('online')
    await order(lab, 'registry/fault', { refuseWebSocket: false, status500: false })
    await until(() => watching.plant.get(node)?.status === 'offline')
    expect(stateOf(watching)?.state).toBe('live')
  })
})

describe('a registry that is not well', () => {
  it('is listed again and again where it refuses WebSockets', async () => {
    await order(lab, 'registry/fault', { refuseWebSocket: true })
    const watching = await follow({ resubscribeMs: 3000 })
    expect(stateOf(watching)?.problem).toMatch(/WebSocket .* listing every/)
    const id = lab.plant.receiver(RECEIVER)
    await order(lab, 'rename', { id, label: 'Polled' })
    await until(() => watching.plant.get(id)?.resource.label === 'Polled')
    await order(lab, 'remove', { id })
    await until(() => watching.plant.get(id)?.status === 'offline')
    await order(lab, 'registry/fault', { refuseWebSocket: false })
    await reaches(watching, 'live')
  })

  it.each([
    ['html', /JSON|Query API/],
    ['status500', /500/],
    ['redirectLoop', /circle/],
    ['halfPage', /\S/],
  ] as const)('says so (%s) and is followed when it is well again', async (fault, words) => {
    await order(lab, 'registry/fault', { [fault]: true })
    watched = await watch([input({ queryUrl: lab.registry.url })])
    const watching = watched
    await until(() => stateOf(watching)?.problem !== null)
    expect(stateOf(watching)?.problem).toMatch(words)
    expect(['connecting', 'syncing', 'stale']).toContain(stateOf(watching)?.state)
    await order(lab, 'registry/fault', { [fault]: false })
    await reaches(watching, 'live')
    expect(watching.plant.counts().offline).toBe(0)
    expect(stateOf(watching)?.problem).toBeNull()
  })

  it.each(['html', 'status500', 'halfPage'])('takes nothing away while it is ill (%s)', async (fault) => {
    const watching = await follow({ graceMs: 100, refillMs: 100 })
    const most = mostOffline(watching)
    await order(lab, 'registry/fault', { [fault]: true })
    await order(lab, 'registry/cut', {})
    await until(() => stateOf(watching)?.state === 'stale')
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(most()).toBe(0)
    await order(lab, 'registry/fault', { [fault]: false })
    await reaches(watching, 'live')
    expect(most()).toBe(0)
  })
})

describe('a registry of IS-04 v1.2', () => {
  it('is spoken to at v1.2 and followed', async () => {
    watched = await watch([input({ queryUrl: `${lab.registry.queryUrl}v1.2/` })])
    const watching = watched
    await reaches(watching, 'live')
    expect(stateOf(watching)?.version).toBe('v1.2')
    const id = lab.plant.receiver(RECEIVER)
    await order(lab, 'rename', { id, label: 'Renamed' })
    await until(() => watching.plant.get(id)?.resource.label === 'Renamed')
  })
})

describe('a registry that loses its memory while it stays up', () => {
  it('is followed on when its nodes have registered again', async () => {
    const watching = await follow()
    await order(lab, 'registry/forget', {})
    await until(() => lab.nodes.length <= lab.registry.counts().node)
    const id = lab.plant.receiver(RECEIVER)
    await order(lab, 'rename', { id, label: 'Renamed' })
    await until(() => watching.plant.get(id)?.resource.label === 'Renamed')
    await until(() => watching.plant.counts().offline === 0)
  })
})

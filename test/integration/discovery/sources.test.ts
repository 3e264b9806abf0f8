import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../src/lab/lab'
import { BadSourceError } from '../../../src/main/discovery/badSource'
import { type Watch, entries, input, order, reaches, stateOf, until, watch } from './watch'

let lab: Lab
let watched: Watch | undefined

beforeAll(async () => {
  lab = await startLab({})
})

afterAll(() => lab.stop())

afterEach(async () => {
  await watched?.stop()
  watched = undefined
})

describe('a node without a registry', () => {
  it('is read, followed and missed', async () => {
    const [node] = lab.nodes
    if (node === undefined) throw new Error('The lab has no node')
    watched = await watch([input({ kind: 'node', queryUrl: node.url })])
    const { plant } = watched
    await reaches(watched, 'polling')
    expect(new Set(entries(plant).map(({ id }) => id))).toEqual(
      new Set([...node.store.all()].map(({ data }) => data.id)),
    )
    const device = [...plant.all('device')][0]
    expect(plant.witness([...(device?.witnesses.keys() ?? [])][0] ?? '')?.kind).toBe('node')
    await order(lab, 'node/gone', { node: node.store.self.label })
    await until(() => plant.counts().offline === entries(plant).length)
    expect(stateOf(watched)?.problem).toMatch(/cannot be reached|broke the connection/)
    await order(lab, 'node/back', { node: node.store.self.label })
    await until(() => plant.counts().offline === 0)
  })
})

describe('the list of sources', () => {
  it('takes a registry on, changes it, switches it off and lets it go', async () => {
    watched = await watch([])
    const { discovery, plant, kept } = watched
    const added = await discovery.add(input({ label: 'North', queryUrl: lab.registry.url }))
    expect(added).toMatchObject({ label: 'North', from: 'settings', status: { state: 'connecting' } })
    await reaches(watched, 'live')
    expect(stateOf(watched)?.resources).toBe(entries(plant).length)
    expect(await discovery.update(added.id, { enabled: false })).toMatchObject({ status: { state: 'off' } })
    expect(plant.counts().offline).toBe(entries(plant).length)
    await discovery.update(added.id, { enabled: true, label: 'South' })
    await reaches(watched, 'live')
    expect(plant.counts().offline).toBe(0)
    expect(kept.get(added.id)).toMatchObject({ label: 'South' })
    expect(await discovery.remove(added.id)).toBe(true)
    expect(discovery.list()).toEqual([])
    expect(kept.size).toBe(0)
    expect(plant.counts().offline).toBe(entries(plant).length)
  })

  it.each([
    [{ queryUrl: 'no url at all' }, /no address of a registry/],
    [{ queryUrl: 'ftp://10.0.0.1/' }, /no address of a registry/],
    [{ queryUrl: 'not a domain', kind: 'dns-sd' }, /no DNS domain/],
    [{ queryUrl: 'plant.example', kind: 'dns-sd', dnsServer: 'nowhere' }, /no name server/],
  ] as const)('refuses %o', async (wrong, words) => {
    watched = await watch([])
    await expect(watched.discovery.add(input(wrong))).rejects.toThrow(BadSourceError)
    await expect(watched.discovery.add(input(wrong))).rejects.toThrow(words)
    expect(watched.discovery.list()).toEqual([])
    expect(watched.kept.size).toBe(0)
  })

  it('refuses the same registry twice, by name, and leaves what a flag gave alone', async () => {
    watched = await watch([input({ label: 'By flag', queryUrl: `${lab.registry.url}` })])
    const { discovery } = watched
    const twin = input({ queryUrl: new URL('/x-nmos/query/v1.3/', lab.registry.url).href })
    await expect(discovery.add(twin)).rejects.toThrow(/“By flag” is at this address already/)
    const [flagged] = discovery.list()
    expect(flagged?.from).toBe('flag')
    await expect(discovery.update(flagged?.id ?? '', { label: 'x' })).rejects.toThrow(BadSourceError)
    await expect(discovery.remove(flagged?.id ?? '')).rejects.toThrow(BadSourceError)
    expect(await discovery.update('nobody', { label: 'x' })).toBeNull()
    expect(await discovery.remove('nobody')).toBe(false)
  })

  it('begins with what is kept, and says what cannot be used of it', async () => {
    const good = { ...input({ label: 'Good', queryUrl: lab.registry.url }), id: 'good' }
    const bad = { ...input({ label: 'Bad', queryUrl: ':::' }), id: 'bad' }
    watched = await watch([], {}, [good, bad])
    const { discovery } = watched
    await until(() => discovery.list().some(({ id, status }) => id === 'good' && status.state === 'live'))
    const listed = discovery.list().find(({ id }) => id === 'bad')
    expect(listed?.status).toMatchObject({ state: 'off', problem: expect.stringMatching(/no address/) })
  })

  it('knows a resource by several witnesses', async () => {
    const other = await startLab({})
    try {
      watched = await watch([
        input({ label: 'A', queryUrl: lab.registry.url }),
        input({ label: 'B', queryUrl: other.registry.url }),
      ])
      const { plant, discovery } = watched
      await until(() => discovery.list().every(({ status }) => status.state === 'live'))
      const id = lab.plant.sender('CAM 1')
      expect([...(plant.get(id)?.witnesses.keys() ?? [])].sort()).toEqual(['flag-1', 'flag-2'])
    } finally {
      await other.stop()
    }
  })
})

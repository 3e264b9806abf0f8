import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LightRecord } from '../../../../src/contract'
import { NO_DEVICE, nextGraph, type Graph } from '../../../../src/renderer/views/topology/graphModel'
import { device, inputOf, node, receiver, sender } from './plant'

const plant: readonly LightRecord[] = [
  node('node'),
  device('ccu', { room: 'Studio A' }),
  sender('CAM 10', 'ccu'),
  sender('CAM 2', 'ccu'),
  sender('MIC 1', 'ccu', { format: 'audio' }),
  device('wall'),
  receiver('MON 1', 'wall', 'CAM 2'),
  receiver('MON 2', 'wall', null),
  device('desk'),
  receiver('Desk 1', 'desk', 'MIC 1', { format: 'audio' }),
]

const put = (records: readonly LightRecord[], record: LightRecord): readonly LightRecord[] =>
  records.map((old) => (old.id === record.id ? record : old))

const titles = (graph: Graph): readonly string[] => graph.groups.map((group) => `${group.site}/${group.title}`)

describe('the graph of a plant', () => {
  it('puts devices into rooms by site, and what has no room last', () => {
    const records = [
      ...plant,
      device('stray', { site: null, room: null }),
      device('nowhere in the north', { room: null }),
      device('far', { site: 'Ahead', room: 'Zoo' }),
    ]
    expect(titles(nextGraph(null, inputOf(records)))).toEqual([
      'Ahead/Zoo',
      'North/MCR',
      'North/Studio A',
      '/No room',
      'North/No room',
    ])
  })

  it('orders ports by format, then as people count', () => {
    const ccu = nextGraph(null, inputOf(plant)).devices.get('ccu')
    expect(ccu?.senders.map((port) => port.record.id)).toEqual(['CAM 2', 'CAM 10', 'MIC 1'])
  })

  it('counts what a room holds', () => {
    const mcr = nextGraph(null, inputOf(plant)).groups.find((group) => group.title === 'MCR')
    expect(mcr?.counts).toEqual({ devices: 2, senders: 0, receivers: 3, routed: 2, offline: 0, onAir: 0, air: null })
  })

  describe('with something on air', () => {
    const tally = { state: 'on-air', since: '2025-11-20T12:00:00.000Z', stale: false, by: 'TX' } as const
    const records = [
      ...plant.filter(({ id }) => id !== 'MON 1' && id !== 'CAM 2'),
      receiver('MON 1', 'wall', 'CAM 2', { tally }),
      sender('CAM 2', 'ccu', { tally: { ...tally, by: 'feeds MON 1' } }),
      receiver('Desk 2', 'desk', 'MIC 1', { format: 'audio', tally: { ...tally, stale: true } }),
      receiver('MON 3', 'wall', 'CAM 10', { tally: { ...tally, state: 'preset' } }),
    ]

    it('marks the routes, the devices and the rooms', () => {
      const { links, devices, groups } = nextGraph(null, inputOf(records))
      expect(['MON 1', 'Desk 2', 'MON 3'].map((id) => links.get(id)?.air)).toEqual(['live', 'stale', null])
      expect(['ccu', 'wall', 'desk'].map((id) => devices.get(id)?.air)).toEqual(['live', 'live', 'stale'])
      expect(groups.find(({ title }) => title === 'MCR')?.counts).toMatchObject({ onAir: 2, air: 'live' })
    })

    it('shows that alone where it is asked for', () => {
      const { ports, devices, links } = nextGraph(null, inputOf(records, { onAir: true }))
      expect([...ports.keys()].sort()).toEqual(['CAM 2', 'Desk 2', 'MON 1'])
      expect([...devices.keys()].sort()).toEqual(['ccu', 'desk', 'wall'])
      expect([...links.keys()]).toEqual(['MON 1'])
    })

    it('draws again only what went on air', () => {
      const before = nextGraph(null, inputOf(plant))
      const after = nextGraph(before, inputOf(put(plant, receiver('MON 1', 'wall', 'CAM 2', { tally }))))
      expect(after.devices.get('desk')).toBe(before.devices.get('desk'))
      expect(after.links.get('Desk 1')).toBe(before.links.get('Desk 1'))
      expect(after.links.get('MON 1')).not.toBe(before.links.get('MON 1'))
    })
  })

  it('names where a receiver gets its stream from', () => {
    const records = put(
      plant,
      receiver('MON 2', 'wall', null, { route: { active: true, senderId: null, inferred: false } }),
    )
    const wall = nextGraph(null, inputOf(records)).devices.get('wall')
    expect(wall?.receivers.map((port) => port.from)).toEqual(['CAM 2', 'unknown source'])
  })

  it('draws a route between two ports, inferred or grey as it is', () => {
    const inferred = { active: true, senderId: 'CAM 2', inferred: true }
    const records = put(
      put(plant, receiver('MON 1', 'wall', 'CAM 2', { route: inferred })),
      device('desk', { status: 'offline' }),
    )
    const { links } = nextGraph(null, inputOf(records))
    expect(links.get('MON 1')).toMatchObject({
      senderId: 'CAM 2',
      from: 'ccu',
      to: 'wall',
      inferred: true,
      status: 'online',
    })
    expect(links.get('Desk 1')).toMatchObject({ format: 'audio', inferred: false, status: 'offline' })
    expect(links.has('MON 2')).toBe(false)
  })

  it('hides a device whose ports are all filtered away, and the routes to it', () => {
    const graph = nextGraph(null, inputOf(plant, { formats: new Set(['audio']) }))
    expect([...graph.devices.keys()].sort()).toEqual(['ccu', 'desk'])
    expect([...graph.links.keys()]).toEqual(['Desk 1'])
  })

  it.each([
    ['a room', { rooms: new Set(['North|Studio A']) }, ['ccu']],
    ['a site', { sites: new Set(['South']) }, []],
  ])('shows only %s', (_, part, shown) => {
    const graph = nextGraph(null, inputOf(plant, part))
    expect([...graph.devices.keys()]).toEqual(shown)
    expect(graph.links.size).toBe(0)
    for (const port of graph.ports.values()) expect(shown).toContain(port.record.parent)
  })

  it('shows ports of a device that nobody knows', () => {
    const graph = nextGraph(
      null,
      inputOf([...plant, sender('lost', 'ghost'), { ...sender('loose', ''), parent: null }]),
    )
    expect(graph.devices.get('ghost')?.title).toBe('Unknown device')
    expect(graph.devices.get(NO_DEVICE)?.senders).toHaveLength(1)
  })
})

describe('a patch', () => {
  it('of one receiver changes its device and its route, and nothing else', () => {
    const before = nextGraph(null, inputOf(plant))
    const after = nextGraph(before, inputOf(put(plant, receiver('MON 1', 'wall', 'CAM 10'))))
    expect(after.devices.get('wall')).not.toBe(before.devices.get('wall'))
    expect(after.devices.get('ccu')).toBe(before.devices.get('ccu'))
    expect(after.devices.get('desk')).toBe(before.devices.get('desk'))
    expect(after.ports.get('MON 2')).toBe(before.ports.get('MON 2'))
    expect(after.links.get('MON 1')?.senderId).toBe('CAM 10')
    expect(after.links.get('Desk 1')).toBe(before.links.get('Desk 1'))
    expect(after.groups).toBe(before.groups)
  })

  it('that changes nothing leaves everything the very same', () => {
    const before = nextGraph(null, inputOf(plant))
    const after = nextGraph(before, inputOf(plant))
    expect(after.devices).toBe(before.devices)
    expect(after.links).toBe(before.links)
    expect(after.ports).toBe(before.ports)
    expect(after.groups).toBe(before.groups)
  })

  it('renames the source at every receiver that is on it', () => {
    const before = nextGraph(null, inputOf(plant))
    const after = nextGraph(before, inputOf(put(plant, sender('CAM 2', 'ccu', { alias: 'Wide shot' }))))
    expect(after.devices.get('wall')?.receivers[0]?.from).toBe('Wide shot')
    expect(after.devices.get('desk')).toBe(before.devices.get('desk'))
  })

  it('by patch is as from scratch', () => {
    const ids = fc.constantFrom('a', 'b', 'c')
    const record: fc.Arbitrary<LightRecord> = fc.oneof(
      fc.tuple(ids, ids).map(([id, room]) => device(`d${id}`, { room })),
      fc
        .tuple(ids, ids, fc.constantFrom('video' as const, 'audio' as const))
        .map(([id, parent, format]) => sender(`s${id}`, `d${parent}`, { format })),
      fc
        .tuple(ids, ids, ids, fc.boolean())
        .map(([id, parent, from, on]) => receiver(`r${id}`, `d${parent}`, on ? `s${from}` : null)),
    )
    const view = fc.record({
      formats: fc.constantFrom(null, new Set(['video' as const])),
      rooms: fc.constantFrom(null, new Set(['North|a'])),
      collapsed: fc.constantFrom(new Set<string>(), new Set(['North|b'])),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(record, fc.boolean(), view), { maxLength: 24 }), (steps) => {
        let records: readonly LightRecord[] = []
        let graph: Graph | null = null
        for (const [one, keep, part] of steps) {
          const others = records.filter((old) => old.id !== one.id)
          records = keep ? [...others, one] : others
          const input = inputOf(records, part)
          graph = nextGraph(graph, input)
          expect(graph).toEqual(nextGraph(null, input))
        }
      }),
    )
  })
})

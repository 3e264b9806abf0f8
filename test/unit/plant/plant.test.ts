import { describe, expect, it } from 'vitest'
import type { PlantDiff } from '../../../src/main/plant/plant'
import { active, device, emptyPlant, idOf, receiver, receives, resource, sender, sends } from './samples'

const route = (plant: ReturnType<typeof emptyPlant>['plant'], n: number) =>
  plant.entry('receiver', idOf('receiver', n))?.connection

describe('witnesses', () => {
  it('make one diff for each write, and none for one that changes nothing', () => {
    const { plant, pen } = emptyPlant()
    const diffs: PlantDiff[] = []
    plant.subscribe((diff) => diffs.push(diff))
    pen.put([resource('node', 1), device(1, 1), sender(1, 1)])
    pen.put([resource('node', 1), device(1, 1), sender(1, 1)])
    pen.put([resource('node', 1, { label: 'Other', version: '1:1' })])
    pen.remove([idOf('sender', 9)])
    expect(diffs.map(({ seq, added, updated }) => [seq, added.length, updated.length])).toEqual([
      [1, 3, 0],
      [2, 0, 1],
    ])
  })

  it('keep what has changed without a new version', () => {
    const { plant, pen } = emptyPlant()
    pen.put([resource('node', 1)])
    pen.put([resource('node', 1, { label: 'Renamed' })])
    expect(plant.get(idOf('node', 1))?.resource.label).toBe('Renamed')
  })

  it('count by version, and the thing is offline when the last one has lost it', () => {
    const { plant, pen, clock } = emptyPlant()
    const other = plant.witnessed({ id: 'south', kind: 'registry', label: 'South' })
    const id = idOf('node', 1)
    pen.put([resource('node', 1, { version: '10:4', label: 'new' })])
    other.put([resource('node', 1, { version: '9:5', label: 'old' })])
    expect(plant.get(id)?.resource.label).toBe('new')
    pen.remove([id])
    expect(plant.get(id)).toMatchObject({ status: 'online', resource: { label: 'old' } })
    expect([...(plant.get(id)?.witnesses ?? [])].map(([witness]) => witness)).toEqual(['south'])
    clock.ms = 5000
    other.reconcile('node', new Set())
    expect(plant.get(id)).toMatchObject({ status: 'offline', offlineSince: 5000 })
    expect(plant.counts()).toMatchObject({ nodes: 1, offline: 1 })
    expect(plant.forget(id)).toBe(true)
    expect(plant.get(id)).toBeUndefined()
    expect(plant.counts()).toMatchObject({ nodes: 0, offline: 0 })
  })

  it('forget nothing that is online or unknown', () => {
    const { plant, pen } = emptyPlant()
    pen.put([resource('node', 1)])
    expect(plant.forget(idOf('node', 1))).toBe(false)
    expect(plant.forget('nobody')).toBe(false)
  })

  it('go with all they had', () => {
    const { plant, pen } = emptyPlant()
    pen.put([resource('node', 1), device(1, 1)])
    pen.withdraw()
    expect(plant.counts().offline).toBe(2)
    expect(plant.witness('north')).toBeUndefined()
    expect(pen.count()).toBe(0)
  })

  it('cannot give two things one id', () => {
    const { plant, pen } = emptyPlant()
    pen.put([resource('node', 1)])
    pen.put([resource('device', 1, { id: idOf('node', 1) })])
    expect(plant.get(idOf('node', 1))?.kind).toBe('node')
    expect(plant.counts()).toMatchObject({ nodes: 1, devices: 0 })
  })
})

describe('the feed of diffs', () => {
  it('tells them in order, also when a listener writes, and hears on when one throws', () => {
    const { plant, pen } = emptyPlant()
    const heard: number[] = []
    plant.subscribe((diff) => {
      if (diff.seq === 1) pen.put([resource('node', 2)])
      throw new Error('a listener that fails')
    })
    const end = plant.subscribe(({ seq }) => heard.push(seq))
    pen.put([resource('node', 1)])
    expect(heard).toEqual([1, 2])
    end()
    pen.put([resource('node', 3)])
    expect(heard).toEqual([1, 2])
  })
})

describe('routes', () => {
  const north = '239.1.1.1'

  it('come from IS-04 until the device was asked', () => {
    const { plant, pen } = emptyPlant()
    pen.put([sender(1, 1), receiver(1, 1, 1)])
    expect(route(plant, 1)).toMatchObject({ active: true, senderId: idOf('sender', 1), inferred: false, readAt: null })
    expect(plant.receiversOfSender(idOf('sender', 1)).map(({ id }) => id)).toEqual([idOf('receiver', 1)])
    expect(plant.counts().routes).toBe(1)
  })

  it('come from /active until the resource moves on, and keep the legs where IS-04 says the same', () => {
    const { plant, pen } = emptyPlant()
    pen.put([receiver(1, 1, 1)])
    const id = idOf('receiver', 1)
    plant.setActive(id, active({ on: true, peer: idOf('sender', 2), legs: [receives(north)] }), '1:0')
    expect(route(plant, 1)).toMatchObject({ senderId: idOf('sender', 2), legs: [{ multicast: north }], readAt: '1:0' })
    pen.put([receiver(1, 1, 2, { version: '1:1' })])
    expect(route(plant, 1)).toMatchObject({ senderId: idOf('sender', 2), legs: [{ multicast: north }], readAt: null })
    pen.put([receiver(1, 1, 3, { version: '1:2' })])
    expect(route(plant, 1)).toMatchObject({ senderId: idOf('sender', 3), legs: [], readAt: null })
    pen.put([receiver(1, 1, undefined, { version: '1:3' })])
    expect(route(plant, 1)).toMatchObject({ active: false, senderId: null })
  })

  it('are inferred from multicast, port and source where the device names nobody', () => {
    const { plant, pen } = emptyPlant()
    pen.put([receiver(1, 1, null), sender(1, 1), sender(2, 1)])
    plant.setActive(idOf('receiver', 1), active({ on: true, legs: [receives(north, '10.0.0.1')] }), '1:0')
    expect(route(plant, 1)).toMatchObject({ active: true, senderId: null, inferred: false })
    plant.setActive(idOf('sender', 2), active({ on: true, legs: [sends(north, '10.0.0.2')] }), '1:0')
    expect(route(plant, 1)?.senderId).toBeNull()
    plant.setActive(idOf('sender', 1), active({ on: true, legs: [sends(north)] }), '1:0')
    expect(route(plant, 1)).toMatchObject({ senderId: idOf('sender', 1), inferred: true })
    plant.setActive(idOf('sender', 1), active({ on: true, legs: [sends('239.9.9.9')] }), '1:0')
    expect(route(plant, 1)).toMatchObject({ active: true, senderId: null, inferred: false })
  })

  it('are not guessed where two senders have the address', () => {
    const { plant, pen } = emptyPlant()
    pen.put([receiver(1, 1, null), sender(1, 1), sender(2, 1)])
    plant.setActive(idOf('receiver', 1), active({ on: true, legs: [receives(north)] }), '1:0')
    plant.setActive(idOf('sender', 1), active({ on: true, legs: [sends(north, '10.0.0.1')] }), '1:0')
    plant.setActive(idOf('sender', 2), active({ on: true, legs: [sends(north, '10.0.0.2')] }), '1:0')
    expect(route(plant, 1)?.senderId).toBeNull()
    plant.setActive(idOf('sender', 2), active({ on: false, legs: [sends(north, '10.0.0.2')] }), '1:0')
    expect(route(plant, 1)?.senderId).toBe(idOf('sender', 1))
  })

  it('keep the id of a sender that nobody knows', () => {
    const { plant, pen } = emptyPlant()
    pen.put([receiver(1, 1, 77)])
    expect(route(plant, 1)).toMatchObject({ active: true, senderId: idOf('sender', 77), inferred: false })
  })
})

describe('places', () => {
  const tags = (site: string, room?: string) => ({
    tags: { site: [site], ...(room === undefined ? {} : { room: [room] }) },
  })
  const placeOf = (plant: ReturnType<typeof emptyPlant>['plant'], id: string) => [
    plant.get(id)?.site,
    plant.get(id)?.room,
  ]

  it('are inherited, whatever comes first, and move with the node', () => {
    const { plant, pen } = emptyPlant()
    pen.put([receiver(1, 1), sender(1, 2)])
    pen.put([device(1, 1, { tags: { 'urn:x-nmos:tag:room/v1.0': ['Studio 1'] } }), device(2, 1)])
    pen.put([resource('node', 1, tags('Main', 'MCR'))])
    expect(placeOf(plant, idOf('receiver', 1))).toEqual(['Main', 'Studio 1'])
    expect(placeOf(plant, idOf('sender', 1))).toEqual(['Main', 'MCR'])
    pen.put([resource('node', 1, { ...tags('Truck', 'A'), version: '1:1' })])
    expect(placeOf(plant, idOf('receiver', 1))).toEqual(['Truck', 'Studio 1'])
    expect(plant.inSite('Main')).toEqual([])
    expect(plant.inSite('Truck').length).toBe(5)
    expect(plant.inRoom('A').map(({ id }) => id)).toContain(idOf('sender', 1))
  })

  it('come from the first rule that matches, where tags say nothing', () => {
    const { plant, pen } = emptyPlant()
    pen.put([resource('node', 1, { label: 'SNP-04' }), device(1, 1, { label: 'Frame' }), receiver(1, 1), device(2, 1)])
    plant.setPlacements([
      { match: { nodeLabel: 'snp-*', deviceLabel: 'fr*' }, site: 'Main', room: 'Frames' },
      { match: { nodeLabel: 'SNP*' }, site: 'Main', room: null },
    ])
    expect(placeOf(plant, idOf('receiver', 1))).toEqual(['Main', 'Frames'])
    expect(placeOf(plant, idOf('device', 2))).toEqual(['Main', null])
    pen.put([resource('node', 1, { label: 'CG-1', version: '1:1' })])
    expect(placeOf(plant, idOf('receiver', 1))).toEqual([null, null])
    plant.setPlacements([])
    expect(plant.inSite('Main')).toEqual([])
  })
})

describe('aliases', () => {
  it('wait for what they name, and go', () => {
    const { plant, pen } = emptyPlant()
    plant.setAliases(new Map([[idOf('node', 1), 'Rack 7']]))
    pen.put([resource('node', 1)])
    expect(plant.get(idOf('node', 1))?.alias).toBe('Rack 7')
    plant.setAlias(idOf('node', 1), null)
    expect(plant.get(idOf('node', 1))?.alias).toBeNull()
  })
})

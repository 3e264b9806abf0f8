import ELK from 'elkjs/lib/elk.bundled.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextGraph } from '../../../../../src/renderer/views/topology/graphModel'
import { columnsOf } from '../../../../../src/renderer/views/topology/layout/columns'
import { fromElk, toElk } from '../../../../../src/renderer/views/topology/layout/elkGraph'
import { gridLayout } from '../../../../../src/renderer/views/topology/layout/grid'
import { deviceHeight } from '../../../../../src/renderer/views/topology/layout/measures'
import type { Places, Rect } from '../../../../../src/renderer/views/topology/layout/places'
import {
  roleOf,
  structureOf,
  type DeviceShape,
  type Role,
  type Structure,
} from '../../../../../src/renderer/views/topology/layout/structure'
import { device, inputOf, receiver, sender } from '../plant'

const shape = fc.record({
  ports: fc.integer({ min: 0, max: 70 }),
  role: fc.constantFrom<Role[]>('source', 'processing', 'destination', 'bystander'),
})
const structure: fc.Arbitrary<Structure> = fc
  .array(fc.array(shape, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 9 })
  .map((rooms) => ({
    key: '',
    rooms: rooms.map((devices, r) => ({
      key: `room ${String(r)}`,
      devices: devices.map((d, i) => ({ ...d, id: `${String(r)}.${String(i)}` })),
    })),
  }))

const apart = (a: Rect, b: Rect): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
const within = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** Everything has a place; rooms and devices keep clear of one another; a device is inside its room and as tall as its ports. */
function expectNeat({ rooms }: Structure, places: Places): void {
  const frames = [...places.rooms.values()]
  expect(frames).toHaveLength(rooms.length)
  frames.forEach((a, i) => {
    frames.slice(i + 1).forEach((b) => {
      expect(apart(a, b)).toBe(true)
    })
  })
  for (const room of rooms) {
    const frame = places.rooms.get(room.key)
    const boxes = room.devices.map((d) => ({ d, box: places.devices.get(d.id) }))
    boxes.forEach(({ d, box }, i) => {
      expect(frame !== undefined && box !== undefined && within(box, frame)).toBe(true)
      expect(box?.height).toBe(deviceHeight(d.ports))
      for (const other of boxes.slice(i + 1))
        expect(box !== undefined && other.box !== undefined && apart(box, other.box)).toBe(true)
    })
  }
}

describe('the plain arrangement', () => {
  it('is neat for any plant', () => {
    fc.assert(
      fc.property(structure, fc.double({ min: 0.4, max: 4, noNaN: true }), (given, aspect) => {
        expectNeat(given, gridLayout(given, aspect))
      }),
    )
  })

  it('has a place for one huge room', () => {
    const devices = Array.from({ length: 700 }, (_, i) => ({ id: String(i), ports: 10, role: 'source' as const }))
    const given = { key: '', rooms: [{ key: 'all', devices }] }
    const { rooms, devices: placed } = gridLayout(given, 1.6)
    const room = rooms.get('all')
    expect(placed.size).toBe(700)
    expect((room?.width ?? 0) / (room?.height ?? 1)).toBeGreaterThan(0.5)
    expect((room?.width ?? 0) / (room?.height ?? 1)).toBeLessThan(4)
  })
})

describe('the arrangement by ELK', () => {
  it('is neat, and layers sources before what processes before destinations', async () => {
    const elk = new ELK()
    await fc.assert(
      fc.asyncProperty(structure, async (given) => {
        const places = fromElk(await elk.layout(toElk(given, 1.6)))
        expectNeat(given, places)
        const order: readonly Role[] = ['source', 'processing', 'destination', 'bystander']
        for (const room of given.rooms) {
          const byRole = order.map((role) =>
            room.devices.filter((d) => d.role === role).map((d) => places.devices.get(d.id)?.x ?? NaN),
          )
          const flat = byRole.filter((xs) => xs.length > 0)
          flat.slice(1).forEach((xs, i) => {
            expect(Math.min(...xs)).toBeGreaterThan(Math.max(...(flat[i] ?? [])))
          })
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('columns', () => {
  it('keep the given order within a role', () => {
    const devices: DeviceShape[] = Array.from({ length: 30 }, (_, i) => ({ id: String(i), ports: 3, role: 'source' }))
    expect(columnsOf(devices).flatMap((column) => column.map((d) => d.id))).toEqual(devices.map((d) => d.id))
  })
})

describe('what a layout depends on', () => {
  const plant = [device('ccu'), sender('CAM 1', 'ccu'), device('wall'), receiver('MON 1', 'wall', null)]
  const keyOf = (records: Parameters<typeof inputOf>[0], part: Parameters<typeof inputOf>[1] = {}): string =>
    structureOf(nextGraph(null, inputOf(records, part))).key
  const key = keyOf(plant)

  it.each([
    ['a route', [...plant.slice(0, 3), receiver('MON 1', 'wall', 'CAM 1')]],
    ['a name', [device('ccu', { alias: 'ZZ' }), ...plant.slice(1)]],
    ['a state', [device('ccu', { status: 'offline' }), ...plant.slice(1)]],
  ])('is not %s', (_, records) => {
    expect(keyOf(records)).toBe(key)
  })

  it.each([
    ['a port', [...plant, sender('CAM 2', 'ccu')]],
    ['a device', [...plant, device('desk')]],
    ['the room', [device('ccu', { room: 'Studio A' }), ...plant.slice(1)]],
  ])('is %s', (_, records) => {
    expect(keyOf(records)).not.toBe(key)
  })

  it('is not whether a room is folded', () => {
    expect(keyOf(plant, { collapsed: new Set(['North|MCR']) })).toBe(key)
  })
})

describe('the role of a device', () => {
  const ports = (senders: number, receivers: number, tallies: number): Role => {
    const records = [
      device('d'),
      ...Array.from({ length: senders }, (_, i) => sender(`s${String(i)}`, 'd')),
      ...Array.from({ length: receivers }, (_, i) => receiver(`r${String(i)}`, 'd', null)),
      ...Array.from({ length: tallies }, (_, i) => receiver(`t${String(i)}`, 'd', null, { format: 'data' })),
    ]
    const found = nextGraph(null, inputOf(records)).devices.get('d')
    return found === undefined ? 'bystander' : roleOf(found)
  }
  it.each([
    ['a camera with returns and tallies', 4, 2, 4, 'source'],
    ['a switcher', 4, 8, 0, 'processing'],
    ['a multiviewer with two heads', 2, 7, 0, 'destination'],
    ['a lamp that hears tallies only', 0, 0, 2, 'destination'],
    ['one without ports', 0, 0, 0, 'bystander'],
  ] as const)('%s', (_, senders, receivers, tallies, role) => {
    expect(ports(senders, receivers, tallies)).toBe(role)
  })
})

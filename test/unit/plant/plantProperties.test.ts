import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LightRecord, Placement } from '../../../src/contract'
import type { Resource } from '../../../src/main/nmos/resources'
import { RESOURCE_KINDS } from '../../../src/main/nmos/resources'
import { createPictureFeed, pictureSnapshot } from '../../../src/main/plant/picture'
import type { Plant, PlantDiff, PlantEntry } from '../../../src/main/plant/plant'
import { active, device, emptyPlant, idOf, receiver, receives, resource, sender, sends } from './samples'

const SIZE = 4
const WITNESSES = ['north', 'south', 'node-1']
const GROUPS = ['239.0.0.1', '239.0.0.2']
const SITES = ['Main', 'Truck']

const place = fc.nat(SIZE - 1)
const version = fc.nat(5).map((n) => `1:${n}`)
const tags = fc.record({
  tags: fc
    .option(fc.constantFrom(...SITES), { nil: undefined })
    .map((site) => (site === undefined ? {} : { site: [site], room: [`${site} 1`] })),
  version,
  label: fc.constantFrom('x', 'y'),
})

const FORMATS = ['urn:x-nmos:format:video', 'urn:x-nmos:format:audio']
const CONTROLS = [{ href: 'http://10.0.0.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }]

const anything: fc.Arbitrary<Resource> = fc.oneof(
  fc.tuple(place, tags).map(([n, more]) => resource('node', n, more)),
  fc
    .tuple(place, place, tags, fc.boolean())
    .map(([n, on, more, can]) => device(n, on, { ...more, controls: can ? CONTROLS : [] })),
  fc
    .tuple(place, place, version, fc.constantFrom(...FORMATS))
    .map(([n, on, v, format]) => resource('flow', n, { device_id: idOf('device', on), format, version: v })),
  fc
    .tuple(place, place, place, version, fc.boolean())
    .map(([n, on, flow, v, isOn]) =>
      sender(n, on, { flow_id: idOf('flow', flow), version: v, subscription: { active: isOn, receiver_id: null } }),
    ),
  fc
    .tuple(place, place, fc.option(place, { nil: null }), version, fc.boolean())
    .map(([n, on, from, v, isOn]) => receiver(n, on, isOn ? from : undefined, { version: v })),
)

/** What there is at the beginning, so that what follows meets something. */
const everything: readonly Resource[] = Array.from({ length: SIZE }, (_, n) => [
  resource('node', n),
  device(n, n),
  sender(n, n, { flow_id: idOf('flow', n) }),
  receiver(n, n, null),
]).flat()

type Write = (plant: Plant, world: { ms: number; rules: readonly Placement[] }) => void

const anId = fc.tuple(fc.constantFrom(...RESOURCE_KINDS), place).map(([kind, n]) => idOf(kind, n))
const pen = (plant: Plant, id: string) => plant.witnessed({ id, kind: 'registry', label: id })
const witness = fc.constantFrom(...WITNESSES)

const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(witness, fc.array(anything, { maxLength: 5 })).map(([by, all]): Write => (plant) => {
      pen(plant, by).put(all)
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(witness, fc.array(anId, { maxLength: 4 })).map(([by, ids]): Write => (plant) => {
      pen(plant, by).remove(ids)
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        witness,
        fc.array(
          fc.oneof(
            anything.map((one) => ({ type: 'put' as const, resource: one })),
            anId.map((id) => ({ type: 'remove' as const, id })),
          ),
          { maxLength: 6 },
        ),
      )
      .map(([by, changes]): Write => (plant) => {
        pen(plant, by).apply(changes)
      }),
  },
  fc.tuple(witness, fc.constantFrom(...RESOURCE_KINDS), fc.array(anId)).map(([by, kind, ids]): Write => (plant) => {
    pen(plant, by).reconcile(kind, new Set(ids))
  }),
  fc.tuple(witness).map(([by]): Write => (plant) => {
    pen(plant, by).withdraw()
  }),
  {
    weight: 3,
    arbitrary: fc
      .tuple(place, fc.constantFrom(...GROUPS), version, fc.boolean())
      .map(([n, ip, v, on]): Write => (plant) => {
        plant.setActive(idOf('sender', n), active({ on, legs: [sends(ip)] }), v)
      }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(place, fc.constantFrom(...GROUPS), version, fc.boolean(), fc.option(place, { nil: null }))
      .map(([n, ip, v, on, from]): Write => (plant) => {
        plant.setActive(
          idOf('receiver', n),
          active({ on, peer: from === null ? null : idOf('sender', from), legs: [receives(ip)] }),
          v,
        )
      }),
  },
  fc.tuple(anId, fc.option(fc.constant('An alias'), { nil: null })).map(([id, alias]): Write => (plant) => {
    plant.setAlias(id, alias)
  }),
  fc
    .tuple(fc.constantFrom('x', 'y', '*'), fc.option(fc.constantFrom(...SITES), { nil: null }))
    .map(([label, site]): Write => (plant, world) => {
      world.rules = [{ match: { nodeLabel: label }, site, room: 'By rule' }]
      plant.setPlacements(world.rules)
    }),
  anId.map((id): Write => (plant) => {
    plant.forget(id)
  }),
  fc.nat(1000).map((ms): Write => (_, world) => {
    world.ms += ms
  }),
)

const all = (plant: Plant): readonly PlantEntry[] => RESOURCE_KINDS.flatMap((kind) => [...plant.all(kind)])
const ids = (entries: Iterable<PlantEntry>) => [...entries].map(({ id }) => id).sort()

/** The indexes as they would be made from the entries alone. */
function checkIndexes(plant: Plant): void {
  const entries = all(plant)
  const where = (holds: (entry: PlantEntry) => boolean) => ids(entries.filter(holds))
  for (const entry of entries) expect(plant.get(entry.id)).toBe(entry)
  for (let n = 0; n < SIZE; n += 1) {
    const on = (kind: string) => (e: PlantEntry) =>
      e.kind === kind && 'device_id' in e.resource && e.resource.device_id === idOf('device', n)
    expect(ids(plant.sendersOfDevice(idOf('device', n)))).toEqual(where(on('sender')))
    expect(ids(plant.receiversOfDevice(idOf('device', n)))).toEqual(where(on('receiver')))
    expect(ids(plant.devicesOfNode(idOf('node', n)))).toEqual(
      where((e) => e.resource.kind === 'device' && e.resource.node_id === idOf('node', n)),
    )
    expect(ids(plant.sendersOfFlow(idOf('flow', n)))).toEqual(
      where((e) => e.resource.kind === 'sender' && e.resource.flow_id === idOf('flow', n)),
    )
    expect(ids(plant.receiversOfSender(idOf('sender', n)))).toEqual(
      where(
        (e) => e.kind === 'receiver' && e.connection?.active === true && e.connection.senderId === idOf('sender', n),
      ),
    )
  }
  for (const site of SITES) expect(ids(plant.inSite(site))).toEqual(where((e) => e.site === site))
  expect(ids(plant.inRoom('By rule'))).toEqual(where((e) => e.room === 'By rule'))
  const picture = pictureSnapshot(plant).records
  for (const kind of ['sender', 'receiver'] as const) {
    for (const format of ['video', 'audio', 'unknown'] as const) {
      expect(ids(plant.ofFormat(kind, format))).toEqual(
        picture
          .filter((r) => r.kind === kind && r.format === format)
          .map(({ id }) => id)
          .sort(),
      )
    }
  }
  expect(plant.counts().offline).toBe(entries.filter(({ status }) => status === 'offline').length)
  expect(plant.counts().routes).toBe(
    entries.filter(({ connection }) => connection?.active === true && connection.senderId !== null).length,
  )
}

/** Making every entry anew must change nothing: all that depends on another had been brought up to date. */
function checkFromScratch(plant: Plant, rules: readonly Placement[]): void {
  const before = plant.seq()
  plant.setPlacements(rules)
  expect(plant.seq()).toBe(before)
}

describe('any sequence of writes by several witnesses', () => {
  it('keeps indexes, diffs and picture as they would be from scratch', async () => {
    const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
    console.info(`plant properties: seed ${seed} (FC_SEED repeats it)`)
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 25 }), fc.nat(25), async (writes, askedFrom) => {
        const { plant, clock } = emptyPlant()
        const world = Object.assign(clock, { rules: [] as readonly Placement[] })
        const faults: unknown[] = []
        const replayed = new Map<string, PlantEntry>()
        let seq = 0
        plant.subscribe((diff) => {
          try {
            replay(diff)
          } catch (error) {
            faults.push(error)
          }
        })
        function replay(diff: PlantDiff): void {
          expect(diff.seq).toBe((seq += 1))
          expect(diff.added.length + diff.updated.length + diff.removed.length).toBeGreaterThan(0)
          for (const entry of diff.added) {
            expect(replayed.has(entry.id)).toBe(false)
            replayed.set(entry.id, entry)
          }
          for (const [from, to] of diff.updated) {
            expect(replayed.get(from.id)).toBe(from)
            replayed.set(to.id, to)
          }
          for (const entry of diff.removed) {
            expect(replayed.get(entry.id)).toBe(entry)
            replayed.delete(entry.id)
          }
        }
        const feed = createPictureFeed(plant, { coalesceMs: 0 })
        const ending = new AbortController()
        const window = feed.watch(ending.signal)[Symbol.asyncIterator]()
        const records = new Map<string, LightRecord>()
        let shown = (await window.next()).value?.seq as number
        const begin: Write = () => pen(plant, 'north').put(everything)
        for (const [at, one] of [begin, ...writes].entries()) {
          one(plant, world)
          while (shown < feed.seq()) {
            const { value } = await window.next()
            if (value?.type !== 'patch') throw new Error('a patch was due')
            expect(value.seq).toBe((shown += 1))
            for (const record of value.put) {
              expect(records.get(record.id)).not.toEqual(record)
              records.set(record.id, record)
            }
            for (const id of value.removed) expect(records.delete(id)).toBe(true)
          }
          expect(faults).toEqual([])
          // Some indexes are made when they are first asked: at any moment they have to be right.
          if (at >= askedFrom) checkIndexes(plant)
          checkFromScratch(plant, world.rules)
          expect(new Map([...replayed].sort())).toEqual(
            new Map(
              all(plant)
                .map((e) => [e.id, e] as const)
                .sort(),
            ),
          )
          expect([...records.values()].sort(byId)).toEqual([...pictureSnapshot(plant).records].sort(byId))
        }
        ending.abort()
        feed.stop()
      }),
      { seed, numRuns: 200 },
    )
  })
})

function byId(a: LightRecord, b: LightRecord): number {
  return a.id < b.id ? -1 : 1
}

import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EventSource, type Tally, TallyEntry, TallyMapping, TallyMappingInput } from '../../../src/contract'
import { TallyError } from '../../../src/main/tally/tally'
import { until } from '../../support/until'
import { type TallyStage, engineer, tallyStage } from './tallyStage'

let stage: TallyStage

beforeAll(async () => {
  stage = await tallyStage({ brokers: (lab) => [{ name: 'default', url: lab.broker.url }] })
}, 60_000)
afterAll(async () => {
  await stage.stop()
})
afterEach(async () => {
  for (const { id } of stage.tally().mappings()) await stage.tally().remove(engineer, id)
  stage.listenTo([])
  await until(
    () => stage.tally().entries(),
    (entries) => entries.length === 0,
    10_000,
  )
})

const receiver = (name: string) => stage.lab.plant.receiver(name)
const sender = (name: string) => stage.lab.plant.sender(name)
const onAir = (tally: Tally | null) => tally?.state === 'on-air'
const to = (name: string) => ({ targets: [{ kind: 'receiver', id: receiver(name) }] })

describe('sources of events', () => {
  it('are all that the plant has, over both transports and of every type, with what they say', async () => {
    await stage.sourceIs('Temperature', ({ value }) => value === 21.5)
    const sources = stage.tally().sources()
    for (const one of sources) expect(EventSource.parse(one)).toEqual(one)
    const senders = [...stage.plant.all('sender')].filter(({ resource }) => /websocket|mqtt/.test(resource.transport))
    expect(sources).toHaveLength(senders.length)
    await stage.sourceIs('ON AIR TITLE', ({ value }) => value === 'Riverside News')
    await stage.sourceIs('STUDIO A STATE', ({ value }) => value === 'idle')
    await stage.sourceIs('PGM A STATUS', ({ value }) => typeof value === 'object' && value?.['source'] === 'CAM 1')
    expect(stage.source('TX 1 ON AIR')).toMatchObject({
      kind: 'is07',
      eventType: 'boolean',
      transport: 'websocket',
      state: 'live',
      problem: null,
      value: true,
    })
    expect(stage.source('REC 1 RECORDING')).toMatchObject({ transport: 'mqtt', state: 'live', value: false })
  })

  it('say what they say next, and one that is learned is the next that says something new', async () => {
    const learned = stage.tally().learn(20_000)
    await stage.fate('tally/set', { source: 'STUDIO A STATE', value: 'rehearsal' })
    expect(await learned).toMatchObject({ source: { label: 'STUDIO A STATE' }, value: 'rehearsal' })
    const byMqtt = stage.tally().learn(20_000)
    await stage.fate('tally/set', { source: 'Temperature', value: 23.5 })
    expect(await byMqtt).toMatchObject({ source: { label: 'Temperature', transport: 'mqtt' }, value: 23.5 })
    expect(await stage.tally().learn(0)).toBeNull()
  })

  it('that send what cannot be read keep what they said, and it is shown', async () => {
    await stage.map('TX 1 ON AIR', to('TX 1'))
    await stage.markIs(receiver('TX 1'), onAir)
    await stage.fate('tally/malformed', { source: 'TX 1 ON AIR', text: '{"message_type":"state"' })
    const after = await stage.sourceIs('TX 1 ON AIR', ({ problem }) => problem !== null)
    expect(after).toMatchObject({ value: true, state: 'live' })
    expect(after.problem).toContain('not JSON')
    expect(stage.mark(receiver('TX 1'))).toMatchObject({ state: 'on-air', stale: false })
  })

  it('whose clock is put back by an hour are asked what holds now: on air is not missed', async () => {
    await stage.map('TX 2 ON AIR', to('TX 2'))
    await stage.fate('tally/clock', { source: 'TX 2 ON AIR', offsetMs: 3_600_000 })
    await stage.fate('tally/set', { source: 'TX 2 ON AIR', value: false })
    const ahead = await stage.sourceIs('TX 2 ON AIR', ({ at }) => Date.parse(at ?? '') > Date.now() + 3_000_000)
    expect(ahead.state).toBe('live')
    await stage.fate('tally/clock', { source: 'TX 2 ON AIR', offsetMs: 0 })
    await stage.fate('tally/set', { source: 'TX 2 ON AIR', value: true })
    await stage.markIs(receiver('TX 2'), onAir)
    expect(stage.source('TX 2 ON AIR').problem).toContain('late')
    await stage.fate('tally/set', { source: 'TX 2 ON AIR', value: false })
    await stage.markIs(receiver('TX 2'), (tally) => tally === null)
  })
})

describe('what is on air', () => {
  it('is what a mapping says, and everything upstream that feeds it', async () => {
    const id = await stage.map('TX 1 ON AIR', { ...to('TX 1'), label: 'TX tally' })
    const mark = await stage.markIs(receiver('TX 1'), onAir)
    expect(mark).toMatchObject({ state: 'on-air', stale: false, by: 'TX tally' })
    expect(await stage.markIs(sender('PGM A'), onAir)).toMatchObject({ by: 'feeds TX 1' })
    const [mapping] = stage.tally().mappings()
    expect(TallyMapping.parse(mapping)).toMatchObject({ id, active: true, stale: false })
    const entries = stage.tally().entries()
    for (const entry of entries) expect(TallyEntry.parse(entry)).toEqual(entry)
    expect(entries.map(({ label, kind, senderId }) => [label, kind, senderId])).toEqual([
      ['PGM A', 'sender', null],
      ['TX 1', 'receiver', sender('PGM A')],
    ])
    await stage.fate('tally/toggle', { source: 'TX 1 ON AIR' })
    await stage.markIs(sender('PGM A'), (tally) => tally === null)
    expect(stage.mark(receiver('TX 1'))).toBeNull()
    expect(stage.tally().mappings()[0]).toMatchObject({ active: false })
    await stage.fate('tally/toggle', { source: 'TX 1 ON AIR' })
    await stage.markIs(receiver('TX 1'), onAir)
  })

  it('follows routes, and goes through a device that sends on what it gets', async () => {
    await stage.map('TX 1 ON AIR', to('MV 3'))
    await stage.markIs(receiver('MV 3'), onAir)
    expect(stage.mark(sender('PROC 1 OUT 1'))).toBeNull()
    await stage.fate('route', { receiverId: receiver('MV 3'), senderId: sender('PROC 1 OUT 1') })
    for (const [id, kind] of [
      [sender('PROC 1 OUT 1'), 'the converter’s output'],
      [receiver('PROC 1 IN 1'), 'the converter’s input'],
      [sender('PLAY 1'), 'what feeds the converter'],
    ] as const) {
      expect(await stage.markIs(id, onAir), kind).toMatchObject({ by: 'feeds MV 3' })
    }
    expect(stage.mark(sender('PLAY 2'))).toBeNull()
  })

  it('is said of all of a natural group, and the strongest of several is the mark', async () => {
    await stage.map('REC 1 RECORDING', { means: 'recording', targets: [{ kind: 'group', group: 'TX 1' }] })
    await stage.map('TX 2 ON AIR', { ...to('TX 1 captions'), label: 'captions' })
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: true })
    await stage.markIs(receiver('TX 1 audio'), (tally) => tally?.state === 'recording')
    await stage.markIs(receiver('TX 1 captions'), (tally) => tally?.state === 'recording')
    await stage.fate('tally/set', { source: 'TX 2 ON AIR', value: true })
    expect(await stage.markIs(receiver('TX 1 captions'), onAir)).toMatchObject({ by: 'captions' })
    const entry = stage
      .tally()
      .entries()
      .find(({ target }) => target === receiver('TX 1 captions'))
    expect(entry?.tallies.map(({ state }) => state)).toEqual(['on-air', 'recording'])
    await stage.fate('tally/set', { source: 'TX 2 ON AIR', value: false })
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: false })
  })

  it('is tested by value: an enum, a number, a field of an object', async () => {
    await stage.map('STUDIO A STATE', { ...to('MV 3'), when: { value: 'transmission' } })
    await stage.map('Temperature', { ...to('MV 6'), when: { operator: 'greater_than', value: 40 } })
    await stage.map('PGM A STATUS', { ...to('MV 7'), when: { path: 'source', operator: 'is', value: 'CAM 2' } })
    await stage.fate('tally/set', { source: 'STUDIO A STATE', value: 'transmission' })
    await stage.fate('tally/set', { source: 'Temperature', value: 41.5 })
    await stage.fate('tally/set', { source: 'PGM A STATUS', value: { source: 'CAM 2', onAir: true } })
    for (const name of ['MV 3', 'MV 6', 'MV 7']) await stage.markIs(receiver(name), onAir)
    // A field that is missing for once takes nothing off air.
    const { events } = stage.source('PGM A STATUS')
    await stage.fate('tally/set', { source: 'PGM A STATUS', value: { onAir: true } })
    await stage.sourceIs('PGM A STATUS', (one) => one.events > events)
    await stage.fate('tally/set', { source: 'STUDIO A STATE', value: 'idle' })
    await stage.markIs(receiver('MV 3'), (tally) => tally === null)
    expect(stage.mark(receiver('MV 7'))).toMatchObject({ state: 'on-air' })
  })

  it('of a source that never said anything is nothing', async () => {
    const source = 'is07:00000000-0000-4000-8000-000000000000'
    await stage.tally().create(engineer, TallyMappingInput.parse({ source, ...to('TX 2') }))
    expect(stage.tally().mappings()[0]).toMatchObject({ active: null, stale: false, since: null })
    expect(stage.mark(receiver('TX 2'))).toBeNull()
  })
})

describe('a source that is not heard any more', () => {
  it('counts as on air, on or off as it was, and says that it is stale, until it is back', async () => {
    await stage.map('TX 1 ON AIR', to('TX 1'))
    await stage.map('TX 2 ON AIR', to('TX 2'))
    await stage.markIs(receiver('TX 1'), onAir)
    expect(stage.mark(receiver('TX 2'))).toBeNull()
    await stage.fate('tally/silent', { source: 'TX 1 ON AIR' })
    for (const name of ['TX 1', 'TX 2']) {
      expect(await stage.markIs(receiver(name), (tally) => tally?.stale === true)).toMatchObject({ state: 'on-air' })
    }
    expect(stage.source('TX 1 ON AIR')).toMatchObject({ state: 'stale', value: true })
    expect(stage.source('TX 1 ON AIR').problem).not.toBeNull()
    expect(
      stage
        .tally()
        .mappings()
        .every(({ stale }) => stale),
    ).toBe(true)
    await stage.fate('tally/silent', { source: 'TX 1 ON AIR', on: false })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === false)
    await stage.markIs(receiver('TX 2'), (tally) => tally === null)
  })

  it('stays stale when its connections are taken again and again, and nothing comes over them', async () => {
    await stage.map('TX 1 ON AIR', to('TX 1'))
    await stage.markIs(receiver('TX 1'), onAir)
    await stage.fate('tally/silent', { source: 'TX 1 ON AIR' })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === true)
    const states = new Set<string>()
    const end = stage.plant.subscribe(() => states.add(String(stage.mark(receiver('TX 1'))?.stale)))
    // Opened, and given up after 600 ms, several times.
    await delay(3_000)
    end()
    expect([...states].filter((stale) => stale !== 'true')).toEqual([])
    expect(stage.source('TX 1 ON AIR')).toMatchObject({ state: 'stale' })
    await stage.fate('tally/silent', { source: 'TX 1 ON AIR', on: false })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === false)
  })

  it('stays on air when its node is gone from the plant, by either transport', async () => {
    await stage.map('TX 1 ON AIR', to('TX 1'))
    await stage.map('REC 1 RECORDING', { ...to('REC 1'), means: 'on-air' })
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: true })
    await stage.markIs(receiver('TX 1'), onAir)
    await stage.markIs(receiver('REC 1'), onAir)
    await stage.fate('node/gone', { node: 'TX-1' })
    await stage.fate('node/gone', { node: 'MEDIA-1' })
    await stage.markIs(receiver('REC 1'), (tally) => tally?.stale === true)
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === true)
    await stage.fate('node/back', { node: 'TX-1' })
    await stage.fate('node/back', { node: 'MEDIA-1' })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === false)
    await stage.markIs(receiver('REC 1'), (tally) => tally?.stale === false)
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: false })
  }, 60_000)

  it('stays on air when it says that it goes', async () => {
    await stage.map('TX 1 ON AIR', to('TX 1'))
    await stage.markIs(receiver('TX 1'), onAir)
    await stage.fate('tally/goodbye', { source: 'TX 1 ON AIR', type: 'shutdown' })
    await stage.markIs(receiver('TX 1'), (tally) => onAir(tally) && tally?.stale === true)
    await stage.fate('tally/set', { source: 'TX 1 ON AIR', value: true })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.stale === false)
  })
})

describe('a sender that is switched off', () => {
  it('leaves on air what it left on air, and says why', async () => {
    await stage.map('REC 1 RECORDING', { ...to('REC 1'), means: 'on-air' })
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: true })
    await stage.markIs(receiver('REC 1'), onAir)
    await stage.switchSender('REC 1 RECORDING', false)
    await stage.markIs(receiver('REC 1'), (tally) => tally?.stale === true)
    expect(stage.source('REC 1 RECORDING')).toMatchObject({ state: 'off', problem: 'Its sender is switched off.' })
    await stage.switchSender('REC 1 RECORDING', true)
    await stage.markIs(receiver('REC 1'), (tally) => tally?.stale === false)
    await stage.fate('tally/set', { source: 'REC 1 RECORDING', value: false })
  })
})

describe('plain topics', () => {
  it('are sources too: those named and those a wildcard finds, as JSON or text', async () => {
    stage.listenTo([
      { broker: 'default', topic: 'house/tally/+' },
      { broker: 'nobody', topic: 'x' },
    ])
    const link = stage.links.byName('default')
    if (link === null) throw new Error('There is no broker')
    await until(link.state, ({ state }) => state === 'live', 10_000)
    await link.publish('house/tally/7', 'ON', { qos: 1, retain: true })
    const found = await stage.sourceIs('house/tally/7', ({ value }) => value === 'ON')
    expect(found).toMatchObject({ id: 'mqtt:default/house/tally/7', kind: 'mqtt', state: 'live', at: null })
    expect(EventSource.parse(found)).toEqual(found)
    expect(stage.source('x')).toMatchObject({ state: 'off', value: null })
    await stage.map('house/tally/7', to('MV 6'))
    await stage.markIs(receiver('MV 6'), onAir)
    await link.publish('house/tally/7', '{"tally":false}', { qos: 1, retain: true })
    await stage.markIs(receiver('MV 6'), (tally) => tally === null)
    await link.publish('house/tally/7', '', { qos: 1, retain: true })
  })

  it('that a mapping names are heard without a setting', async () => {
    const link = stage.links.byName('default')
    if (link === null) throw new Error('There is no broker')
    await stage
      .tally()
      .create(engineer, TallyMappingInput.parse({ source: 'mqtt:default/studio/red/light', ...to('MV 6') }))
    await link.publish('studio/red/light', '1', { qos: 1, retain: true })
    await stage.markIs(receiver('MV 6'), onAir)
    await link.publish('studio/red/light', '', { qos: 1, retain: true })
  })
})

describe('mappings', () => {
  it('are kept over a restart, changed in what is named, and audited', async () => {
    const id = await stage.map('TX 1 ON AIR', { ...to('TX 1'), label: 'One' })
    await stage.restart()
    await stage.markIs(receiver('TX 1'), onAir)
    const changed = await stage.tally().update(engineer, id, { enabled: false })
    expect(changed).toMatchObject({ label: 'One', enabled: false, active: null })
    await stage.markIs(receiver('TX 1'), (tally) => tally === null)
    await stage.tally().update(engineer, id, { enabled: true, means: 'preset' })
    await stage.markIs(receiver('TX 1'), (tally) => tally?.state === 'preset')
    await stage.tally().remove(engineer, id)
    await stage.markIs(receiver('TX 1'), (tally) => tally === null)
    const { items } = await stage.store.audit.list({ target: id, limit: 10, cursor: null })
    expect(items.map(({ what, actor }) => [what, actor.name])).toEqual([
      ['tally.remove', 'Eva'],
      ['tally.update', 'Eva'],
      ['tally.update', 'Eva'],
      ['tally.create', 'Eva'],
    ])
  })

  it.each([
    ['a source that is none', { source: 'TX 1 ON AIR' }],
    ['a topic with a wildcard', { source: 'mqtt:default/tally/#' }],
    ['a topic without a broker', { source: 'mqtt:/tally' }],
  ])('with %s are refused', async (_, wish) => {
    const input = TallyMappingInput.parse({ ...wish, ...to('TX 1') })
    await expect(stage.tally().create(engineer, input)).rejects.toThrow(TallyError)
  })

  it('of what is not what it is said to be, of the same twice, or unknown, are refused', async () => {
    const asReceiver = { targets: [{ kind: 'receiver', id: sender('PGM A') }] }
    await expect(stage.map('TX 1 ON AIR', asReceiver)).rejects.toThrow('PGM A is a sender, not a receiver.')
    const twice = { targets: [...to('TX 1').targets, ...to('TX 1').targets] }
    await expect(stage.map('TX 1 ON AIR', twice)).rejects.toThrow('TX 1 is named twice')
    await expect(stage.tally().update(engineer, 'none', {})).rejects.toThrow(TallyError)
    await expect(stage.tally().remove(engineer, 'none')).rejects.toThrow(TallyError)
  })
})

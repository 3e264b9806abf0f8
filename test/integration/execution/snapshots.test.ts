import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Id, RunInput, SnapshotInput } from '../../../src/contract'
import { readSnapshotDocument } from '../../../src/main/execution/snapshots/snapshotDocument'
import { systemClock } from '../../../src/main/telemetry/clock'
import { type HouseStage, firing, person, saidNo, startHouse } from './houseStage'

const ada = person('Ada')

describe('snapshots', () => {
  let stage: HouseStage
  beforeAll(async () => {
    stage = await startHouse(systemClock)
  })
  afterAll(() => stage.stop())

  const snapshots = () => stage.house().snapshots
  const route = async (from: string | null, to: string): Promise<void> => {
    const receiverId = stage.receiver(to)
    const action =
      from === null
        ? ({ type: 'route.disconnect', receiverId } as const)
        : ({ type: 'route.connect', senderId: stage.sender(from), receiverId } as const)
    const run = await stage.house().execution.start(ada, RunInput.parse({ actions: [action], waitMs: 20_000 }))
    expect(run.state).toBe('succeeded')
  }
  const taken = (label: string, ids: readonly Id[]) =>
    snapshots().create(ada, SnapshotInput.parse({ label, scope: { kind: 'selection', ids } }))

  it('has all destinations of its scope, routed or not', async () => {
    const room = await snapshots().create(
      ada,
      SnapshotInput.parse({ label: 'Studio A', scope: { kind: 'room', room: 'Studio A' } }),
    )
    const inRoom = [...stage.plant().all('receiver')].filter((entry) => entry.room === 'Studio A')
    expect(room.receivers).toBe(inRoom.length)
    expect(room.routed).toBe(inRoom.filter((entry) => entry.connection?.active === true).length)
    expect(room.differs).toBe(0)
    const none = await saidNo(() =>
      snapshots().create(ada, SnapshotInput.parse({ label: 'X', scope: { kind: 'room', room: 'Cellar' } })),
    )
    expect(none.message).toBe('There is no destination in room Cellar.')
    await snapshots().remove(ada, room.id)
  })

  it('says what is otherwise now, and brings back that alone', async () => {
    await route('CAM 1', 'MON 1')
    await route('CAM 2', 'MON 2')
    await route(null, 'MON 3')
    const ids = ['MON 1', 'MON 2', 'MON 3'].map((name) => stage.receiver(name))
    const { id } = await taken('Before', ids)
    expect(snapshots().diff(id)).toEqual({ items: [], same: 3 })
    expect(await saidNo(() => snapshots().restore(ada, id, firing()))).toMatchObject({
      kind: 'state',
      message: 'Everything is as “Before” has it; there is nothing to restore.',
    })

    await route('CAM 3', 'MON 1')
    await route('CAM 4', 'MON 3')
    expect(snapshots().diff(id)).toMatchObject({
      same: 1,
      items: [
        { kind: 'changed', label: 'MON 1', text: 'MON 1: CAM 3 now, CAM 1 then' },
        { kind: 'changed', label: 'MON 3', text: 'MON 3: CAM 4 now, nothing then' },
      ],
    })
    expect(snapshots().list()).toMatchObject([{ id, differs: 2, receivers: 3, routed: 2 }])

    const run = await snapshots().restore(ada, id, firing())
    expect(run).toMatchObject({ state: 'succeeded', source: { kind: 'snapshot', id, label: 'Before' } })
    expect(run.actions.map((action) => ('expected' in action ? action.expected?.senderId : null))).toEqual([
      stage.sender('CAM 3'),
      stage.sender('CAM 4'),
    ])
    expect([stage.routeOf('MON 1'), stage.routeOf('MON 3')]).toEqual([stage.sender('CAM 1'), null])
    expect(snapshots().diff(id)).toEqual({ items: [], same: 3 })
    await snapshots().remove(ada, id)
    expect(snapshots().get(id)).toBeNull()
    expect(await saidNo(() => snapshots().diff(id))).toMatchObject({ kind: 'unknown' })
  })

  it('goes out as a document and comes in again, here or elsewhere', async () => {
    const { id, routes } = await taken('Travels', [stage.receiver('MON 1')])
    const document = snapshots().document(id)
    expect(document).toMatchObject({
      kind: 'signalbox-snapshot',
      version: 1,
      label: 'Travels',
      takenBy: { name: 'Ada' },
    })
    await stage.end()
    await stage.begin()
    expect(snapshots().document(id)).toEqual(document)
    const read = readSnapshotDocument(JSON.parse(JSON.stringify(document)) as Record<string, unknown>)
    if (!read.ok) throw new Error('it was not understood')
    const adopted = await snapshots().adopt(person('Bob'), read.document)
    expect(adopted.id).not.toBe(id)
    expect(adopted).toMatchObject({ label: 'Travels', takenBy: { name: 'Ada' }, routes })
    expect((await stage.audit(adopted.id)).map(({ what, actor }) => [what, actor.name])).toEqual([
      ['snapshot.import', 'Bob'],
    ])
  })

  it('names what is gone and restores the rest', async () => {
    await route('CAM 1', 'MON 1')
    const { id } = await taken('With a ghost', [stage.receiver('MON 1')])
    const ghost = { receiverId: 'ghost', receiverLabel: 'GHOST', active: false, senderId: null, senderLabel: null }
    const document = snapshots().document(id)
    const { id: adopted } = await snapshots().adopt(ada, {
      ...document,
      routes: [...document.routes, { ...ghost, format: 'video' }],
    })
    await route('CAM 2', 'MON 1')
    expect(snapshots().diff(adopted).items).toMatchObject([
      { kind: 'changed' },
      { kind: 'gone', label: 'GHOST', now: null },
    ])
    const run = await snapshots().restore(ada, adopted, firing())
    expect(run.changes.map(({ target, state, code }) => [target.id, state, code])).toEqual([
      [stage.receiver('MON 1'), 'verified', undefined],
      ['ghost', 'skipped', 'UNKNOWN_RECEIVER'],
    ])
  })
})

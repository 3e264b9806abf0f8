import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Action, SalvoCapture, SalvoInput } from '../../../src/contract'
import { systemClock } from '../../../src/main/telemetry/clock'
import { type HouseStage, firing, person, saidNo, startHouse } from './houseStage'

const ada = person('Ada')
const bob = person('Bob')

describe('salvos', () => {
  let stage: HouseStage
  beforeAll(async () => {
    stage = await startHouse(systemClock)
  })
  afterAll(() => stage.stop())

  const salvos = () => stage.house().salvos
  const connect = (from: string, to: string): Action => ({
    type: 'route.connect',
    senderId: stage.sender(from),
    receiverId: stage.receiver(to),
  })
  const disconnect = (to: string): Action => ({ type: 'route.disconnect', receiverId: stage.receiver(to) })
  const input = (label: string, actions: readonly Action[], more: Partial<SalvoInput> = {}): SalvoInput => ({
    ...SalvoInput.parse({ label, actions }),
    ...more,
  })

  it('is made, listed with the names of now, changed in what is named, and removed', async () => {
    const made = await salvos().create(ada, input('Line-up A', [connect('CAM 1', 'MON 1'), disconnect('MON 2')]))
    expect(made).toMatchObject({ label: 'Line-up A', revision: 1, editedBy: { name: 'Ada' } })
    expect(made.entries).toEqual([
      { senderLabel: 'CAM 1', receiverLabel: 'MON 1', missing: [] },
      { senderLabel: null, receiverLabel: 'MON 2', missing: [] },
    ])
    const changed = await salvos().update(bob, made.id, { folder: 'Evening', revision: 1 })
    expect(changed).toMatchObject({ folder: 'Evening', label: 'Line-up A', revision: 2, editedBy: { name: 'Bob' } })
    expect(salvos().list()).toEqual([changed])
    await salvos().remove(ada, made.id)
    expect(salvos().get(made.id)).toBeNull()
    expect((await stage.audit(made.id)).map(({ what }) => what)).toEqual([
      'salvo.remove',
      'salvo.update',
      'salvo.create',
    ])
  })

  it('says who saved meanwhile, and which salvo has the key', async () => {
    const one = await salvos().create(ada, input('One', [disconnect('MON 1')], { hotkey: 'F3' }))
    const two = await salvos().create(ada, input('Two', [disconnect('MON 1')]))
    await salvos().update(bob, one.id, { label: 'Uno', revision: 1 })
    const late = await saidNo(() => salvos().update(ada, one.id, { label: 'Eins', revision: 1 }))
    expect(late).toMatchObject({ kind: 'state', message: expect.stringContaining('Bob saved “Uno” at 20') as string })
    const taken = await saidNo(() => salvos().update(ada, two.id, { hotkey: 'F3' }))
    expect(taken).toMatchObject({ kind: 'state', message: 'F3 fires “Uno” already; give one of them another key.' })
    expect(
      await saidNo(() => salvos().create(ada, input('Three', [disconnect('MON 1')], { hotkey: 'F3' }))),
    ).toBeDefined()
    await salvos().update(ada, one.id, { hotkey: 'F3' })
    await salvos().remove(ada, one.id)
    expect(await salvos().update(ada, two.id, { hotkey: 'F3' })).toMatchObject({ hotkey: 'F3' })
    await salvos().remove(ada, two.id)
  })

  it('of two who take one key at once, one gets it', async () => {
    const both = await Promise.allSettled(
      ['Left', 'Right'].map((label) => salvos().create(ada, input(label, [disconnect('MON 1')], { hotkey: 'F9' }))),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const { id } of salvos().list()) await salvos().remove(ada, id)
  })

  it('may hold and switch one destination, but not switch it twice', async () => {
    const twice = await saidNo(() => salvos().create(ada, input('T', [connect('CAM 1', 'MON 1'), disconnect('MON 1')])))
    expect(twice).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/^MON 1 is in this salvo/) as string,
    })
    const hold: Action = { type: 'destination.protect', receiverId: stage.receiver('MON 1'), reason: '', durationS: 60 }
    const made = await salvos().create(ada, input('T', [connect('CAM 1', 'MON 1'), hold]))
    await salvos().remove(ada, made.id)
    const needs = await saidNo(() => salvos().create(ada, input('N', [{ ...connect('CAM 1', 'MON 1'), needs: [3] }])))
    expect(needs.message).toBe('Entry 1 waits for entry 4, and there are only 1.')
  })

  it('fires what is not refused, names the rest, and keeps what is gone', async () => {
    const gone = { type: 'route.connect', senderId: 'no-such-sender', receiverId: stage.receiver('MON 3') } as const
    const salvo = await salvos().create(
      ada,
      input('Mixed', [connect('CAM 4', 'MON 1'), gone, connect('CAM 3', 'MON 2')]),
    )
    expect(salvo.entries[1]).toEqual({
      senderLabel: 'no-such-sender',
      receiverLabel: 'MON 3',
      missing: ['no-such-sender'],
    })
    const run = await salvos().fire(ada, salvo.id, firing())
    expect(run).toMatchObject({ state: 'succeeded', source: { kind: 'salvo', id: salvo.id, label: 'Mixed' } })
    expect(run.compensation).toBeNull()
    expect(run.changes.map(({ target, state }) => [target.label, state])).toEqual([
      ['MON 1', 'verified'],
      ['MON 3', 'skipped'],
      ['MON 2', 'verified'],
    ])
    expect(run.changes[1]).toMatchObject({ code: 'UNKNOWN_SENDER' })
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 4'))
    const again = await salvos().fire(ada, salvo.id, firing())
    expect(again.changes.filter(({ code }) => code === 'ALREADY_SO')).toHaveLength(2)
    await salvos().remove(ada, salvo.id)
  })

  it('fires with its own options unless others are given', async () => {
    const salvo = await salvos().create(
      ada,
      input('Careful', [connect('CAM 1', 'MON 1')], { onFailure: 'auto-rollback', change: true }),
    )
    const plan = await salvos().fire(ada, salvo.id, firing({ dryRun: true }))
    expect(plan).toMatchObject({ state: 'planned', onFailure: 'auto-rollback', change: true })
    const other = await salvos().fire(ada, salvo.id, firing({ dryRun: true, onFailure: 'pause-and-ask' }))
    expect(other.onFailure).toBe('pause-and-ask')
    expect(await saidNo(() => salvos().fire(ada, 'nobody', firing()))).toMatchObject({ kind: 'unknown' })
    await salvos().remove(ada, salvo.id)
  })

  it('is captured from the routing of a selection, in its order', async () => {
    const ids = ['MON 2', 'MON 1', 'Switcher ME1/IN 4'].map((name) => stage.receiver(name))
    const capture = SalvoCapture.parse({ label: 'As it is', scope: { kind: 'selection', ids }, idle: true })
    const salvo = await salvos().capture(ada, capture)
    expect(salvo.entries.map(({ receiverLabel }) => receiverLabel)).toEqual(['MON 2', 'MON 1', 'IN 4'])
    expect(salvo.actions.map(({ type }) => type)).toEqual(['route.connect', 'route.connect', 'route.disconnect'])
    const routed = await salvos().capture(ada, { ...capture, label: 'Routed', idle: false })
    expect(routed.actions).toHaveLength(2)
    await salvos().remove(ada, salvo.id)
    await salvos().remove(ada, routed.id)
  })

  it('is not captured from nothing', async () => {
    const scope = { kind: 'selection', ids: [stage.receiver('Switcher ME1/IN 4')] } as const
    const idle = await saidNo(() => salvos().capture(ada, SalvoCapture.parse({ label: 'Empty', scope })))
    expect(idle.message).toBe('There is nothing to capture from one thing: nothing is routed there now.')
    const nowhere = { kind: 'room', room: 'Cellar' } as const
    const none = await saidNo(() => salvos().capture(ada, SalvoCapture.parse({ label: 'Empty', scope: nowhere })))
    expect(none).toMatchObject({ kind: 'invalid' })
  })

  it('survives a restart', async () => {
    const made = await salvos().create(ada, input('Kept', [connect('CAM 1', 'MON 1')], { hotkey: 'Ctrl+F1' }))
    await stage.end()
    await stage.begin()
    expect(salvos().get(made.id)).toEqual(made)
  })
})

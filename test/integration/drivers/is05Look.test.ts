import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../src/contract'
import { type DriverStage, asChange, startDriverStage } from './driverStage'

let stage: DriverStage
let receiverId: string
const { signal } = new AbortController()

const look = (change: Change) => stage.driver.look(change, signal)
const sender = (name: string) => stage.lab.plant.sender(name)
const take = (change: Change) => stage.send(change, { mode: 'now' })
const foreign = (senderName: string | null) =>
  stage.fate('route', { receiverId, senderId: senderName === null ? null : sender(senderName) })

/** The plant reads where the receiver and its senders are, as it does after each change that the registry tells of. */
async function readAnew(): Promise<void> {
  const names = ['CAM 1', 'CAM 3', 'CAM 4']
  const switched = names.map((name) => stage.change({ type: 'sender.activate', senderId: sender(name) }))
  const routed = stage.change({ type: 'route.disconnect', receiverId })
  for (const change of await Promise.all([...switched, routed])) await look(change)
}

/** The receiver is on a stream that its device does not name. */
const unnamed = () => stage.foreign(receiverId, { sender_id: null, activation: { mode: 'activate_immediate' } })

beforeAll(async () => {
  stage = await startDriverStage()
  receiverId = stage.lab.plant.receiver('MON 3')
})

afterAll(async () => {
  await stage.stop()
})

beforeEach(async () => {
  await foreign('CAM 1')
  await readAnew()
  await stage.writes()
})

describe('a look', () => {
  it('finds a change not begun, done, and undone by somebody else, in words; and tells the plant', async () => {
    const change = await stage.connect('CAM 4', 'MON 3')
    expect(await look(change)).toEqual({ kind: 'before', text: 'MON 3 is on CAM 1.' })
    await take(change)
    expect(await look(change)).toEqual({ kind: 'after', text: 'MON 3 is on CAM 4.' })
    await foreign('CAM 3')
    expect(await look(change)).toEqual({ kind: 'otherwise', text: 'MON 3 is on CAM 3.' })
    expect(stage.plant.entry('receiver', receiverId)?.connection?.senderId).toBe(sender('CAM 3'))
    await foreign(null)
    expect(await look(change)).toEqual({ kind: 'otherwise', text: 'MON 3 is on nothing.' })
  })

  it('reads once, and changes nothing', async () => {
    const change = await stage.connect('CAM 4', 'MON 3')
    await look(change)
    expect(await stage.writes()).toEqual([])
  })

  it('says why it could not read', async () => {
    const change = await stage.connect('CAM 4', 'MON 3')
    await stage.fate('node/gone', { node: 'SNP-04' })
    expect(await look(change)).toMatchObject({ kind: 'unread', error: { code: 'DEVICE_SILENT' } })
    await stage.fate('node/back', { node: 'SNP-04' })
    const gone = { ...change, target: { ...change.target, id: sender('CAM 1') } }
    expect(await look(gone)).toMatchObject({ kind: 'unread', error: { code: 'UNKNOWN_RECEIVER' } })
  })

  it('knows a stream that the device does not name by its legs', async () => {
    await unnamed()
    await readAnew()
    const change = await stage.connect('CAM 4', 'MON 3')
    expect(change.before).toMatchObject({ active: true, senderId: sender('CAM 1'), inferred: true })
    expect(await look(change)).toMatchObject({ kind: 'before' })
    const nobody = { ...change, before: { ...change.before, senderId: null, inferred: false } }
    expect(await look(nobody)).toMatchObject({ kind: 'before' })
    await foreign('CAM 3')
    expect(await look(change)).toMatchObject({ kind: 'otherwise' })
    expect(await look(nobody)).toMatchObject({ kind: 'otherwise' })
  })

  it('finds a sender switched', async () => {
    const change = await stage.change({ type: 'sender.deactivate', senderId: sender('CAM 2') })
    expect(await look(change)).toEqual({ kind: 'before', text: 'CAM 2 is on.' })
    await take(change)
    expect(await look(change)).toEqual({ kind: 'after', text: 'CAM 2 is off.' })
    await stage.fate('sender', { senderId: sender('CAM 2'), active: true })
  })
})

describe('the reverse', () => {
  it('puts a receiver back on what it was on', async () => {
    const change = await stage.connect('CAM 4', 'MON 3')
    await take(change)
    const back = stage.driver.reverse(change)
    expect(back).toMatchObject({ summary: 'MON 3: CAM 4 → CAM 1, 2 legs', before: change.after, after: change.before })
    if (back === null) throw new Error('there is no way back')
    await take(asChange(back))
    expect((await stage.active(receiverId)).sender_id).toBe(sender('CAM 1'))
    expect(await look(change)).toMatchObject({ kind: 'before' })
  })

  it('puts it back on the one leg that it was on', async () => {
    const small = stage.lab.plant.receiver('MV 7')
    const route = { type: 'route.connect', receiverId: small } as const
    const [onLeg2] = await stage.changes({ ...route, senderId: sender('CAM 1'), leg: 1 })
    if (onLeg2 === undefined) throw new Error('nothing was planned')
    await take(onLeg2)
    await look(onLeg2)
    const legs = (await stage.active(small)).transport_params
    const change = await stage.change({ ...route, senderId: sender('CAM 4') })
    await take(change)
    const back = stage.driver.reverse(change)
    expect(back?.summary).toBe('MV 7: CAM 4 → CAM 1, leg 2')
    if (back === null) throw new Error('there is no way back')
    await take(asChange(back))
    expect((await stage.active(small)).transport_params).toEqual(legs)
  })

  it('disconnects what was on nothing', async () => {
    await foreign(null)
    await readAnew()
    const change = await stage.connect('CAM 4', 'MON 3')
    expect(stage.driver.reverse(change)).toMatchObject({ summary: 'MON 3: CAM 4 → nothing', after: { active: false } })
  })

  it('is none where nobody can name what was there', async () => {
    await stage.foreign(receiverId, {
      sender_id: null,
      transport_params: [{ multicast_ip: '239.99.1.1' }, { multicast_ip: '239.99.1.2' }],
      activation: { mode: 'activate_immediate' },
    })
    await readAnew()
    const change = await stage.connect('CAM 4', 'MON 3')
    expect(change.summary).toContain('an unknown stream → CAM 4')
    expect(stage.driver.reverse(change)).toBeNull()
  })

  it('is none where nothing was changed', async () => {
    expect(stage.driver.reverse(await stage.connect('CAM 1', 'MON 3'))).toBeNull()
    const on = await stage.change({ type: 'sender.activate', senderId: sender('CAM 3') })
    expect(stage.driver.reverse(on)).toBeNull()
  })

  it('switches a sender off that was switched on for it', async () => {
    const changes = await stage.changes({
      type: 'route.connect',
      senderId: sender('PLAY 2 audio'),
      receiverId: stage.lab.plant.receiver('REC audio'),
    })
    expect(changes.map(({ summary }) => summary)).toEqual([
      'PLAY 2 audio: switched on',
      'REC audio: OUT 5.1 → PLAY 2 audio, 2 legs',
    ])
    const back = changes.map((change) => stage.driver.reverse(change)?.summary)
    expect(back).toEqual(['PLAY 2 audio: switched off', 'REC audio: PLAY 2 audio → OUT 5.1, 2 legs'])
  })
})

describe('a receiver switched off and on', () => {
  it('keeps what it was told to receive, by one PATCH of master_enable alone each', async () => {
    const legs = (await stage.active(receiverId)).transport_params
    const off = await stage.change({ type: 'receiver.disable', receiverId })
    expect(off.summary).toBe('MON 3: switched off (keeps CAM 1)')
    expect(await look(off)).toMatchObject({ kind: 'before' })
    expect(await take(off)).toMatchObject({ ok: true, warnings: [] })
    expect(await stage.driver.verify(off, signal)).toMatchObject({ ok: true })
    expect(await look(off)).toMatchObject({ kind: 'after' })
    expect(await stage.active(receiverId)).toMatchObject({ master_enable: false, sender_id: sender('CAM 1') })

    const on = await stage.change({ type: 'receiver.enable', receiverId })
    expect(on).toMatchObject({
      summary: 'MON 3: switched on (CAM 1)',
      before: { active: false, senderId: sender('CAM 1') },
      after: { active: true, senderId: sender('CAM 1') },
    })
    expect(await take(on)).toMatchObject({ ok: true, warnings: [] })
    expect(await stage.driver.verify(on, signal)).toMatchObject({ ok: true })
    expect(await stage.active(receiverId)).toMatchObject({
      master_enable: true,
      sender_id: sender('CAM 1'),
      transport_params: legs,
    })
    const patch = `PATCH single/receivers/${receiverId}/staged`
    expect(await stage.writes()).toEqual([patch, patch])
  })

  it('are each other’s reverse', async () => {
    const off = await stage.change({ type: 'receiver.disable', receiverId })
    const on = stage.driver.reverse(off)
    expect(on?.summary).toBe('MON 3: switched on (CAM 1)')
    if (on === null) throw new Error('there is no way back')
    expect(stage.driver.reverse(asChange(on))?.summary).toBe('MON 3: switched off (keeps CAM 1)')
    await take(off)
    await take(asChange(on))
    expect(await look(off)).toEqual({ kind: 'before', text: 'MON 3 is on CAM 1.' })
  })

  it('is not switched on where somebody has staged something else since', async () => {
    await take(await stage.change({ type: 'receiver.disable', receiverId }))
    const on = await stage.change({ type: 'receiver.enable', receiverId })
    await stage.foreign(receiverId, { sender_id: sender('CAM 3') })
    await expect(stage.request(on)).rejects.toThrow('MON 3 would come on with CAM 3, not CAM 1')
    const later = await stage.change({ type: 'receiver.enable', receiverId })
    expect(later.summary).toBe('MON 3: switched on (CAM 3)')
  })

  it('that is so already is planned with a warning', async () => {
    const enable = await stage.driver.plan({ type: 'receiver.enable', receiverId }, stage.plant, signal)
    expect(enable.warnings).toMatchObject([{ code: 'ALREADY_THERE', text: 'MON 3 is switched on already.' }])
    await foreign(null)
    await readAnew()
    const disable = await stage.driver.plan({ type: 'receiver.disable', receiverId }, stage.plant, signal)
    expect(disable.warnings).toMatchObject([{ code: 'ALREADY_THERE' }])
    expect(disable.changes[0]?.summary).toBe('MON 3: switched off')
  })

  it('would change to what somebody has staged, which is said', async () => {
    await stage.foreign(receiverId, { sender_id: sender('CAM 3') })
    const { warnings } = await stage.driver.plan({ type: 'receiver.enable', receiverId }, stage.plant, signal)
    expect(warnings).toMatchObject([{ code: 'STAGED_OTHERWISE' }])
  })

  it('on a sender that is off is mentioned', async () => {
    await take(await stage.change({ type: 'receiver.disable', receiverId }))
    await stage.fate('sender', { senderId: sender('CAM 1'), active: false })
    await readAnew()
    const { warnings } = await stage.driver.plan({ type: 'receiver.enable', receiverId }, stage.plant, signal)
    expect(warnings).toMatchObject([{ code: 'SENDER_INACTIVE', target: sender('CAM 1') }])
    await stage.fate('sender', { senderId: sender('CAM 1'), active: true })
  })

  it('is planned even where its device is silent, and says what is not known', async () => {
    await stage.fate('node/gone', { node: 'SNP-04' })
    const { changes, warnings } = await stage.driver.plan({ type: 'receiver.enable', receiverId }, stage.plant, signal)
    expect(changes).toHaveLength(1)
    expect(warnings.map(({ code }) => code)).toContain('STAGED_UNKNOWN')
    await stage.fate('node/back', { node: 'SNP-04' })
  })

  it('is not the business of a hold', async () => {
    const hold = { type: 'destination.lock', receiverId, reason: '', durationS: null } as const
    expect(await stage.changes(hold)).toEqual([])
  })
})

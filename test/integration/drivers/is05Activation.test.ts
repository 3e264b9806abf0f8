import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../src/contract'
import type { Sending } from '../../../src/main/drivers/driver'
import { compareVersions, formatTai, utcToTai } from '../../../src/main/nmos/tai'
import { endpointUrl, get, until } from '../lab/nodeClient'
import { type DriverStage, startDriverStage } from './driverStage'

let stage: DriverStage
let change: Change
let before: string | null | undefined
const { signal } = new AbortController()

/** So many ms ahead, as the devices count. */
const ahead = (ms: number): Extract<Sending, { readonly mode: 'at' }> => ({
  mode: 'at',
  time: formatTai(utcToTai(Date.now() + ms)),
})
const senderNow = async () => (await stage.active(change.target.id)).sender_id
const arrived = () => until(senderNow, (sender) => sender === change.after['senderId'])
const patch = () => `PATCH single/receivers/${change.target.id}/staged`

beforeAll(async () => {
  stage = await startDriverStage()
})

afterAll(async () => {
  await stage.stop()
})

beforeEach(async () => {
  const now = stage.lab.plant.receiver('MON 3')
  await stage.fate('route', { receiverId: now, senderId: stage.lab.plant.sender('CAM 1') })
  change = await stage.connect('CAM 4', 'MON 3')
  before = await senderNow()
  await stage.writes()
})

afterEach(async () => {
  await stage.foreign(change.target.id, { activation: { mode: null } })
})

describe('scheduled', () => {
  it('is accepted ahead, becomes active by itself, and says when', async () => {
    const sending = ahead(400)
    const sent = await stage.send(change, sending)
    expect(sent).toMatchObject({ ok: true, warnings: [], activatedAt: sending.time })
    expect(await senderNow()).toBe(before)
    await arrived()
    const verified = await stage.driver.verify(change, signal)
    expect(verified.ok && verified.activatedAt).toBe(sending.time)
    expect(await stage.writes()).toEqual([patch()])
  })

  it('is done although the answer was lost, if it is scheduled', async () => {
    await stage.fate('node/reset', { node: 'SNP-04' })
    const sending = ahead(60_000)
    expect(await stage.send(change, sending)).toMatchObject({
      ok: true,
      activatedAt: sending.time,
      detail: { settledBy: 'reading /staged' },
    })
    expect(await stage.writes()).toEqual([patch()])
  })

  it.each([
    [501, 'No', 'NO_SCHEDULED_ACTIVATION'],
    [400, 'Only activate_immediate is understood', 'NO_SCHEDULED_ACTIVATION'],
    [500, 'requested_time?', 'NO_SCHEDULED_ACTIVATION'],
    [500, 'PTP unlocked', 'REFUSED_BY_DEVICE'],
  ])('is refused with %d “%s” by devices that cannot: %s', async (code, error, expected) => {
    await stage.fate('node/without-schedules', { node: 'SNP-04', code, error })
    const sent = await stage.send(change, ahead(500))
    expect(sent).toMatchObject({ ok: false, error: { code: expected, device: { status: code, error } } })
    expect(await stage.send(change, { mode: 'now' })).toMatchObject({ ok: true })
    await stage.fate('node/without-schedules', { node: 'SNP-04', on: false })
  })

  it('holds the receiver for everybody else until then', async () => {
    await stage.send(change, ahead(60_000))
    expect(await stage.send(change, { mode: 'now' })).toMatchObject({ ok: false, error: { code: 'DEVICE_LOCKED' } })
  })
})

describe('staged', () => {
  it('is not active until it is activated, by a PATCH of the activation alone', async () => {
    expect(await stage.send(change, { mode: 'stage' })).toEqual({
      ok: true,
      warnings: [],
      detail: {},
      activatedAt: null,
    })
    expect((await stage.staged(change.target.id)).sender_id).toBe(change.after['senderId'])
    expect(await senderNow()).toBe(before)
    const activated = await stage.driver.activation(change).send({ mode: 'now' }, signal)
    expect(activated).toMatchObject({ ok: true, warnings: [], activatedAt: expect.stringContaining(':') as string })
    expect(await senderNow()).toBe(change.after['senderId'])
    expect(await stage.driver.verify(change, signal)).toMatchObject({ ok: true })
    expect(await stage.writes()).toEqual([patch(), patch()])
  })

  it('is activated at a moment', async () => {
    await stage.send(change, { mode: 'stage' })
    const sending = ahead(300)
    expect(await stage.driver.activation(change).send(sending, signal)).toMatchObject({
      ok: true,
      activatedAt: sending.time,
    })
    await arrived()
  })

  it('is staged although the answer was lost', async () => {
    await stage.fate('node/reset', { node: 'SNP-04' })
    expect(await stage.send(change, { mode: 'stage' })).toMatchObject({
      ok: true,
      activatedAt: null,
      detail: { settledBy: 'reading /staged' },
    })
  })

  it('that somebody else has staged over is mentioned when it is activated', async () => {
    await stage.send(change, { mode: 'stage' })
    await stage.foreign(change.target.id, { sender_id: stage.lab.plant.sender('CAM 3') })
    const activated = await stage.driver.activation(change).send({ mode: 'now' }, signal)
    expect(activated).toMatchObject({ ok: true, warnings: [{ code: 'STAGED_DIFFERS' }] })
    expect(await stage.driver.verify(change, signal)).toMatchObject({ ok: false, error: { code: 'NOT_VERIFIED' } })
  })
})

describe('discarded', () => {
  const both = async () => {
    const [staged, active] = await Promise.all([stage.staged(change.target.id), stage.active(change.target.id)])
    return { staged, active }
  }

  it('is what was staged: staged is what is active again', async () => {
    const whole = (await get(`${endpointUrl(stage.lab, change.target.id)}/staged`)).body
    await stage.send(change, { mode: 'stage' })
    expect(await stage.driver.discard(change, signal)).toMatchObject({ ok: true, activatedAt: null })
    expect((await get(`${endpointUrl(stage.lab, change.target.id)}/staged`)).body).toEqual(whole)
    expect(await senderNow()).toBe(before)
  })

  it('is what was scheduled: it is cancelled first', async () => {
    await stage.send(change, ahead(60_000))
    expect(await stage.driver.discard(change, signal)).toMatchObject({ ok: true })
    const { staged, active } = await both()
    expect(staged.activation.mode).toBeNull()
    expect([staged.sender_id, active.sender_id]).toEqual([before, before])
    expect(await stage.writes()).toEqual([patch(), patch(), patch()])
  })

  it('is nothing where nothing is staged, and nothing is sent', async () => {
    expect(await stage.driver.discard(change, signal)).toMatchObject({ ok: true })
    expect(await stage.writes()).toEqual([])
  })

  it('is not what the device refuses to give up', async () => {
    await stage.send(change, { mode: 'stage' })
    await stage.fate('port/refuse', { id: change.target.id, error: 'Busy' })
    expect(await stage.driver.discard(change, signal)).toMatchObject({
      ok: false,
      error: { code: 'REFUSED_BY_DEVICE', text: expect.stringContaining('Busy') as string },
    })
    await stage.driver.discard(change, signal)
  })

  it('is a sender that was to be switched off', async () => {
    const off = await stage.change({ type: 'sender.deactivate', senderId: stage.lab.plant.sender('CAM 2') })
    await stage.send(off, { mode: 'stage' })
    expect((await stage.staged(off.target.id)).master_enable).toBe(false)
    expect(await stage.driver.discard(off, signal)).toMatchObject({ ok: true })
    expect((await stage.staged(off.target.id)).master_enable).toBe(true)
  })
})

it('tells the moment that the answer named where /active names an earlier one', async () => {
  const late = formatTai(utcToTai(Date.now() + 3_600_000))
  await stage.send(change, { mode: 'now' })
  const read = await stage.driver.verify(change, signal)
  expect(read.ok && compareVersions(read.activatedAt ?? '', late)).toBeLessThan(0)
  expect(await stage.driver.verify({ ...change, activatedAt: late }, signal)).toMatchObject({
    ok: true,
    activatedAt: late,
  })
})

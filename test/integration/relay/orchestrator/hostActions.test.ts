import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../support/until'
import { type Decoder, ENGINEER, type RelayStage, type Voice, WAIT_MS, startRelay } from '../relayStage'

let stage: RelayStage
let app: Voice
let decoder: Decoder

beforeEach(async () => {
  stage = await startRelay({ relay: { actorRate: 1000, commandMs: 1_000 } })
  app = await stage.join()
  decoder = await stage.decoder('rpi-01')
})
afterEach(() => stage.stop())

let number = 0
const ask = (action: string, params: object, more: object = {}) => {
  number += 1
  return app.ask('ndi', { req_id: `n${String(number)}`, actor: 'app', action, params, ...more })
}
const mine = { device_id: 'rpi-01' }
const stop = { action: 'stop', params: mine }

describe('a reservation', () => {
  it('keeps everybody else off, and is held by broker/actor', async () => {
    const reserved = await ask('reserve', { ...mine, lease_s: 60 })
    expect(reserved).toMatchObject({ status: 'RESERVED', result: { unit: decoder.unit, owner: 'house/app' } })
    const { leases } = stage.house().relay
    expect(leases.canUse('ndi:house/rpi-01', 'house/app')).toBe(true)
    expect(leases.canUse('ndi:house/rpi-01', 'house/ui')).toBe(false)
    expect(stage.house().holds.of(decoder.unit)).toMatchObject({
      kind: 'lease',
      owner: { id: 'house/app', name: 'app' },
    })
    expect((await ask('stop', mine)).status).toBe('OK')
    const others = await ask('stop', mine, { actor: 'ui' })
    expect(others).toMatchObject({ status: 'ERROR', error: { code: 'LEASED' } })
    expect(others.error?.text).toContain('Reserved by app')
    const second = await ask('reserve', { ...mine, lease_s: 60 }, { actor: 'ui' })
    expect(second).toMatchObject({ status: 'ERROR', error: { code: 'LEASED' } })
    const byForce = await ask('release', mine, { actor: 'ui' })
    expect(byForce).toMatchObject({ status: 'ERROR', error: { code: 'LEASED' } })
    expect((await ask('release', mine)).status).toBe('RELEASED')
    expect((await ask('stop', mine, { actor: 'ui' })).status).toBe('OK')
  })

  it('is renewed by its owner, survives a restart, and ends by itself', async () => {
    const first = await ask('reserve', { ...mine, lease_s: 30 })
    const renewed = await ask('renew', { ...mine, lease_s: 600 })
    const untilOf = (event: typeof first): number => Date.parse(String(event.result?.['until']))
    expect(untilOf(renewed) - untilOf(first)).toBeGreaterThan(500_000)
    await stage.end()
    await stage.begin()
    expect(stage.house().relay.leases.get(decoder.unit)?.owner.id).toBe('house/app')
    await ask('renew', { ...mine, lease_s: 1 })
    await until(
      () => stage.house().relay.leases.list().length,
      (count) => count === 0,
      WAIT_MS,
    )
    const rows = await until(
      async () => (await stage.store().audit.list({ target: decoder.unit, limit: 50, cursor: null })).items,
      (all) => all.some(({ what }) => what === 'lease.expire'),
      WAIT_MS,
    )
    expect(rows.map(({ what }) => what).reverse()).toEqual([
      'lease.reserve',
      'lease.renew',
      'lease.renew',
      'lease.expire',
    ])
    expect(rows[0]?.summary).toBe('Decoder rpi-01: the reservation by app has ended')
  })

  it('shares guard and view with locks: neither gets past the other', async () => {
    const receiverId = decoder.unit
    const { house } = stage
    await until(
      () => stage.plant().entry('receiver', receiverId)?.id,
      (id) => id === receiverId,
      WAIT_MS,
    )
    const lock = { type: 'destination.lock' as const, receiverId, reason: 'on air', durationS: null }
    const options = {
      ...{ dryRun: false, confirm: [], onRefused: 'refuse' as const, change: false, ifClosed: 'refuse' as const },
      ...{ activation: { mode: 'activate_immediate' as const }, waitMs: 5_000 },
    }
    await house().execution.start(ENGINEER, { actions: [lock], ...options })
    const refused = await ask('reserve', { ...mine, lease_s: 60 })
    expect(refused).toMatchObject({ status: 'ERROR', error: { code: 'LOCKED' } })
    expect(refused.error?.text).toContain('Locked by Eva')
    expect(await ask('stop', mine)).toMatchObject({ status: 'ERROR', error: { code: 'LOCKED' } })
    const release = { type: 'destination.release' as const, receiverId, reason: '' }
    await house().execution.start(ENGINEER, { actions: [release], ...options })
    await ask('reserve', { ...mine, lease_s: 60 })
    expect(stage.plant().entry('receiver', receiverId)?.marks.lock).toMatchObject({ kind: 'lease' })
    await expect(house().execution.start(ENGINEER, { actions: [lock], ...options })).rejects.toMatchObject({
      decisions: [{ code: 'LEASED' }],
    })
    await expect(house().relay.leases.release(ENGINEER, receiverId, '', () => ({}))).rejects.toMatchObject({
      decisions: [{ code: 'REASON_WANTED' }],
    })
    await house().relay.leases.release(ENGINEER, receiverId, 'the show is over', () => ({}))
    expect(house().holds.of(receiverId)).toBeNull()
  })

  it('is given to one of two who ask at once', async () => {
    const both = await Promise.all(['a', 'b'].map((actor) => ask('reserve', { ...mine, lease_s: 60 }, { actor })))
    expect(both.map(({ status }) => status).sort()).toEqual(['ERROR', 'RESERVED'])
  })
})

describe('a booking', () => {
  it('is done at its time as who asked for it, and guarded then', async () => {
    const at = new Date(Date.now() + 1_600).toISOString()
    const booked = await ask('schedule', { at, commands: [{ ...stop, device_id: 'rpi-01' }] })
    expect(booked).toMatchObject({ status: 'SCHEDULED', result: { at } })
    const id = String(booked.result?.['schedule_id'])
    await until(
      () => stage.house().scheduler.get(id)?.state,
      (state) => state === 'done',
      WAIT_MS,
    )
    expect(decoder.told).toMatchObject([{ action: 'stop', actor: 'app', params: { device_id: 'rpi-01' } }])
  })

  it('is refused at its time when somebody else has reserved the device', async () => {
    const at = new Date(Date.now() + 1_600).toISOString()
    const booked = await ask('schedule', { at, commands: [{ ...stop, device_id: 'rpi-01' }] })
    await ask('reserve', { ...mine, lease_s: 60 }, { actor: 'ui' })
    const id = String(booked.result?.['schedule_id'])
    await until(
      () => stage.house().scheduler.get(id)?.state,
      (state) => state !== 'waiting' && state !== 'running',
      WAIT_MS,
    )
    expect(decoder.told).toEqual([])
  })

  it('is booked once under one number, also over a restart, and can be cancelled', async () => {
    const params = { cron: '0 22 * * FRI', time_zone: 'Europe/Berlin', commands: [{ ...stop, device_id: 'rpi-01' }] }
    const message = { req_id: 'weekly', actor: 'app', action: 'schedule', params }
    const booked = await app.ask('ndi', message)
    expect(booked).toMatchObject({ status: 'SCHEDULED', result: { cron: '0 22 * * FRI' } })
    expect(await app.ask('ndi', message)).toEqual(booked)
    await stage.end()
    await stage.begin()
    expect(await app.ask('ndi', message)).toEqual(booked)
    expect(stage.house().scheduler.list({})).toMatchObject([{ cron: '0 22 * * FRI', timeZone: 'Europe/Berlin' }])
    const schedule_id = booked.result?.['schedule_id']
    expect(await ask('cancel', { schedule_id })).toMatchObject({ status: 'CANCELLED', result: { schedule_id } })
    expect(stage.house().scheduler.list({ state: 'waiting' })).toEqual([])
  })

  it('takes a time without an offset for one of its time zone', async () => {
    const commands = [{ ...stop, device_id: 'rpi-01' }]
    const booked = await ask('schedule', { at: '2099-07-01T12:00:00', time_zone: 'Europe/Berlin', commands })
    expect(booked.result).toMatchObject({ at: '2099-07-01T10:00:00.000Z' })
  })

  it.each([
    [
      'an unknown device',
      { at: '2099-07-01T12:00:00Z', commands: [{ device_id: 'rpi-9', action: 'stop' }] },
      'no device rpi-9',
    ],
    [
      'an unknown action',
      { at: '2099-07-01T12:00:00Z', commands: [{ device_id: 'rpi-01', action: 'fly' }] },
      'no action fly',
    ],
    [
      'two times',
      { at: '2099-07-01T12:00:00Z', cron: '0 0 * * *', commands: [{ device_id: 'rpi-01', action: 'stop' }] },
      'either at',
    ],
    [
      'a time that is over',
      { at: '2001-07-01T12:00:00', commands: [{ device_id: 'rpi-01', action: 'stop' }] },
      'is over',
    ],
    ['no time', { at: 'soon', commands: [{ device_id: 'rpi-01', action: 'stop' }] }, 'is no time'],
    [
      'no place',
      { cron: '0 0 * * *', time_zone: 'Moon/Sea', commands: [{ device_id: 'rpi-01', action: 'stop' }] },
      'no time zone',
    ],
    [
      'a day that never comes',
      { cron: '0 0 31 2 *', commands: [{ device_id: 'rpi-01', action: 'stop' }] },
      'never comes',
    ],
    ['nothing to do', { cron: '0 0 * * *', commands: [] }, 'commands'],
  ])('says at once what is wrong with it: %s', async (_, params, words) => {
    const answer = await ask('schedule', params)
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'INVALID_PARAMS' } })
    expect(answer.error?.text).toContain(words)
  })
})

it('lets nobody act over a connection that has the role viewer, whatever name is in the message', async () => {
  await stage.stop()
  stage = await startRelay({ role: 'viewer' })
  app = await stage.join()
  decoder = await stage.decoder('rpi-01')
  for (const [action, params] of [
    ['stop', mine],
    ['reserve', { ...mine, lease_s: 60 }],
  ] as const) {
    expect(await ask(action, params, { actor: 'admin' })).toMatchObject({ status: 'ERROR', error: { code: 'ROLE' } })
  }
  expect(decoder.told).toEqual([])
})

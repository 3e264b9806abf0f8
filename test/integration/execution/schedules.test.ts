import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Action,
  type Id,
  type Role,
  RunInput,
  SalvoInput,
  type Schedule,
  ScheduleInput,
  SnapshotInput,
} from '../../../src/contract'
import { type Clock, timestamp } from '../../../src/main/telemetry/clock'
import { until } from '../../support/until'
import { type HouseStage, firing, person, saidNo, startHouse } from './houseStage'

const ada = person('Ada')
const bob = person('Bob')
const HOUR = 3_600_000
/** A little more than a booking has to be ahead, ms. */
const SOON = 1_200
const LIMIT = 30_000

type Work = ScheduleInput['work']

describe('bookings', () => {
  let stage: HouseStage
  /** How far the house's clock is put forward, ms. */
  let ahead = 0
  const clock: Clock = { now: () => Date.now() + ahead }
  beforeAll(async () => {
    stage = await startHouse(clock)
  })
  afterAll(() => stage.stop())

  const scheduler = () => stage.house().scheduler
  const connect = (from: string, to: string): Action => ({
    type: 'route.connect',
    senderId: stage.sender(from),
    receiverId: stage.receiver(to),
  })
  const runOf = (...actions: readonly Action[]): Work => ({ kind: 'run', run: RunInput.parse({ actions }) })
  const takeOf = (from: string, to: string): Work => {
    const routes = [{ senderId: stage.sender(from), receiverId: stage.receiver(to) }]
    return ScheduleInput.parse({ at: timestamp(0), work: { kind: 'take', take: { routes } } }).work
  }
  const inMs = (ms: number, work: Work, more: Partial<ScheduleInput> = {}): ScheduleInput => ({
    ...ScheduleInput.parse({ at: timestamp(clock.now() + ms), work }),
    ...more,
  })
  const start = (...actions: readonly Action[]) =>
    stage.house().execution.start(ada, RunInput.parse({ actions, waitMs: 20_000 }))
  const end = (id: Id): Promise<Schedule | null> =>
    until(
      () => scheduler().get(id),
      (one) => one !== null && one.state !== 'waiting' && one.state !== 'running',
      LIMIT,
    )
  const mark = (name: string) => stage.plant().entry('receiver', stage.receiver(name))?.marks.booking ?? null

  it('a take is shown on its destination, done at its time as who booked it, and read back', async () => {
    await start(connect('CAM 1', 'MON 1'))
    const made = await scheduler().create(ada, inMs(SOON, takeOf('CAM 2', 'MON 1')))
    expect(made).toMatchObject({ state: 'waiting', summary: 'MON 1 → CAM 2', targets: [stage.receiver('MON 1')] })
    expect(mark('MON 1')).toEqual({ scheduleId: made.id, at: made.at, text: 'CAM 2' })
    const done = await end(made.id)
    expect(done).toMatchObject({ state: 'done', problem: null })
    expect(mark('MON 1')).toBeNull()
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 2'))
    const run = await stage.store().runs.get(done?.runId ?? '')
    expect(run).toMatchObject({
      state: 'succeeded',
      origin: 'schedule',
      actor: ada.actor,
      source: { kind: 'schedule', id: made.id, label: 'MON 1 → CAM 2' },
      changes: [{ state: 'verified' }],
    })
    expect((run?.createdAt ?? '') >= made.at).toBe(true)
    expect((await stage.audit(made.id)).map(({ what, outcome, runId }) => [what, outcome, runId])).toEqual([
      ['schedule.done', 'done', run?.id],
      ['schedule.create', 'done', null],
    ])
  })

  it('two for the same destination at the same instant: one after the other, each goes through the guard and is told', async () => {
    const at = timestamp(clock.now() + SOON)
    const wishes = [
      [ada, 'CAM 1'],
      [bob, 'CAM 2'],
    ] as const
    const made = await Promise.all(
      wishes.map(([asker, camera]) =>
        scheduler().create(asker, ScheduleInput.parse({ at, work: takeOf(camera, 'MON 2') })),
      ),
    )
    const ended = await Promise.all(made.map(({ id }) => end(id)))
    expect(ended).toMatchObject([
      { at, state: 'done', problem: null },
      { at, state: 'done', problem: null },
    ])
    const runs = await Promise.all(ended.map((one) => stage.store().runs.get(one?.runId ?? '')))
    expect(runs).toMatchObject([
      { state: 'succeeded', actor: ada.actor, changes: [{ state: 'verified' }] },
      { state: 'succeeded', actor: bob.actor, changes: [{ state: 'verified' }] },
    ])
    const [last] = runs
      .flatMap((run) => run?.changes ?? [])
      .sort((a, b) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? ''))
    const truth = stage.sender(last?.id === runs[0]?.changes[0]?.id ? 'CAM 1' : 'CAM 2')
    await until(
      () => stage.routeOf('MON 2'),
      (sender) => sender === truth,
      LIMIT,
    )
    for (const { id } of made) {
      expect((await stage.audit(id))[0]).toMatchObject({ what: 'schedule.done', outcome: 'done' })
    }
  })

  it('of two at the same instant the one that a protection is against is refused and told, and the other is done', async () => {
    const receiverId = stage.receiver('MON 3')
    await start({ type: 'destination.protect', receiverId, reason: 'on the wall', durationS: null })
    const at = timestamp(clock.now() + SOON)
    const book = (asker: typeof ada, camera: string) =>
      scheduler().create(asker, ScheduleInput.parse({ at, work: takeOf(camera, 'MON 3') }))
    const [hers, his] = await Promise.all([book(ada, 'CAM 1'), book(bob, 'CAM 2')])
    expect(await end(hers.id)).toMatchObject({ state: 'done', problem: null })
    const refused = await end(his.id)
    expect(refused?.state).toBe('failed')
    expect(refused?.problem).toMatch(/Ada/)
    await until(
      () => stage.routeOf('MON 3'),
      (sender) => sender === stage.sender('CAM 1'),
      LIMIT,
    )
    await start({ type: 'destination.release', receiverId, reason: '' })
  })

  it('the next one of a destination is shown, with the names of now', async () => {
    const later = await scheduler().create(ada, inMs(2 * HOUR, takeOf('CAM 3', 'MON 2')))
    const off = runOf({ type: 'route.disconnect', receiverId: stage.receiver('MON 2') })
    const sooner = await scheduler().create(ada, inMs(HOUR, off))
    expect(mark('MON 2')).toMatchObject({ scheduleId: sooner.id, text: 'nothing' })
    expect(scheduler().list({ target: stage.receiver('MON 2'), state: 'waiting' })).toEqual([sooner, later])
    const cancelled = await scheduler().cancel(bob, sooner.id)
    expect(cancelled).toMatchObject({ state: 'cancelled', problem: 'Cancelled by Bob.' })
    expect(await scheduler().cancel(bob, sooner.id)).toEqual(cancelled)
    expect(mark('MON 2')).toMatchObject({ scheduleId: later.id, text: 'CAM 3' })
    stage.plant().setAlias(stage.sender('CAM 3'), 'Jib')
    expect(mark('MON 2')?.text).toBe('Jib')
    stage.plant().setAlias(stage.sender('CAM 3'), null)
    await scheduler().cancel(ada, later.id)
    expect(mark('MON 2')).toBeNull()
    expect(await saidNo(() => scheduler().cancel(ada, 'nobody'))).toMatchObject({ kind: 'unknown' })
  })

  it('one with cron is done at each of its times, can be paused, and is in the calendar', async () => {
    const off = runOf({ type: 'route.disconnect', receiverId: stage.receiver('MON 3') })
    const input = ScheduleInput.parse({ cron: '*/5 * * * *', timeZone: 'Europe/Berlin', work: off })
    const made = await scheduler().create(ada, input)
    expect(Date.parse(made.at) % 300_000).toBe(0)
    const next = (schedule: Schedule, times: number): string => timestamp(Date.parse(schedule.at) + times * 300_000)
    const hour = scheduler().calendar(clock.now(), Date.parse(made.at) + HOUR)
    expect(hour.filter(({ scheduleId }) => scheduleId === made.id).map(({ at }) => at)).toEqual(
      Array.from({ length: 12 }, (_, index) => next(made, index)),
    )
    ahead += Date.parse(made.at) - clock.now() - 300
    const again = await until(
      () => scheduler().get(made.id),
      (one) => one?.last != null,
      LIMIT,
    )
    expect(again).toMatchObject({ state: 'waiting', at: next(made, 1), last: { at: made.at, state: 'done' } })
    const run = await stage.store().runs.get(again?.last?.runId ?? '')
    expect(run).toMatchObject({ state: 'succeeded', origin: 'schedule', source: { kind: 'schedule', id: made.id } })

    expect(await scheduler().pause(bob, made.id)).toMatchObject({ state: 'paused' })
    expect(
      scheduler()
        .calendar(clock.now(), clock.now() + HOUR)
        .some(({ scheduleId }) => scheduleId === made.id),
    ).toBe(false)
    // Two of its times go by.
    ahead += 700_000
    const resumed = await scheduler().resume(bob, made.id)
    expect(resumed).toMatchObject({ state: 'waiting', last: { at: made.at } })
    expect(Date.parse(resumed.at)).toBeGreaterThan(clock.now())
    expect(await scheduler().cancel(bob, made.id)).toMatchObject({ state: 'cancelled' })
    expect(await saidNo(() => scheduler().resume(bob, made.id))).toMatchObject({ kind: 'state' })
  })

  it.each([
    ['every morning', 'UTC', 'cannot be understood'],
    ['61 * * * *', 'UTC', 'cannot be understood'],
    ['0 6 * * *', 'Europe/Atlantis', 'no time zone'],
    ['0 6 * * *', '+01:00', 'no time zone'],
    ['0 0 30 2 *', 'UTC', 'never comes'],
  ])('the recurrence “%s” in %s is refused: %s', async (cron, timeZone, words) => {
    const input = ScheduleInput.parse({ cron, timeZone, work: takeOf('CAM 1', 'MON 1') })
    expect(await saidNo(() => scheduler().create(ada, input))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(words) as string,
    })
  })

  it('what cannot be is refused with a sentence', async () => {
    const work = takeOf('CAM 1', 'MON 1')
    const past = await saidNo(() => scheduler().create(ada, inMs(-1000, work)))
    expect(past).toMatchObject({ kind: 'invalid', message: expect.stringContaining('is over already') as string })
    expect(await saidNo(() => scheduler().create(ada, inMs(500, work)))).toMatchObject({
      message: expect.stringContaining('less than a second ahead') as string,
    })
    const ghost: Action = { type: 'route.disconnect', receiverId: 'ghost' }
    expect((await saidNo(() => scheduler().create(ada, inMs(HOUR, runOf(ghost))))).message).toBe(
      'The plant has no receiver with the id ghost.',
    )
    const dry: Work = { kind: 'run', run: RunInput.parse({ actions: [connect('CAM 1', 'MON 1')], dryRun: true }) }
    expect((await saidNo(() => scheduler().create(ada, inMs(HOUR, dry)))).message).toContain('dry run cannot be booked')
    const options = firing()
    for (const unknown of [
      { kind: 'salvo', salvoId: 'ghost', options },
      { kind: 'snapshot', snapshotId: 'ghost', options },
      { kind: 'activate', runId: 'ghost' },
    ] as const) {
      expect(await saidNo(() => scheduler().create(ada, inMs(HOUR, unknown)))).toMatchObject({ kind: 'unknown' })
    }
    const over = await start(connect('CAM 1', 'MON 1'))
    expect(await saidNo(() => scheduler().create(ada, inMs(HOUR, { kind: 'activate', runId: over.id })))).toMatchObject(
      {
        kind: 'state',
        message: expect.stringContaining('is succeeded') as string,
      },
    )
    expect(scheduler().list({ state: 'waiting' })).toEqual([])
  })

  it('what is refused at its time says why, and nothing is sent', async () => {
    await start(connect('CAM 1', 'MON 1'))
    const made = await scheduler().create(ada, inMs(SOON, takeOf('CAM 4', 'MON 1')))
    const lock: Action = {
      type: 'destination.lock',
      receiverId: stage.receiver('MON 1'),
      reason: 'on air',
      durationS: null,
    }
    const input = RunInput.parse({ actions: [lock], waitMs: 20_000 })
    expect((await stage.house().execution.start(bob, input)).state).toBe('succeeded')
    const failed = await end(made.id)
    expect(failed).toMatchObject({ state: 'failed', runId: null })
    expect(failed?.problem).toMatch(/^Refused; nothing was sent\. MON 1: Locked by Bob since .*: on air\./)
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 1'))
    expect((await saidNo(() => scheduler().cancel(ada, made.id))).message).toContain('is failed')
    const release: Action = { type: 'destination.release', receiverId: stage.receiver('MON 1'), reason: '' }
    await stage.house().execution.start(bob, RunInput.parse({ actions: [release], waitMs: 20_000 }))
  })

  const keyOf = async (id: Id, role: Role): Promise<void> => {
    const key = { id, label: id, role, createdAt: timestamp(clock.now()), lastUsedAt: null, revokedAt: null }
    await stage.store().keys.insert({ ...key, hash: id })
  }

  it('of a key that was revoked since is refused, in the audit too', async () => {
    await start(connect('CAM 1', 'MON 1'))
    await keyOf('cue', 'operator')
    const made = await scheduler().create(person('cue'), inMs(SOON, takeOf('CAM 2', 'MON 1')))
    const told: string[] = []
    const stop = scheduler().onChange(() => told.push(scheduler().get(made.id)?.state ?? ''))
    await stage.store().keys.revoke('cue', timestamp(clock.now()))
    expect(await end(made.id)).toMatchObject({
      ...{ state: 'failed', runId: null },
      problem:
        'Refused; nothing was sent. The API key “cue”, with which this was booked, was revoked since. Book it again with another.',
    })
    stop()
    expect(told.at(-1)).toBe('failed')
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 1'))
    expect((await stage.audit(made.id))[0]).toMatchObject({ what: 'schedule.failed', outcome: 'refused' })
  })

  it('of a key that may less now is done with what it may now', async () => {
    await keyOf('desk', 'operator')
    const lock: Action = { type: 'destination.lock', receiverId: stage.receiver('MON 1'), reason: '', durationS: 60 }
    await stage.house().execution.start(bob, RunInput.parse({ actions: [lock], waitMs: 20_000 }))
    const release: Action = { type: 'destination.release', receiverId: stage.receiver('MON 1'), reason: 'mine' }
    const made = await scheduler().create(person('desk', 'engineer'), inMs(SOON, runOf(release)))
    const other = await scheduler().create(person('desk', 'engineer'), inMs(SOON, takeOf('CAM 2', 'MON 2')))
    expect((await end(made.id))?.problem).toContain('Its owner, an engineer or an admin can release it.')
    const done = await end(other.id)
    expect((await stage.store().runs.get(done?.runId ?? ''))?.actor).toEqual(person('desk', 'operator').actor)
    await stage.house().execution.start(bob, RunInput.parse({ actions: [release], waitMs: 20_000 }))
  })

  it('salvos, snapshots and plans can be booked', async () => {
    await start(connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2'), connect('CAM 1', 'MON 3'))
    const salvo = await stage
      .house()
      .salvos.create(ada, SalvoInput.parse({ label: 'Line-up', actions: [connect('CAM 2', 'MON 1')] }))
    const scope = { kind: 'selection', ids: [stage.receiver('MON 2')] } as const
    const snapshot = await stage.house().snapshots.create(ada, SnapshotInput.parse({ label: 'Evening', scope }))
    await start(connect('CAM 3', 'MON 2'))
    const plan = await stage
      .house()
      .execution.start(ada, RunInput.parse({ actions: [connect('CAM 4', 'MON 3')], dryRun: true }))
    const options = firing()
    const works: readonly Work[] = [
      { kind: 'salvo', salvoId: salvo.id, options },
      { kind: 'snapshot', snapshotId: snapshot.id, options },
      { kind: 'activate', runId: plan.id },
    ]
    const made = await Promise.all(works.map((work) => scheduler().create(ada, inMs(SOON, work))))
    expect(made.map(({ summary }) => summary)).toEqual([
      'salvo Line-up',
      'snapshot Evening',
      `run ${plan.number}: MON 3 → CAM 4`,
    ])
    expect(['MON 1', 'MON 2', 'MON 3'].map((name) => mark(name)?.text)).toEqual([
      'salvo Line-up',
      'snapshot Evening',
      'CAM 4',
    ])
    for (const { id } of made) expect(await end(id)).toMatchObject({ state: 'done', problem: null })
    expect(['MON 1', 'MON 2', 'MON 3'].map(stage.routeOf)).toEqual(
      ['CAM 2', 'CAM 1', 'CAM 4'].map((name) => stage.sender(name)),
    )
    expect(scheduler().get(made[2]?.id ?? '')?.runId).toBe(plan.id)
  })

  it('survive a restart, and a clock that is put forward to just before their time', async () => {
    await start(connect('CAM 1', 'MON 1'))
    const made = await scheduler().create(ada, inMs(HOUR, takeOf('CAM 2', 'MON 1')))
    await stage.end()
    await stage.begin()
    expect(scheduler().get(made.id)).toEqual(made)
    expect(mark('MON 1')).toEqual({ scheduleId: made.id, at: made.at, text: 'CAM 2' })
    ahead += HOUR - 2_000
    expect(await end(made.id)).toMatchObject({ state: 'done' })
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 2'))
  })

  it('whose time was while nothing ran are missed, or done within their grace', async () => {
    await start(connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2'), connect('CAM 1', 'MON 3'))
    const wishes = [
      ['MON 1', { misfire: 'skip' }],
      ['MON 2', { misfire: 'run', graceS: 7_200 }],
      ['MON 3', { misfire: 'run', graceS: 60 }],
    ] as const
    const made: Schedule[] = []
    for (const [name, more] of wishes) {
      made.push(await scheduler().create(ada, inMs(HOUR, takeOf('CAM 2', name), more)))
    }
    await stage.end()
    ahead += HOUR + 120_000
    await stage.begin()
    const ends = await Promise.all(made.map(({ id }) => end(id)))
    expect(ends.map((one) => one?.state)).toEqual(['missed', 'done', 'missed'])
    const [first, , third] = made
    expect(ends[0]?.problem).toBe(`Signalbox was not running at ${first?.at ?? ''}; nothing was sent.`)
    expect(ends[2]?.problem).toMatch(
      new RegExp(`^Signalbox was not running at ${third?.at ?? ''}, and \\d+ s later is more than the 60 s of grace`),
    )
    const routes = ['MON 1', 'MON 2', 'MON 3'].map(stage.routeOf)
    expect(routes).toEqual(['CAM 1', 'CAM 2', 'CAM 1'].map((name) => stage.sender(name)))
  })

  it('long over when the clock is put forward are missed', async () => {
    const made = await scheduler().create(ada, inMs(HOUR, takeOf('CAM 3', 'MON 1')))
    ahead += 2 * HOUR
    const missed = await end(made.id)
    expect(missed?.state).toBe('missed')
    expect(missed?.problem).toContain('The machine slept, or its clock was put forward')
  })

  it('that were under way when the engine was killed are settled by the journal', async () => {
    await start(connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2'), connect('CAM 1', 'MON 3'))
    const names = ['MON 1', 'MON 2', 'MON 3']
    const made: Schedule[] = []
    for (const name of names) made.push(await scheduler().create(ada, inMs(HOUR, takeOf('CAM 4', name))))
    const [known, unnamed, unsent] = made
    if (known === undefined || unnamed === undefined || unsent === undefined) throw new Error('there are three')
    ahead += 2_000
    const at = timestamp(clock.now() - 1_000)
    const run = await start(connect('CAM 4', 'MON 1'))
    const byScheduler = await stage.house().execution.start(
      { actor: ada.actor, origin: 'schedule' },
      {
        ...RunInput.parse({ actions: [connect('CAM 4', 'MON 2')], waitMs: 20_000 }),
        source: { kind: 'schedule', id: unnamed.id, label: '' },
      },
    )
    const store = stage.store()
    await store.schedules.put({ ...known, at, state: 'running', runId: run.id }, [])
    await store.schedules.put({ ...unnamed, at, state: 'running' }, [])
    await store.schedules.put({ ...unsent, at, state: 'running' }, [])
    await stage.end()
    await stage.begin()
    expect(await end(known.id)).toMatchObject({ state: 'done', runId: run.id })
    expect(await end(unnamed.id)).toMatchObject({ state: 'done', runId: byScheduler.id })
    expect(await end(unsent.id)).toMatchObject({ state: 'missed', runId: null })
    expect(stage.routeOf('MON 3')).toBe(stage.sender('CAM 1'))
  })
})

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WindowInput } from '../../../src/contract'
import { createWindowBook } from '../../../src/main/execution/windows/createWindowBook'
import type { WindowBook } from '../../../src/main/execution/windows/windowBook'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock, timestamp } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { temporaryFolder } from '../store/temporaryFolder'
import { person, saidNo } from './houseStage'

const ada = person('Ada', 'engineer')
const bob = person('Bob', 'engineer')
const MINUTE = 60_000
const START = Date.UTC(2026, 10, 21, 20, 0)
const MON = { id: 'mon-1', site: 'Riverside', room: 'MCR', witnesses: new Set<string>() }

describe('windows', () => {
  const folder = temporaryFolder()
  let store: Store
  let book: WindowBook
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START - 10 * MINUTE })
    store = await openStore({ path: join(folder.path, 'signalbox.db'), clock: systemClock, logger: silentLogger })
    book = createWindowBook({ repository: store.windows, clock: systemClock, ids: randomUUID })
    await book.start()
    return async () => {
      for (const { id } of book.list()) await book.remove(ada, id)
      book.stop()
      await store.close()
    }
  })
  afterEach(() => {
    vi.useRealTimers()
    folder.remove()
  })

  const input = (more: Partial<WindowInput> = {}): WindowInput => ({
    ...WindowInput.parse({
      kind: 'change',
      label: 'Cabling',
      start: timestamp(START),
      end: timestamp(START + 30 * MINUTE),
      scope: { kind: 'room', room: 'MCR' },
    }),
    ...more,
  })

  it('opens and ends by the clock, and says so at the edges', async () => {
    const { id, state } = await book.create(ada, input())
    expect(state).toBe('waiting')
    await book.approve(bob, id)
    const told: string[] = []
    book.onChange(() => told.push(`${book.list()[0]?.state ?? 'none'}`))
    expect([book.openFor(MON), book.nextFor(MON)?.id]).toEqual([null, id])
    vi.advanceTimersByTime(10 * MINUTE - 1)
    expect([book.openFor(MON), told]).toEqual([null, []])
    vi.advanceTimersByTime(1)
    expect([book.openFor(MON)?.id, book.nextFor(MON), told]).toEqual([id, null, ['open']])
    expect(book.openFor({ ...MON, room: 'Studio A' })).toBeNull()
    vi.advanceTimersByTime(30 * MINUTE)
    expect([book.openFor(MON), book.nextFor(MON), told]).toEqual([null, null, ['open', 'over']])
    vi.advanceTimersByTime(31 * 24 * 60 * MINUTE)
    expect(book.list()).toEqual([])
  })

  it('counts when a second person has approved it, and for changes only', async () => {
    const { id } = await book.create(ada, input())
    const { id: other } = await book.create(ada, input({ kind: 'maintenance' }))
    await book.approve(bob, other)
    vi.setSystemTime(START + MINUTE)
    expect(book.openFor(MON)).toBeNull()
    expect(await saidNo(() => book.approve(ada, id))).toMatchObject({
      kind: 'state',
      message: 'You asked for “Cabling” yourself; somebody else has to approve it.',
    })
    expect(await book.approve(bob, id)).toMatchObject({ state: 'open', approval: { by: { name: 'Bob' } } })
    expect(book.openFor(MON)?.id).toBe(id)
    expect(await saidNo(() => book.approve(person('Cleo', 'admin'), id))).toMatchObject({
      kind: 'state',
      message: '“Cabling” was approved already, by Bob.',
    })
  })

  it('opens again and again, and says so at every edge, however far ahead', async () => {
    const { id, opening } = await book.create(
      ada,
      input({
        kind: 'maintenance',
        repeat: { cron: '0 2 1,2 JAN *', durationS: 3600, timeZone: 'Europe/Berlin' },
        policies: { on: ['strict'], off: ['pairs', 'tags'] },
        end: '2027-06-30T00:00:00.000Z',
      }),
    )
    expect(opening).toEqual({ start: '2027-01-01T01:00:00.000Z', end: '2027-01-01T02:00:00.000Z' })
    const told: string[] = []
    const end = book.onChange(() => {
      const { windows, on, off } = book.suspensions(MON)
      told.push(`${new Date().toISOString()} ${windows.length}: +${[...on.keys()].join()} -${[...off.keys()].join()}`)
    })
    vi.advanceTimersByTime(43 * 24 * 60 * MINUTE)
    expect(told).toEqual([
      '2027-01-01T01:00:00.000Z 1: +strict -pairs,tags',
      '2027-01-01T02:00:00.000Z 0: + -',
      '2027-01-02T01:00:00.000Z 1: +strict -pairs,tags',
      '2027-01-02T02:00:00.000Z 0: + -',
    ])
    end()
    vi.setSystemTime(Date.parse('2027-07-10T00:00:00Z'))
    expect(book.list()).toMatchObject([{ id, state: 'over', opening: null }])
  })

  it('a change window that repeats opens for changes, and the next opening is what is waited for', async () => {
    const repeat = { cron: '0 21 * * *', durationS: 1800, timeZone: 'UTC' }
    const { id } = await book.create(ada, input({ repeat, end: timestamp(START + 3 * 24 * 60 * MINUTE) }))
    await book.approve(bob, id)
    const first = timestamp(START + 60 * MINUTE)
    expect([book.openFor(MON), book.nextFor(MON)?.opening.start]).toEqual([null, first])
    vi.setSystemTime(START + 75 * MINUTE)
    expect([book.openFor(MON)?.opening.start, book.nextFor(MON)]).toEqual([first, null])
    vi.setSystemTime(START + 90 * MINUTE)
    expect([book.openFor(MON), book.nextFor(MON)?.opening.start]).toEqual([null, timestamp(START + 25 * 60 * MINUTE)])
  })

  it('switches policies while it is open: maintenance at once, a change window is in force once it is approved', async () => {
    vi.setSystemTime(START + MINUTE)
    expect(book.suspensions(MON).windows).toEqual([])
    const { id } = await book.create(ada, input({ kind: 'maintenance', policies: { on: [], off: ['pairs'] } }))
    const { id: change } = await book.create(ada, input())
    expect(book.suspensions(MON).windows.map((window) => window.id)).toEqual([id])
    expect(book.suspensions(MON).off.get('pairs')).toEqual({ windowId: id, label: 'Cabling' })
    expect(book.suspensions({ ...MON, room: 'Studio A' }).windows).toEqual([])
    await book.approve(bob, change)
    expect(new Set(book.suspensions(MON).windows.map((window) => window.id))).toEqual(new Set([id, change]))
    await book.remove(ada, id)
    expect(book.suspensions(MON).off.size).toBe(0)
    vi.setSystemTime(START - MINUTE)
    expect(book.suspensions(MON).windows).toEqual([])
  })

  const cron = (text: string, timeZone = 'UTC') => ({ repeat: { cron: text, durationS: 600, timeZone } })
  it.each<[string, Partial<WindowInput>, RegExp]>([
    ['an end before its start', { end: timestamp(START - 1) }, /^The window ends before it begins/],
    ['an expression that is none', cron('nightly'), /“nightly” cannot be understood/],
    ['a time zone that is none', cron('0 1 * * *', 'Mars/Olympus'), /no time zone “Mars\/Olympus”/],
    ['no moment between its start and its end', cron('0 3 * * *'), /would never open: “0 3 \* \* \*” has no moment/],
    ['no day of the calendar', { ...cron('0 0 30 2 *'), end: timestamp(START + 1e11) }, /would never open/],
    ['only moments that are over', { ...cron('0 1 * * *'), start: timestamp(START - 1e9) }, /does not open any more/],
    [
      'a rule switched on and off',
      { kind: 'maintenance', policies: { on: ['a'], off: ['b', 'a'] } },
      /rule “a” on and off/,
    ],
    ['policies in a change window', { policies: { on: [], off: ['a'] } }, /make it a maintenance window/],
  ])('one with %s is refused in words', async (_, more, words) => {
    expect((await saidNo(() => book.create(ada, input(more)))).message).toMatch(words)
    expect(book.list()).toEqual([])
  })

  it.each([
    ['ends before it begins', { end: timestamp(START - 1) }, 'invalid'],
    ['has no length', { end: timestamp(START) }, 'invalid'],
    ['is over', { start: timestamp(START - 60 * MINUTE), end: timestamp(START - 20 * MINUTE) }, 'invalid'],
  ] as const)('one that %s is refused', async (_, times, kind) => {
    expect(await saidNo(() => book.create(ada, input(times)))).toMatchObject({ kind })
    expect(book.list()).toEqual([])
  })

  it('cannot be approved when it is over or unknown', async () => {
    const { id } = await book.create(ada, input())
    vi.setSystemTime(START + 40 * MINUTE)
    expect(await saidNo(() => book.approve(bob, id))).toMatchObject({ kind: 'state' })
    expect(await saidNo(() => book.approve(bob, 'nobody'))).toMatchObject({ kind: 'unknown' })
    expect(await saidNo(() => book.remove(bob, 'nobody'))).toMatchObject({ kind: 'unknown' })
  })

  it('is changed whole: counted, in force at once, and in the audit as it was and as it is', async () => {
    const { id, createdAt } = await book.create(
      ada,
      input({ kind: 'maintenance', policies: { on: [], off: ['pairs'] } }),
    )
    const told: number[] = []
    book.onChange(() => told.push(book.suspensions(MON).off.size))
    const wider = input({
      kind: 'maintenance',
      start: timestamp(START - 15 * MINUTE),
      policies: { on: [], off: ['pairs', 'tags'] },
    })
    expect(await book.update(bob, id, { ...wider, revision: 1 })).toMatchObject({
      ...{ id, createdAt, createdBy: ada.actor, revision: 2, state: 'open', edited: { by: bob.actor } },
    })
    expect([told, [...book.suspensions(MON).off.keys()]]).toEqual([[2], ['pairs', 'tags']])
    const { items } = await store.audit.list({ target: id, limit: 1, cursor: null })
    expect(items[0]).toMatchObject({
      what: 'window.update',
      actor: bob.actor,
      summary: expect.stringMatching(/^Maintenance window “Cabling” changed: 2026-11-21T19:45/),
      detail: { before: { policies: { off: ['pairs'] } }, after: { policies: { off: ['pairs', 'tags'] } } },
    })
    expect(await saidNo(() => book.update(ada, id, { ...wider, revision: 1 }))).toMatchObject({
      kind: 'state',
      message: expect.stringMatching(/^Bob saved “Cabling” at .*, after you had opened it/),
    })
    expect(await saidNo(() => book.update(ada, id, input({ end: input().start })))).toMatchObject({ kind: 'invalid' })
    expect(await saidNo(() => book.update(ada, 'nobody', wider))).toMatchObject({ kind: 'unknown' })
    expect(book.list()).toMatchObject([{ revision: 2 }])
  })

  it('a yes lasts while nothing but the label and the note is changed; who changed more asks anew', async () => {
    const { id } = await book.create(ada, input())
    await book.approve(bob, id)
    expect(await book.update(ada, id, input({ label: 'Cabling, hall 2', note: 'Ladders' }))).toMatchObject({
      approval: { by: bob.actor },
    })
    expect(await book.update(bob, id, input({ end: timestamp(START + 90 * MINUTE) }))).toMatchObject({ approval: null })
    vi.setSystemTime(START + MINUTE)
    expect(book.openFor(MON)).toBeNull()
    expect(await saidNo(() => book.approve(bob, id))).toMatchObject({
      message: 'You changed “Cabling” yourself; somebody else has to approve it.',
    })
    await book.approve(ada, id)
    expect(book.openFor(MON)?.revision).toBe(3)
  })

  it('is there after a restart, and everything about it is in the audit', async () => {
    const made = await book.create(ada, input({ start: '2026-11-21T21:00:00+01:00' }))
    expect(made.start).toBe(timestamp(START))
    await book.approve(bob, made.id)
    const again = createWindowBook({ repository: store.windows, clock: systemClock, ids: randomUUID })
    await again.start()
    expect(again.list()).toEqual(book.list())
    again.stop()
    await book.remove(bob, made.id)
    const { items } = await store.audit.list({ target: made.id, limit: 10, cursor: null })
    expect(items.map(({ what }) => what)).toEqual(['window.remove', 'window.approve', 'window.create'])
  })
})

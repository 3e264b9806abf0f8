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
const MON = { id: 'mon-1', site: 'Riverside', room: 'MCR' }

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

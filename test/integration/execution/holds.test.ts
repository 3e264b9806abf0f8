import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hold } from '../../../src/contract'
import { createHolds } from '../../../src/main/execution/holds/createHolds'
import type { Holds } from '../../../src/main/execution/holds/holds'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock, timestamp } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { emptyPlant, idOf, receiver } from '../../unit/plant/samples'
import { temporaryFolder } from '../store/temporaryFolder'

const NOW = Date.UTC(2026, 10, 21, 20, 0)
const MON = idOf('receiver', 1)
const OTHER = idOf('receiver', 2)
const DAY = 24 * 3_600_000

const hold = (until: number | null): Hold => ({
  kind: 'protect',
  owner: { id: 'ada', name: 'Ada' },
  reason: 'rehearsal',
  since: timestamp(NOW),
  until: until === null ? null : timestamp(until),
})

describe('holds', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let store: Store
  let holds: Holds
  const { plant, pen } = emptyPlant()
  pen.put([receiver(1, 1), receiver(2, 1)])

  const made = (): Holds => createHolds({ repository: store.holds, plant, clock: systemClock, logger: silentLogger })

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOW })
    folder = temporaryFolder()
    store = await openStore({ path: join(folder.path, 'signalbox.db'), clock: systemClock, logger: silentLogger })
    holds = made()
    await holds.start()
  })
  afterEach(async () => {
    holds.stop()
    vi.useRealTimers()
    await store.close()
    folder.remove()
  })

  const mark = (id = MON) => plant.get(id)?.marks.lock ?? null
  const kept = async () => (await store.holds.all()).map(({ id }) => id)
  const told = (): Promise<void> =>
    new Promise((resolve) => {
      const end = holds.onChange(() => {
        end()
        resolve()
      })
    })

  it('are on the disk and on the plant when they are placed, and gone when they are released', async () => {
    await holds.place(MON, hold(null), [])
    expect([holds.of(MON), mark(), await kept()]).toEqual([hold(null), hold(null), [MON]])
    expect(holds.all()).toEqual([{ ...hold(null), receiverId: MON }])
    await holds.release(MON, [])
    expect([holds.of(MON), mark(), await kept(), holds.all()]).toEqual([null, null, [], []])
  })

  it('end at their time: for the guard at once, then on disk, plant and in the audit', async () => {
    await holds.place(MON, hold(NOW + 90_000), [])
    await holds.place(OTHER, hold(NOW + 91_000), [])
    vi.advanceTimersByTime(89_999)
    expect(holds.of(MON)).not.toBeNull()
    const over = told()
    vi.advanceTimersByTime(1)
    expect(holds.of(MON)).toBeNull()
    await over
    expect([mark(), mark(OTHER), await kept()]).toEqual([null, hold(NOW + 91_000), [OTHER]])
    const { items } = await store.audit.list({ target: MON, limit: 5, cursor: null })
    expect(items).toMatchObject([
      { what: 'lock.expire', summary: 'receiver 1: the protection by Ada has ended', actor: { name: 'Signalbox' } },
    ])
    const next = told()
    vi.advanceTimersByTime(1_000)
    await next
    expect(await kept()).toEqual([])
  })

  it('longer than a timer can be do not end early', async () => {
    await holds.place(MON, hold(NOW + 25 * DAY), [])
    vi.advanceTimersByTime(25 * DAY - 1)
    expect(holds.of(MON)).not.toBeNull()
    const over = told()
    vi.advanceTimersByTime(1)
    await over
    expect(await kept()).toEqual([])
  })

  it('survive a restart, with what was over meanwhile taken off', async () => {
    await holds.place(MON, hold(NOW + 60_000), [])
    await holds.place(OTHER, hold(null), [])
    holds.stop()
    plant.setMarks(OTHER, { lock: null })
    vi.setSystemTime(NOW + 61_000)
    holds = made()
    await holds.start()
    expect([holds.of(MON), holds.of(OTHER)]).toEqual([null, hold(null)])
    expect([mark(), mark(OTHER), await kept()]).toEqual([null, hold(null), [OTHER]])
    await holds.release(OTHER, [])
  })
})

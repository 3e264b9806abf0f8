import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type AuditRetention, createAuditRetention } from '../../../src/main/execution/auditRetention'
import { createHouseSettings } from '../../../src/main/execution/createHouseSettings'
import type { HouseSettings } from '../../../src/main/execution/houseSettings'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { sampleAudit } from '../store/samples'
import { temporaryFolder } from '../store/temporaryFolder'
import { person } from './houseStage'

const DAY = 24 * 3_600_000
const NOW = Date.UTC(2026, 10, 21, 20, 0)

describe('the audit is kept for as long as the settings say', () => {
  const folder = temporaryFolder()
  let store: Store
  let settings: HouseSettings
  let retention: AuditRetention
  /** What the gate was asked to forget. */
  let forgotten: string[] = []
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOW })
    store = await openStore({
      path: join(folder.path, `${randomUUID()}.db`),
      clock: systemClock,
      logger: silentLogger,
    })
    settings = createHouseSettings(store.settings)
    forgotten = []
    retention = createAuditRetention({
      audit: store.audit,
      execution: {
        forgetPlans: (before, isBooked, summary) => {
          forgotten.push(`${before.slice(0, 16)} ${String(isBooked('booked'))} ${summary(2)}`)
          return Promise.resolve(2)
        },
      },
      bookedRuns: () => new Set(['booked']),
      settings,
      clock: systemClock,
      logger: silentLogger,
    })
    return async () => {
      await retention.stop()
      await store.close()
      expect(vi.getTimerCount()).toBe(0)
      vi.useRealTimers()
    }
  })
  afterEach(folder.remove)

  const days = (retentionDays: number | null) =>
    settings.update(person('Ada', 'engineer'), { audit: { retentionDays } })
  const append = (count: number) => store.audit.append(Array.from({ length: count }, () => sampleAudit('x', null)))
  const left = async (what: string) => (await store.audit.list({ target: null, what, limit: 1000, cursor: null })).items
  const settled = (rows: number) => vi.waitFor(async () => expect(await left('take')).toHaveLength(rows), 10_000)

  it('old rows go at the start, and once a day', async () => {
    await append(3)
    vi.setSystemTime(NOW + 5 * DAY)
    await append(2)
    await days(7)
    vi.setSystemTime(NOW + 8 * DAY)
    retention.start()
    await settled(2)
    const [note] = await left('audit.retention')
    expect(note).toMatchObject({
      actor: { id: 'signalbox' },
      summary: '3 rows of the audit removed, the last of 2026-11-21T20:00:00.000Z: kept for 7 days',
      detail: { rows: 3, through: 3, retentionDays: 7 },
    })
    vi.advanceTimersByTime(3 * DAY)
    await retention.stop()
    expect(await left('take')).toHaveLength(2)
  })

  it('a day later more of them are old', async () => {
    await append(2)
    await days(1)
    retention.start()
    vi.advanceTimersByTime(DAY + 1)
    await vi.waitFor(async () => expect(await left('settings.update')).toHaveLength(1))
    vi.advanceTimersByTime(DAY)
    await settled(0)
    expect(await store.audit.verify()).toMatchObject({ ok: true })
  })

  it('of many, in parts; shorter settings count at once, and none means for ever', async () => {
    await append(2500)
    vi.setSystemTime(NOW + 30 * DAY)
    retention.start()
    await days(90)
    await days(null)
    await settled(1000)
    await days(10)
    await settled(0)
    expect((await left('audit.retention')).map(({ detail }) => detail.rows)).toEqual([500, 1000, 1000])
    expect(await store.audit.verify()).toMatchObject({ ok: true, firstId: 2501 })
  })

  it('dry runs go with it, after days of their own', async () => {
    retention.start()
    const words = (days: string) => `true 2 dry runs forgotten: nobody approved them in ${days}`
    await vi.waitFor(() => expect(forgotten).toEqual([`2026-11-14T20:00 ${words('7 days')}`]), 10_000)
    await settings.update(person('Ada', 'engineer'), { audit: { plansDays: 1 } })
    await vi.waitFor(() => expect(forgotten.at(-1)).toBe(`2026-11-20T20:00 ${words('one day')}`), 10_000)
    vi.advanceTimersByTime(DAY)
    await vi.waitFor(() => expect(forgotten.at(-1)).toBe(`2026-11-21T20:00 ${words('one day')}`), 10_000)
  })
})

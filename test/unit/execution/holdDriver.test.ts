import { describe, expect, it } from 'vitest'
import type { Action, Change, Hold } from '../../../src/contract'
import type { PlannedChange } from '../../../src/main/drivers/driver'
import { withOwner } from '../../../src/main/execution/holds/holdChange'
import { createHoldDriver } from '../../../src/main/execution/holds/holdDriver'
import type { Holds } from '../../../src/main/execution/holds/holds'
import { timestamp } from '../../../src/main/telemetry/clock'
import { emptyPlant, idOf, receiver } from '../plant/samples'

const NOW = Date.UTC(2026, 10, 21, 20, 0)
const MON = idOf('receiver', 1)
const ada = { id: 'ada', name: 'Ada' }
const { plant, pen } = emptyPlant()
pen.put([receiver(1, 1)])
const never = new AbortController().signal

/** Holds in memory, and a driver on them. */
function stage() {
  const clock = { ms: NOW }
  const placed = new Map<string, Hold>()
  const holds: Holds = {
    of: (id) => placed.get(id) ?? null,
    all: () => [],
    place: (id, hold) => Promise.resolve(void placed.set(id, hold)),
    release: (id) => Promise.resolve(void placed.delete(id)),
    onChange: () => () => undefined,
    start: () => Promise.resolve(),
    stop: () => undefined,
  }
  const driver = createHoldDriver({ holds, clock: { now: () => clock.ms } })
  const asChange = (planned: PlannedChange): Change => ({
    ...planned,
    ...{ id: 'c-1', action: 0, state: 'pending', needs: [], startedAt: null, finishedAt: null },
  })
  async function planned(action: Action): Promise<Change> {
    const { changes } = await driver.plan(action, plant, never)
    const [change, ...others] = changes
    if (change === undefined || others.length > 0) throw new Error('there is one change')
    return asChange(withOwner(change, ada))
  }
  async function send(change: Change, mode: 'now' | 'stage'): Promise<void> {
    const prepared = await driver.prepare(change, never)
    if (!prepared.ok) throw new Error('it is prepared')
    expect(await prepared.request.send({ mode }, never)).toMatchObject({ ok: true })
  }
  return {
    driver,
    placed,
    clock,
    planned,
    send,
    asChange,
    kindOf: async (c: Change) => (await driver.look(c, never)).kind,
  }
}

const lock = (durationS: number | null = 900): Action => ({
  ...{ type: 'destination.lock', receiverId: MON, reason: 'rehearsal', durationS },
})
const release: Action = { type: 'destination.release', receiverId: MON, reason: '' }
const mine: Hold = { kind: 'protect', owner: ada, reason: '', since: timestamp(NOW - 60_000), until: null }

describe('the driver of holds', () => {
  it('plans one change that says what will be', async () => {
    const { planned, placed } = stage()
    placed.set(MON, mine)
    expect(await planned(lock())).toMatchObject({
      driver: 'holds',
      target: { kind: 'receiver', id: MON, label: 'receiver 1' },
      node: null,
      summary: 'receiver 1: locked, until 2026-11-21 20:15 UTC (rehearsal)',
      before: { hold: mine },
    })
    expect((await planned(release)).summary).toBe('receiver 1: released')
    expect((await planned(lock(null))).summary).toBe('receiver 1: locked (rehearsal)')
  })

  it('places it when it is sent, for as long as was asked from then', async () => {
    const { planned, send, placed, clock, kindOf, driver } = stage()
    const change = await planned(lock())
    expect(await kindOf(change)).toBe('before')
    expect(await driver.verify(change, never)).toMatchObject({ ok: false, error: { code: 'NOT_VERIFIED' } })
    clock.ms += 30_000
    await send(change, 'now')
    expect(placed.get(MON)).toEqual({
      ...{ kind: 'lock', owner: ada, reason: 'rehearsal' },
      ...{ since: timestamp(NOW + 30_000), until: timestamp(NOW + 930_000) },
    })
    expect(await kindOf(change)).toBe('after')
    expect(await driver.verify(change, never)).toMatchObject({ ok: true })
  })

  it('staged, waits for its activation', async () => {
    const { planned, send, placed, driver } = stage()
    const change = await planned(lock())
    await send(change, 'stage')
    expect(placed.size).toBe(0)
    await driver.activation(change).send({ mode: 'now' }, never)
    expect(placed.size).toBe(1)
  })

  it('puts back exactly what was before', async () => {
    const { planned, send, placed, driver, asChange, kindOf } = stage()
    placed.set(MON, mine)
    const change = await planned(lock())
    await send(change, 'now')
    const back = driver.reverse(change)
    if (back === null) throw new Error('there is a way back')
    expect(back.summary).toBe('receiver 1: protected by Ada again')
    await send(asChange(back), 'now')
    expect(placed.get(MON)).toEqual(mine)
    expect(await kindOf(asChange(back))).toBe('after')
    expect(driver.reverse(change)).toBeNull()
  })

  it('does not put back what would be over by now', async () => {
    const { planned, send, placed, driver, clock, asChange } = stage()
    placed.set(MON, { ...mine, until: timestamp(NOW + 1_000) })
    const change = await planned(release)
    await send(change, 'now')
    expect(placed.size).toBe(0)
    expect(driver.reverse(change)?.summary).toBe('receiver 1: protected by Ada again')
    clock.ms += 1_000
    expect(driver.reverse(change)).toBeNull()
    await send(asChange({ ...change, after: { hold: { ...mine, until: timestamp(NOW + 1_000) } } }), 'now')
    expect(placed.size).toBe(0)
  })

  it('tells what somebody else has done meanwhile', async () => {
    const { planned, send, placed, kindOf } = stage()
    const change = await planned(lock())
    await send(change, 'now')
    placed.set(MON, { ...mine, owner: { id: 'bob', name: 'Bob' } })
    expect(await kindOf(change)).toBe('otherwise')
  })

  it('cannot be placed by nobody, and leaves other changes alone', async () => {
    const { driver, send, asChange } = stage()
    const { changes } = await driver.plan(lock(), plant, never)
    const [change] = changes
    if (change === undefined) throw new Error('there is one change')
    await expect(send(asChange(change), 'now')).rejects.toThrow('held by nobody')
    const other = { ...change, driver: 'is05', after: { place: 'anything' } }
    expect(withOwner(other, ada)).toBe(other)
  })
})

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Action, Change, Id, Run } from '../../../src/contract'
import { type Stage, asker, input, startStage, states } from './stage'

let stage: Stage
const sender = (name: string): Id => stage.lab.plant.sender(name)
const receiver = (name: string): Id => stage.lab.plant.receiver(name)
const connect = (from: string, to: string): Action => ({
  type: 'route.connect',
  senderId: sender(from),
  receiverId: receiver(to),
})

beforeEach(async () => {
  stage = await startStage({})
})
afterEach(async () => {
  await stage.stop()
})

/** A run as a crash leaves it: the rows before are written, those after are not. */
async function abandoned(state: (index: number) => Change['state'], actions: readonly Action[]): Promise<Run> {
  const plan = await stage.execution.start(asker(), input(actions, { dryRun: true }))
  const { number: _own, ...rest } = plan
  const at = new Date().toISOString()
  return stage.store.runs.insert({
    ...rest,
    id: randomUUID(),
    state: 'running',
    startedAt: at,
    changes: rest.changes.map((change, index) => ({
      ...change,
      id: randomUUID(),
      state: state(index),
      startedAt: state(index) === 'pending' ? null : at,
    })),
  })
}

describe('a crash', () => {
  it('is settled by reading the devices, never by sending again', async () => {
    const actions = [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')]
    const run = await abandoned((index) => (index === 2 ? 'pending' : 'applying'), actions)
    await stage.fate('route', { receiverId: receiver('MON 1'), senderId: sender('CAM 4') })
    await stage.forget()

    const engine = stage.again()
    const seen: Run[] = []
    engine.onRun((one) => seen.push(one))
    await engine.recover()

    const settled = await stage.store.runs.get(run.id)
    expect(settled?.state).toBe('failed')
    expect(settled === null ? [] : states(settled)).toEqual(['verified', 'failed', 'skipped'])
    expect(settled?.changes[1]?.error).toMatchObject({ code: 'NOT_VERIFIED' })
    expect(settled?.changes[1]?.error?.text).toContain('The engine ended in the middle')
    expect(settled?.changes[1]?.error?.text).toContain('MON 2 is on CAM 2')
    expect(settled?.warnings.map(({ code }) => code)).toContain('RECOVERED')
    expect(await stage.requests('not=GET')).toHaveLength(0)
    expect(seen.map(({ id }) => id)).toEqual([run.id])
    expect(await stage.store.runs.unfinished()).toEqual([])
    const { items } = await stage.store.audit.list({ target: receiver('MON 2'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'failed', runId: run.id, detail: { recovered: true } })
  })

  it('after everything had been done is a success', async () => {
    const run = await abandoned(() => 'applied', [connect('CAM 4', 'MON 1')])
    await stage.fate('route', { receiverId: receiver('MON 1'), senderId: sender('CAM 4') })
    await stage.again().recover()
    expect(await stage.store.runs.get(run.id)).toMatchObject({ state: 'succeeded', changes: [{ state: 'verified' }] })
  })
})

describe('a journal that cannot be written', () => {
  it('means that nothing is sent', async () => {
    await stage.forget()
    await stage.store.close()
    await expect(stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')]))).rejects.toMatchObject({
      name: 'StoreError',
    })
    expect(await stage.requests('not=GET')).toHaveLength(0)
    await expect(stage.execution.start(asker('viewer'), input([connect('CAM 4', 'MON 1')]))).rejects.toMatchObject({
      name: 'StoreError',
    })
  })

  it('in the middle of a run ends it: what had not begun is not sent', async () => {
    await stage.fate('node/latency', { node: 'SNP-04', ms: 150 })
    const actions = [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')]
    const seen: Run[] = []
    stage.execution.onRun((run) => seen.push(run))
    const running = stage.execution.start(asker(), input(actions))
    await vi.waitFor(
      () => {
        expect(seen.some((run) => run.changes[0]?.state === 'applied')).toBe(true)
      },
      { timeout: 20_000, interval: 5 },
    )
    await stage.store.close()
    const run = await running
    expect(run.state).toBe('failed')
    expect(states(run)).toEqual(['verified', 'skipped', 'skipped'])
    expect(run.warnings.map(({ code }) => code)).toContain('JOURNAL_FAILED')
    expect(await stage.requests('method=PATCH')).toHaveLength(1)
  })
})

describe('a run under way', () => {
  const slow = async () => {
    await stage.fate('node/latency', { node: 'SNP-04', ms: 200 })
    const actions = [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')]
    return stage.execution.start(asker(), input(actions, { waitMs: 0 }))
  }

  it('is answered as far as it got, and can be seen live', async () => {
    const run = await slow()
    expect(run.state).toBe('running')
    expect(run.number).toBeGreaterThan(0)
    expect(stage.execution.live(run.id)?.id).toBe(run.id)
    await vi.waitFor(
      async () => {
        expect((await stage.store.runs.get(run.id))?.state).toBe('succeeded')
      },
      { timeout: 20_000 },
    )
  })

  it('can be cancelled: what is being applied is finished, the rest is skipped', async () => {
    const run = await slow()
    const cancelled = await stage.execution.cancel(asker('engineer'), run.id)
    expect(cancelled.state).toBe('cancelled')
    expect(states(cancelled)).toEqual(['verified', 'skipped', 'skipped'])
    expect(cancelled.changes[1]?.reason).toBe('Cancelled by Ada (engineer).')
    expect(await stage.store.runs.get(run.id)).toEqual(cancelled)
    expect(await stage.requests('method=PATCH')).toHaveLength(1)
    await expect(stage.execution.cancel(asker(), run.id)).rejects.toMatchObject({ kind: 'state' })
  })

  it('is ended by stop, which starts nothing more', async () => {
    const run = await slow()
    await stage.execution.stop(10_000)
    const stopped = await stage.store.runs.get(run.id)
    expect(stopped?.state).toBe('failed')
    expect(stopped === null ? [] : states(stopped)).toEqual(['verified', 'skipped', 'skipped'])
    await expect(stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')]))).rejects.toMatchObject({
      kind: 'state',
    })
  })
})

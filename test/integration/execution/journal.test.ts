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
  // One after another, so that a moment in the middle can be caught.
  stage.set({ execution: { bulk: false } })
})
afterEach(async () => {
  await stage.stop()
})

/** A run as a crash leaves it: the rows before are written, those after are not. */
async function abandoned(
  state: (index: number) => Change['state'],
  actions: readonly Action[],
  more: Partial<Run> = {},
): Promise<Run> {
  const plan = await stage.execution.start(asker(), input(actions, { dryRun: true }))
  const { number: _own, ...rest } = plan
  const at = new Date().toISOString()
  return stage.store.runs.insert({
    ...rest,
    id: randomUUID(),
    state: 'running',
    startedAt: at,
    ...more,
    changes: rest.changes.map((change, index) => ({
      ...change,
      id: randomUUID(),
      state: state(index),
      startedAt: state(index) === 'pending' ? null : (more.startedAt ?? at),
    })),
  })
}

describe('a crash', () => {
  const three = () => [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')]
  /** MON 1 was switched before the crash, MON 2 was about to be, MON 3 had not begun. */
  const left = async (more: Partial<Run> = {}) => {
    const run = await abandoned((index) => (index === 2 ? 'pending' : 'applying'), three(), more)
    await stage.fate('route', { receiverId: receiver('MON 1'), senderId: sender('CAM 4') })
    await stage.forget()
    return run
  }
  const recovered = async (id: Id): Promise<Run> => {
    await stage.again().recover()
    const run = await stage.store.runs.get(id)
    if (run === null) throw new Error('the run is gone')
    return run
  }
  const patched = async () => (await stage.requests('method=PATCH')).map(({ path }) => path.split('/').at(-2))

  it('is read back from the devices and gone on with: what was done is not done again', async () => {
    const run = await recovered((await left()).id)
    expect(run.state).toBe('succeeded')
    expect(states(run)).toEqual(['verified', 'verified', 'verified'])
    expect(run.warnings.map(({ code }) => code)).toContain('RECOVERED')
    expect((await patched()).sort()).toEqual([receiver('MON 2'), receiver('MON 3')].sort())
    expect(await stage.store.runs.unfinished()).toEqual([])
    const { items } = await stage.store.audit.list({ target: receiver('MON 1'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'done', runId: run.id, detail: { recovered: true } })
  })

  it('has ended for who asks as soon as it is told to have, and the disk does not say so yet', async () => {
    const run = await abandoned(() => 'applying', [connect('CAM 4', 'MON 1')])
    await stage.fate('route', { receiverId: receiver('MON 1'), senderId: sender('CAM 4') })
    const execution = stage.again()
    const seen: (Run['state'] | undefined)[] = []
    execution.onRun((now) => {
      if (now.id === run.id && now.finishedAt !== null) seen.push(execution.live(run.id)?.state)
    })
    await execution.recover()
    expect(seen).toEqual(['succeeded'])
    expect(execution.live(run.id)).toBeNull()
    expect(await stage.store.runs.get(run.id)).toMatchObject({ state: 'succeeded' })
  })

  it('is put back where that is the policy', async () => {
    const was = stage.plant.entry('receiver', receiver('MON 1'))?.connection?.senderId
    const run = await recovered((await left({ onFailure: 'auto-rollback' })).id)
    expect(run.state).toBe('compensated')
    expect(states(run)).toEqual(['reverted', 'skipped', 'skipped'])
    expect(await patched()).toEqual([receiver('MON 1')])
    expect(await stage.active('receivers', receiver('MON 1'))).toMatchObject({ sender_id: was })
  })

  it('is asked about where that is the policy, and nothing is sent', async () => {
    const run = await recovered((await left({ onFailure: 'pause-and-ask' })).id)
    expect(run).toMatchObject({ state: 'paused', question: { code: 'ENGINE_ENDED' } })
    expect(states(run)).toEqual(['verified', 'pending', 'pending'])
    expect(await patched()).toEqual([])
    const engine = stage.again()
    const done = await engine.resume(asker('engineer'), run.id, 'continue', 20_000)
    expect(done.state).toBe('succeeded')
  })

  it('long ago is asked about, whatever the policy', async () => {
    const long = new Date(Date.now() - 3_600_000).toISOString()
    const run = await recovered((await left({ createdAt: long, startedAt: long })).id)
    expect(run).toMatchObject({ state: 'paused', question: { code: 'ENGINE_ENDED' } })
    expect(await patched()).toEqual([])
  })

  it('leaves what somebody else has changed meanwhile, and says what is there', async () => {
    const before = await left()
    await stage.fate('route', { receiverId: receiver('MON 2'), senderId: sender('CAM 3') })
    const run = await recovered(before.id)
    expect(run.state).toBe('failed')
    expect(states(run)).toEqual(['verified', 'failed', 'verified'])
    expect(run.changes[1]?.error).toMatchObject({ code: 'CHANGED_MEANWHILE' })
    expect(run.changes[1]?.error?.text).toContain('The engine ended in the middle')
    expect(run.changes[1]?.error?.text).toContain('CAM 3')
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
  /** The first change has been sent. */
  const inTheMiddle = async (id: Id) => {
    await vi.waitFor(
      () => {
        expect(stage.execution.live(id)?.changes[0]?.state).toBe('applied')
      },
      { timeout: 20_000, interval: 5 },
    )
  }
  const slow = async (ms = 200) => {
    await stage.fate('node/latency', { node: 'SNP-04', ms })
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
    await inTheMiddle(run.id)
    const cancelled = await stage.execution.cancel(asker('engineer'), run.id)
    expect(cancelled.state).toBe('cancelled')
    expect(states(cancelled)).toEqual(['verified', 'skipped', 'skipped'])
    expect(cancelled.changes[1]?.reason).toBe('Cancelled by Ada (engineer).')
    expect(await stage.store.runs.get(run.id)).toEqual(cancelled)
    expect(await stage.requests('method=PATCH')).toHaveLength(1)
    await expect(stage.execution.cancel(asker(), run.id)).rejects.toMatchObject({ kind: 'state' })
  })

  it('can be cancelled before anything is sent', async () => {
    const run = await slow(1200)
    const cancelled = await stage.execution.cancel(asker('engineer'), run.id)
    expect(cancelled.state).toBe('cancelled')
    expect(states(cancelled)).toEqual(['skipped', 'skipped', 'skipped'])
    expect(await stage.requests('not=GET')).toHaveLength(0)
  })

  it('is left for the next start by stop, which begins nothing more', async () => {
    const run = await slow()
    await inTheMiddle(run.id)
    await stage.execution.stop(10_000)
    const stopped = await stage.store.runs.get(run.id)
    expect(stopped?.state).toBe('running')
    expect(stopped === null ? [] : states(stopped)).toEqual(['verified', 'pending', 'pending'])
    await expect(stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')]))).rejects.toMatchObject({
      kind: 'state',
    })
    await stage.again().recover()
    expect(await stage.store.runs.get(run.id)).toMatchObject({ state: 'succeeded' })
  })
})

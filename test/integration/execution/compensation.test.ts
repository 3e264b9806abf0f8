import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run } from '../../../src/contract'
import { named } from './names'
import { type Stage, asker, input, other, startStage, states } from './stage'

let stage: Stage
const { sender, receiver, connect, on, patched } = named(() => stage)
beforeEach(async () => {
  stage = await startStage({})
})
afterEach(async () => {
  await stage.stop()
})

const refuse = (name: string, more: object = {}) =>
  stage.fate('port/refuse', { id: receiver(name), code: 500, error: 'PTP unlocked', count: 9, ...more })
const outcomes = (run: Run) => run.compensation?.entries.map(({ label, outcome }) => `${label} ${outcome}`) ?? []
/** Waits for each other, so that the failing one is the last. */
const inOrder = (names: readonly (readonly [string, string])[]) =>
  names.map(([from, to], index) => connect(from, to, index === 0 ? {} : { needs: [index - 1] }))

describe('auto-rollback', () => {
  it('puts every receiver back on what it was on, in reverse order, and says so', async () => {
    const was = [await on('MON 1'), await on('MON 2')]
    await refuse('MON 3')
    const routes = inOrder([
      ['CAM 4', 'MON 1'],
      ['CAM 4', 'MON 2'],
      ['CAM 4', 'MON 3'],
      ['CAM 4', 'MON 4'],
    ])
    const run = await stage.execution.start(asker(), input(routes, { onFailure: 'auto-rollback' }))
    expect(run.state).toBe('compensated')
    expect(states(run)).toEqual(['reverted', 'reverted', 'failed', 'skipped'])
    expect(run.changes[2]?.error?.text).toContain('PTP unlocked')
    expect([await on('MON 1'), await on('MON 2')]).toEqual(was)
    expect(outcomes(run)).toEqual(['MON 2 reverted', 'MON 1 reverted'])
    expect(run.compensation?.why).toContain('MON 3: the device refused')
    expect(run.compensation?.finishedAt).not.toBeNull()
    expect(await stage.store.runs.get(run.id)).toEqual(run)
    const { items } = await stage.store.audit.list({ target: receiver('MON 1'), limit: 2, cursor: null })
    expect(items.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual(['compensation done', 'take done'])
    await expect(stage.execution.compensate(asker(), run.id, 20_000)).rejects.toMatchObject({
      kind: 'state',
      message: expect.stringContaining('has been put back already') as string,
    })
  })

  it('puts a receiver back on the legs that it had of the same sender', async () => {
    const legs = async () => {
      const { transport_params } = await stage.active('receivers', receiver('MON 1'))
      return (transport_params as readonly Record<string, unknown>[]).map(({ rtp_enabled }) => rtp_enabled)
    }
    await stage.execution.start(
      asker(),
      input([connect('CAM 1', 'MON 1'), { type: 'sender.activate', senderId: sender('CAM 1') }]),
    )
    expect(await legs()).toEqual([true, true])
    await refuse('MON 3')
    const run = await stage.execution.start(
      asker(),
      input([connect('CAM 1', 'MON 1', { leg: 1 }), connect('CAM 4', 'MON 3', { needs: [0] })], {
        onFailure: 'auto-rollback',
      }),
    )
    expect(outcomes(run)).toEqual(['MON 1 reverted'])
    expect(await legs()).toEqual([true, true])
  })

  it('leaves what somebody else has changed meanwhile, with the reason', async () => {
    await refuse('MON 3')
    await stage.fate('node/latency', { node: 'SNP-04', ms: 150 })
    const routes = inOrder([
      ['CAM 4', 'MON 1'],
      ['CAM 4', 'MON 3'],
    ])
    const running = stage.execution.start(asker(), input(routes, { onFailure: 'auto-rollback' }))
    await vi.waitFor(
      async () => {
        expect(await on('MON 1')).toBe(sender('CAM 4'))
      },
      { timeout: 20_000, interval: 10 },
    )
    await stage.fate('route', { receiverId: receiver('MON 1'), senderId: sender('CAM 3') })
    const run = await running
    // Whether the run had read it back before or not, the other's change stays.
    expect(await on('MON 1')).toBe(sender('CAM 3'))
    expect(run.state).toBe('compensated')
    if (run.changes[0]?.state === 'left') {
      expect(run.changes[0].code).toBe('CHANGED_MEANWHILE')
      expect(run.changes[0].reason).toContain('CAM 3')
    }
  })

  it('switches off a sender that the run switched on, but not one that others receive', async () => {
    const off = ['AUX 1', 'AUX 2'].map((name) => ({ type: 'sender.deactivate', senderId: sender(name) }) as const)
    await stage.execution.start(asker(), input(off))
    await refuse('MON 3')
    const routes = [connect('AUX 1', 'MON 1'), connect('AUX 2', 'MON 2'), connect('CAM 4', 'MON 3', { needs: [0, 1] })]
    const done = stage.execution.start(asker(), input(routes, { onFailure: 'pause-and-ask' }))
    const paused = await done
    expect(paused.state).toBe('paused')
    // Somebody else begins to use AUX 2.
    await stage.execution.start(other(), input([connect('AUX 2', 'MV 6')]))
    const run = await stage.execution.compensate(asker(), paused.id, 20_000)
    expect(run.state).toBe('compensated')
    const activeOf = async (name: string) => (await stage.active('senders', sender(name)))['master_enable']
    expect([await activeOf('AUX 1'), await activeOf('AUX 2')]).toEqual([false, true])
    expect(outcomes(run)).toEqual(expect.arrayContaining(['AUX 1 reverted', 'AUX 2 left', 'MON 1 reverted']))
    expect(run.changes.find(({ target }) => target.label === 'AUX 2')?.reason).toContain('MV 6')
  })

  it('does not touch a destination that somebody has locked meanwhile', async () => {
    await refuse('MON 3')
    const routes = [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 3', { needs: [0] })]
    const paused = await stage.execution.start(asker(), input(routes, { onFailure: 'pause-and-ask' }))
    const lock = { type: 'destination.lock', receiverId: receiver('MON 1'), reason: 'on air', durationS: null } as const
    await stage.execution.start(other(), input([lock]))
    const run = await stage.execution.compensate(asker(), paused.id, 20_000)
    expect(outcomes(run)).toEqual(['MON 1 left'])
    expect(run.compensation?.entries[0]?.text).toContain('Locked by Bob')
    expect(await on('MON 1')).toBe(sender('CAM 4'))
  })

  it('says what could not be put back', async () => {
    const routes = [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 3', { needs: [0] })]
    await refuse('MON 3')
    const paused = await stage.execution.start(asker(), input(routes, { onFailure: 'pause-and-ask' }))
    await refuse('MON 1', { error: 'Fan failure' })
    const run = await stage.execution.compensate(asker(), paused.id, 20_000)
    expect(run.state).toBe('failed')
    expect(run.compensation?.entries).toMatchObject([{ label: 'MON 1', outcome: 'failed' }])
    expect(run.compensation?.entries[0]?.text).toContain('Fan failure')
    // It can be tried again.
    await stage.fate('port/refuse', { id: receiver('MON 1'), count: 0 }).catch(() => undefined)
  })
})

describe('pause-and-ask', () => {
  const routes = () =>
    inOrder([
      ['CAM 4', 'MON 1'],
      ['CAM 4', 'MON 2'],
      ['CAM 4', 'MON 3'],
    ])
  const paused = async (count: number) => {
    await refuse('MON 2', { count })
    return stage.execution.start(asker(), input(routes(), { onFailure: 'pause-and-ask' }))
  }

  it('waits, with the question on disk and everything not begun left alone', async () => {
    const run = await paused(1)
    expect(run).toMatchObject({
      state: 'paused',
      finishedAt: null,
      question: { code: 'CHANGE_FAILED', answers: ['continue', 'retry', 'compensate', 'cancel'] },
    })
    expect(run.question?.text).toContain('PTP unlocked')
    expect(states(run)).toEqual(['verified', 'failed', 'pending'])
    expect(await stage.store.runs.get(run.id)).toEqual(run)
    await stage.again().recover()
    expect(await stage.store.runs.get(run.id)).toEqual(run)
  })

  it('tries again what failed, and what needed it', async () => {
    const run = await paused(1)
    const done = await stage.execution.resume(other('engineer'), run.id, 'retry', 20_000)
    expect(done.state).toBe('succeeded')
    expect(states(done)).toEqual(['verified', 'verified', 'verified'])
    const { items } = await stage.store.audit.list({ target: null, limit: 20, cursor: null })
    expect(items.map(({ summary }) => summary)).toContain(`Run ${run.number}: Bob (engineer) tries again`)
  })

  it('goes on without it', async () => {
    const run = await paused(1)
    const done = await stage.execution.resume(asker(), run.id, 'continue', 20_000)
    expect(done.state).toBe('failed')
    expect(states(done)).toEqual(['verified', 'failed', 'skipped'])
    expect(done.changes[2]?.code).toBe('NEED_FAILED')
    await expect(stage.execution.resume(asker(), run.id, 'continue', 0)).rejects.toMatchObject({ kind: 'state' })
  })

  it('is ended where it stands', async () => {
    const run = await paused(1)
    const done = await stage.execution.cancel(asker(), run.id)
    expect(done.state).toBe('cancelled')
    expect(states(done)).toEqual(['verified', 'failed', 'skipped'])
    expect(await on('MON 1')).toBe(sender('CAM 4'))
  })

  it('does not ask where there is nothing to decide', async () => {
    await refuse('MON 1')
    const run = await stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')], { onFailure: 'pause-and-ask' }))
    expect(run.state).toBe('failed')
  })

  it('lets a viewer answer nothing', async () => {
    const run = await paused(1)
    await expect(stage.execution.resume(asker('viewer'), run.id, 'retry', 0)).rejects.toMatchObject({
      decisions: [{ code: 'ROLE' }],
    })
    await stage.forget()
    await expect(stage.execution.compensate(asker('viewer'), run.id, 0)).rejects.toMatchObject({
      decisions: [{ code: 'ROLE' }],
    })
    expect(await patched()).toEqual([])
  })
})

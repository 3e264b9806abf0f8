import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ActivationInput } from '../../../src/contract'
import { formatTai, taiDuration, utcToTai } from '../../../src/main/nmos/tai'
import { named } from './names'
import { type Stage, asker, input, startStage, states } from './stage'

let stage: Stage
const { sender, receiver, connect, disconnect, on } = named(() => stage)
beforeAll(async () => {
  stage = await startStage({})
})
afterAll(async () => {
  await stage.stop()
})
beforeEach(async () => {
  await stage.execution.start(
    asker(),
    input([connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2'), connect('CAM 1', 'Switcher ME1/IN 3')]),
  )
  await stage.forget()
})

const all = () => [connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'), connect('CAM 4', 'Switcher ME1/IN 3')]
const start = (activation: ActivationInput, more: object = {}) =>
  stage.execution.start(asker(), input(all(), { activation, ...more }))
const where = async () => [await on('MON 1'), await on('MON 2'), await on('Switcher ME1/IN 3')]
const everywhere = (name: string) => [sender(name), sender(name), sender(name)]

describe('what is activated in two steps', () => {
  it.each<ActivationInput>([{ mode: 'preset' }, { mode: 'together' }])(
    'is staged everywhere first: %j',
    async (how) => {
      const run = await start(how)
      expect(run.state).toBe('succeeded')
      expect(states(run)).toEqual(['verified', 'verified', 'verified'])
      expect(await where()).toEqual(everywhere('CAM 4'))
      expect(run.spreadMs).toBeGreaterThanOrEqual(0)
      for (const change of run.changes) {
        expect(change.stagedAt).toBeDefined()
        expect(change.activatedAt).toMatch(/^\d+:\d+$/)
      }
      expect(await stage.store.runs.get(run.id)).toEqual(run)
    },
  )

  it('cuts at one moment that the devices hold', async () => {
    const run = await start({ mode: 'together' })
    const moments = new Set(run.changes.map(({ activatedAt }) => activatedAt))
    expect(moments.size).toBe(1)
    expect(run.spreadMs).toBe(0)
  })

  it('takes a moment that is given, absolute or relative', async () => {
    const at = formatTai(utcToTai(Date.now() + 700))
    const absolute = await start({ mode: 'activate_scheduled_absolute', requestedTime: at })
    expect(absolute.state).toBe('succeeded')
    expect(new Set(absolute.changes.map(({ activatedAt }) => activatedAt))).toEqual(new Set([at]))
    await stage.execution.start(
      asker(),
      input([disconnect('MON 1'), disconnect('MON 2'), disconnect('Switcher ME1/IN 3')]),
    )
    const relative = await start({
      mode: 'activate_scheduled_relative',
      requestedTime: formatTai(taiDuration(400)),
    })
    expect(relative.state).toBe('succeeded')
    expect(await where()).toEqual(everywhere('CAM 4'))
  })

  it('activates from here, at the same moment, what takes no scheduled activation, and says so', async () => {
    await stage.fate('node/without-schedules', { node: 'SNP-04', on: true })
    const run = await start({ mode: 'together' })
    await stage.fate('node/without-schedules', { node: 'SNP-04', on: false })
    expect(run.state).toBe('succeeded')
    expect(await where()).toEqual(everywhere('CAM 4'))
    expect(run.warnings.filter(({ code }) => code === 'ACTIVATED_FROM_HERE').length).toBeGreaterThan(0)
  })

  it.each<ActivationInput>([
    { mode: 'activate_scheduled_absolute', requestedTime: '1:0' },
    { mode: 'activate_scheduled_absolute', requestedTime: formatTai(utcToTai(Date.now() + 3_600_000)) },
    { mode: 'activate_scheduled_relative', requestedTime: '31:0' },
  ])('refuses a moment that is over or too far ahead: %j', async (activation) => {
    await expect(start(activation)).rejects.toMatchObject({ decisions: [{ code: 'BAD_MOMENT' }] })
    expect(await stage.requests()).toHaveLength(0)
  })

  it('switches nothing when one cannot be staged and all is to be put back', async () => {
    const before = await where()
    await stage.fate('port/refuse', { id: receiver('Switcher ME1/IN 3'), code: 400, error: 'No such format' })
    const run = await start({ mode: 'preset' }, { onFailure: 'auto-rollback' })
    expect(run.state).toBe('compensated')
    expect(await where()).toEqual(before)
    expect([...states(run)].sort()).toEqual(['failed', 'skipped', 'skipped'])
    // Nothing of it is left in staged either.
    const node = stage.lab.nodes.find(({ store }) => store.receivers.has(receiver('MON 1')))
    const staged = (await (
      await fetch(`${node?.url ?? ''}/x-nmos/connection/v1.1/single/receivers/${receiver('MON 1')}/staged`)
    ).json()) as { readonly sender_id: unknown }
    expect(staged.sender_id).toBe(sender('CAM 1'))
  })
})

describe('a staged take', () => {
  it('waits, survives a restart, and is activated later', async () => {
    const run = await start({ mode: 'stage' })
    expect(run).toMatchObject({ state: 'paused', question: { code: 'STAGED', answers: ['continue', 'cancel'] } })
    expect(await where()).toEqual(everywhere('CAM 1'))
    const engine = stage.again()
    await engine.recover()
    await expect(engine.resume(asker(), run.id, 'retry', 0)).rejects.toMatchObject({ kind: 'state' })
    const done = await engine.resume(asker(), run.id, 'continue', 20_000)
    expect(done.state).toBe('succeeded')
    expect(await where()).toEqual(everywhere('CAM 4'))
  })

  it('can be discarded: staged is what is active again', async () => {
    const run = await start({ mode: 'stage' })
    const done = await stage.execution.cancel(asker(), run.id)
    expect(done.state).toBe('cancelled')
    expect(done.changes.map(({ code }) => code)).toEqual(['DISCARDED', 'DISCARDED', 'DISCARDED'])
    expect(await where()).toEqual(everywhere('CAM 1'))
  })
})

describe('several changes of one node', () => {
  it('go in one request where the device offers it, and each result counts', async () => {
    await stage.fate('port/refuse', { id: receiver('MON 2'), code: 400, error: 'Not today' })
    const run = await start({ mode: 'activate_immediate' })
    expect(states(run)).toEqual(['verified', 'failed', 'verified'])
    expect(run.changes[1]?.error?.text).toContain('Not today')
    const posts = await stage.requests('method=POST')
    expect(posts.map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual(['bulk/receivers'])
  })

  it('go one after another where it does not, or where that is the setting', async () => {
    stage.set({ execution: { bulk: false } })
    const run = await start({ mode: 'activate_immediate' })
    stage.set({ execution: { bulk: true } })
    expect(run.state).toBe('succeeded')
    expect(await stage.requests('method=POST')).toHaveLength(0)
    await stage.fate('node/without-bulk', { node: '*', code: 404 })
    const again = await start({ mode: 'preset' })
    await stage.fate('node/without-bulk', { node: '*', code: null })
    expect(again.state).toBe('succeeded')
  })
})

describe('a receiver on and off', () => {
  it('keeps what it receives', async () => {
    const off = await stage.execution.start(
      asker(),
      input([{ type: 'receiver.disable', receiverId: receiver('MON 1') }]),
    )
    expect(off.state).toBe('succeeded')
    expect(await stage.active('receivers', receiver('MON 1'))).toMatchObject({
      master_enable: false,
      sender_id: sender('CAM 1'),
    })
    const back = await stage.execution.start(
      asker(),
      input([{ type: 'receiver.enable', receiverId: receiver('MON 1') }]),
    )
    expect(back.state).toBe('succeeded')
    expect(await on('MON 1')).toBe(sender('CAM 1'))
  })
})

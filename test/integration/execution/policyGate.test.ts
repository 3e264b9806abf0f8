import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Id, PolicyDecision, Role, Tally } from '../../../src/contract'
import { nothing } from '../../support/noPolicies'
import { named } from './names'
import { type Stage, asker, input, other, startStage } from './stage'

let stage: Stage
const { sender, receiver, connect, disconnect, on, patched } = named(() => stage)
beforeAll(async () => {
  stage = await startStage({})
})
afterAll(async () => {
  await stage.stop()
})
beforeEach(async () => {
  stage.rule(() => nothing)
  stage.plant.setMarks(receiver('MON 1'), { tally: null })
  stage.plant.setMarks(receiver('MON 2'), { tally: null })
  stage.set({ tally: { recallSkipsOnAir: true } })
  await stage.execution.start(asker(), input([connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2')]))
  await stage.forget()
})

const says = (verdict: PolicyDecision['verdict'], override: Role | null = null): PolicyDecision => ({
  ...nothing,
  verdict,
  text: 'No CAM 4 on MON 1.',
  matches: [
    {
      ruleId: 'no-cam-4',
      label: 'No CAM 4',
      kind: 'forbidden_pair',
      effect: verdict === 'denied' ? 'deny' : verdict === 'approval' ? 'require-approval' : 'warn',
      priority: 1,
      reason: 'CAM 4 is not for MON 1.',
      override,
    },
  ],
  override,
})
const ruled = (decision: PolicyDecision) => {
  stage.rule((from, to) => (from === sender('CAM 4') && to === receiver('MON 1') ? decision : nothing))
}
const take = (who = asker(), more: object = {}) =>
  stage.execution.start(who, input([connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2')], more))
const codes = (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => ['DONE'],
    (error: unknown) =>
      (error as { readonly decisions?: readonly { readonly effect: string; readonly code: string }[] }).decisions
        ?.filter(({ effect }) => effect !== 'allow')
        .map(({ code }) => code) ?? [String(error)],
  )

describe('a policy', () => {
  it('that denies refuses with its words, and what it looked at is in the decision', async () => {
    ruled(says('denied'))
    const error = (await take().catch((thrown: unknown) => thrown)) as {
      readonly decisions: readonly { readonly code: string; readonly text: string; readonly policy?: PolicyDecision }[]
    }
    const denied = error.decisions.find(({ code }) => code === 'POLICY')
    expect(denied?.text).toBe('MON 1: No CAM 4 on MON 1. Nobody may overrule it.')
    expect(denied?.policy?.matches[0]?.ruleId).toBe('no-cam-4')
    expect(await patched()).toEqual([])
    const run = await take(asker(), { onRefused: 'skip' })
    expect(run.changes.map(({ state, code }) => [state, code])).toEqual([
      ['skipped', 'POLICY'],
      ['verified', undefined],
    ])
  })

  it.each<readonly [Role, readonly string[]]>([
    ['operator', ['POLICY']],
    ['engineer', ['DONE']],
    ['admin', ['DONE']],
  ])('that an engineer may overrule is overruled by an %s with a reason: %s', async (role, expected) => {
    ruled(says('denied', 'engineer'))
    expect(await codes(take(asker(role)))).toEqual(['POLICY'])
    expect(await codes(take(asker(role), { override: { reason: 'The director wants it' } }))).toEqual(expected)
  })

  it('that was overruled says so in the run and in the audit', async () => {
    ruled(says('denied', 'operator'))
    const run = await take(asker(), { override: { reason: 'The director wants it' } })
    expect(run.decisions.find(({ code }) => code === 'OVERRIDDEN')).toMatchObject({
      effect: 'allow',
      overridden: 'The director wants it',
    })
    expect(run.warnings.map(({ code }) => code)).toContain('OVERRIDDEN')
    const { items } = await stage.store.audit.list({ target: receiver('MON 1'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ what: 'take', override: true, policy: 'denied' })
  })

  it('that has nothing against it is in the audit as well; without any rule there is nothing to say', async () => {
    ruled(says('denied'))
    const row = async () =>
      (await stage.store.audit.list({ target: receiver('MON 2'), limit: 1, cursor: null })).items[0]
    await stage.execution.start(asker(), input([connect('CAM 4', 'MON 2')]))
    expect(await row()).toMatchObject({ what: 'take', override: false, policy: 'allowed' })
    stage.rule(null)
    await stage.execution.start(asker(), input([connect('CAM 2', 'MON 2')]))
    expect(await row()).toMatchObject({ what: 'take', policy: null })
  })

  it('that warns lets it through with the warning', async () => {
    ruled(says('warned'))
    const run = await take()
    expect(run.state).toBe('succeeded')
    expect(run.warnings.map(({ code }) => code)).toContain('POLICY_WARNING')
  })

  it('that wants a second person gets one', async () => {
    ruled(says('approval'))
    const run = await take()
    expect(run).toMatchObject({ state: 'awaiting_approval', approval: { needs: 'engineer' } })
    expect(run.approval?.reasons[0]).toContain('No CAM 4 on MON 1.')
    const done = await stage.execution.approve(other('engineer'), run.id, { confirm: [], waitMs: 20_000 })
    expect(done.state).toBe('succeeded')
  })

  it('is seen while dragging, for all destinations at once', () => {
    ruled(says('denied'))
    const candidates = stage.execution.candidates(asker(), { senderId: sender('CAM 4') })
    expect(candidates.find(({ id }) => id === receiver('MON 1'))).toMatchObject({
      verdict: 'refused',
      code: 'POLICY',
      reasons: ['No CAM 4 on MON 1.'],
    })
    expect(candidates.find(({ id }) => id === receiver('MON 2'))?.verdict).toBe('fits')
  })
})

describe('what is on air', () => {
  const tally = (more: Partial<Tally> = {}): Tally => ({
    state: 'on-air',
    since: '2026-11-21T18:00:00.000Z',
    stale: false,
    by: 'TX',
    ...more,
  })
  const onAir = (name: string, more: Partial<Tally> = {}) => {
    stage.plant.setMarks(receiver(name), { tally: tally(more) })
  }

  it.each([
    ['routed', () => connect('CAM 4', 'MON 1')],
    ['disconnected', () => disconnect('MON 1')],
    ['switched off', () => ({ type: 'receiver.disable', receiverId: receiver('MON 1') }) as const],
    ['left without its sender', () => ({ type: 'sender.deactivate', senderId: sender('CAM 1') }) as const],
  ])('is %s only by who says yes to it', async (_, action) => {
    onAir('MON 1')
    await expect(stage.execution.start(asker(), input([action()]))).rejects.toThrow(/on air since 2026-11-21 18:00:00/)
    expect(await patched()).toEqual([])
    const run = await stage.execution.start(asker(), input([action()], { confirm: ['ON_AIR'] }))
    expect(run.state).toBe('succeeded')
    const back = [{ type: 'sender.activate', senderId: sender('CAM 1') } as const]
    await stage.execution.start(asker(), input(back))
  })

  it('counts as such when its tally is stale, and that is said', async () => {
    onAir('MON 1', { state: 'preset', stale: true })
    await expect(take()).rejects.toThrow(/held as on air: its tally \(TX\) has not been heard/)
  })

  it('is not only preset', async () => {
    onAir('MON 1', { state: 'preset' })
    expect((await take()).state).toBe('succeeded')
  })

  it('is touched through a device too', async () => {
    await stage.execution.start(asker(), input([connect('PROC 1 OUT 1', 'MON 2')]))
    onAir('MON 2')
    const upstream = connect('CAM 2', 'PROC 1 IN 1')
    expect(await codes(stage.execution.start(asker(), input([upstream])))).toEqual(['ON_AIR'])
  })

  it('is left out by a salvo, by name, or refuses the whole, as it is set', async () => {
    onAir('MON 1')
    const source = { kind: 'salvo', id: 's', label: 'Line-up' } as const
    const run = await take(asker(), { source, onRefused: 'skip' })
    expect(run.changes.map(({ target, state, code }) => [target.label, state, code])).toEqual([
      ['MON 1', 'skipped', 'ON_AIR'],
      ['MON 2', 'verified', undefined],
    ])
    expect(await on('MON 1')).toBe(sender('CAM 1'))
    stage.set({ tally: { recallSkipsOnAir: false } })
    await expect(take(asker(), { source, onRefused: 'skip' })).rejects.toThrow(/The whole is refused: MON 1 is on air/)
    const yes = await take(asker(), { source, onRefused: 'skip', confirm: ['ON_AIR'] })
    expect(yes.state).toBe('succeeded')
  })

  it('is free where a rule of protection allows it', async () => {
    onAir('MON 1')
    const [match] = says('warned').matches
    if (match === undefined) throw new Error('no match')
    stage.rule((_from: Id | null, to: Id) =>
      to === receiver('MON 1')
        ? { ...nothing, text: 'Rehearsal.', matches: [{ ...match, kind: 'on_air_protection', effect: 'allow' }] }
        : nothing,
    )
    expect((await take()).state).toBe('succeeded')
  })
})

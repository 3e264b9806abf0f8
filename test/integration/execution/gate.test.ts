import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Action, Role } from '../../../src/contract'
import { planDiffText } from '../../../src/main/execution/planDiff'
import { nothing } from '../../support/noPolicies'
import { named } from './names'
import { type Stage, asker, input, other, startStage, states } from './stage'

let stage: Stage
const { sender, receiver, connect, disconnect, on, patched } = named(() => stage)
beforeAll(async () => {
  stage = await startStage({})
})
afterAll(async () => {
  await stage.stop()
})
beforeEach(async () => {
  stage.set({ approval: { routes: null, scopes: [] }, changeControl: { scopes: [] } })
  await stage.execution.start(asker(), input([connect('CAM 1', 'MON 1'), connect('CAM 1', 'MON 2')]))
  await stage.forget()
})

const hold = (type: 'destination.lock' | 'destination.protect', name: string, reason = 'rehearsal'): Action => ({
  type,
  receiverId: receiver(name),
  reason,
  durationS: null,
})
const release = (name: string, reason = ''): Action => ({
  type: 'destination.release',
  receiverId: receiver(name),
  reason,
})
const act = (who: ReturnType<typeof asker>, ...actions: readonly Action[]) => stage.execution.start(who, input(actions))
const codes = (work: Promise<unknown>) =>
  work.then(
    () => ['DONE'],
    (error: unknown) =>
      (error as { readonly decisions?: readonly { readonly effect: string; readonly code: string }[] }).decisions
        ?.filter(({ effect }) => effect !== 'allow')
        .map(({ code }) => code) ?? [String(error)],
  )

describe('a locked destination', () => {
  it('is routed by nobody, not even its owner, until it is released', async () => {
    expect((await act(asker(), hold('destination.lock', 'MON 1'))).state).toBe('succeeded')
    expect(stage.plant.entry('receiver', receiver('MON 1'))?.marks.lock).toMatchObject({
      kind: 'lock',
      owner: { name: 'Ada (operator)' },
      reason: 'rehearsal',
    })
    const mine = act(asker(), connect('CAM 4', 'MON 1'))
    await expect(mine).rejects.toThrow(/MON 1: Locked by Ada \(operator\) since .* UTC: rehearsal\./)
    expect(await codes(act(other(), disconnect('MON 1')))).toEqual(['LOCKED'])
    expect(await codes(act(other('admin'), connect('CAM 4', 'MON 1')))).toEqual(['LOCKED'])
    expect(await codes(act(other(), { type: 'receiver.disable', receiverId: receiver('MON 1') }))).toEqual(['LOCKED'])
    expect(await codes(act(other(), { type: 'sender.deactivate', senderId: sender('CAM 1') }))).toEqual(['LOCKED'])
    expect(await patched()).toEqual([])
    const candidates = stage.execution.candidates(other(), { senderId: sender('CAM 4') })
    expect(candidates.find(({ id }) => id === receiver('MON 1'))).toMatchObject({ verdict: 'refused', code: 'LOCKED' })
    await act(asker(), release('MON 1'))
    expect((await act(other(), connect('CAM 4', 'MON 1'))).state).toBe('succeeded')
  })

  it.each<readonly [Role, string, readonly string[]]>([
    ['operator', 'I need it', ['LOCKED']],
    ['engineer', '', ['REASON_WANTED']],
    ['engineer', 'I need it', ['DONE']],
    ['admin', 'I need it', ['DONE']],
  ])('is released by force by an %s with the reason “%s”: %s', async (role, reason, expected) => {
    await act(asker(), hold('destination.lock', 'MON 1'))
    expect(await codes(act(other(role), release('MON 1', reason)))).toEqual(expected)
    if (stage.holds.of(receiver('MON 1')) !== null) await act(asker(), release('MON 1'))
  })

  it('cannot be locked by somebody else, and what is free cannot be released', async () => {
    await act(asker(), hold('destination.protect', 'MON 1'))
    expect(await codes(act(other(), hold('destination.lock', 'MON 1')))).toEqual(['LOCKED'])
    await act(asker(), release('MON 1'))
    expect(await codes(act(asker(), release('MON 1')))).toEqual(['NOT_HELD'])
  })

  it('that is only protected is routed by its owner', async () => {
    await act(asker(), hold('destination.protect', 'MON 1'))
    expect(await codes(act(other(), connect('CAM 4', 'MON 1')))).toEqual(['LOCKED'])
    expect((await act(asker(), connect('CAM 4', 'MON 1'))).state).toBe('succeeded')
    await act(asker(), release('MON 1'))
  })

  it('is released, routed and locked again by one request, in that order', async () => {
    await act(asker(), hold('destination.lock', 'MON 1'))
    const run = await act(asker(), hold('destination.lock', 'MON 1', 'again'), connect('CAM 4', 'MON 1')).catch(
      () => null,
    )
    expect(run).toBeNull()
    const whole = await act(asker(), connect('CAM 4', 'MON 1'), release('MON 1'))
    expect(whole.state).toBe('succeeded')
    expect(whole.changes.map(({ driver }) => driver)).toEqual(['holds', 'is05'])
    const locked = await act(asker(), hold('destination.lock', 'MON 1'), connect('CAM 3', 'MON 1'))
    expect(locked.changes.map(({ driver }) => driver)).toEqual(['is05', 'holds'])
    await act(asker(), release('MON 1'))
  })
})

describe('the plan', () => {
  it('names circles, also through devices that send on what they get', async () => {
    const round = [connect('CAM 4', 'MON 1', { needs: [1] }), connect('CAM 4', 'MON 2', { needs: [0] })]
    await expect(act(asker(), ...round)).rejects.toThrow('These wait for each other: MON 1 → MON 2 → MON 1.')
    expect(await codes(act(asker(), connect('PROC 1 OUT 1', 'PROC 1 IN 1')))).toEqual(['CIRCULAR'])
    const both = [connect('PROC 1 OUT 1', 'PROC 1 IN 2'), connect('PROC 1 OUT 2', 'PROC 1 IN 1')]
    await expect(act(asker(), ...both)).rejects.toThrow(/fed with its own output: .*PROC 1 IN/)
    expect(await patched()).toEqual([])
  })

  it('routes into a device before what comes out of it, and names who feels it', async () => {
    await act(asker(), connect('PROC 1 OUT 1', 'MON 2'))
    await stage.forget()
    const run = await stage.execution.start(
      asker(),
      input([connect('PROC 1 OUT 1', 'MON 1'), connect('CAM 2', 'PROC 1 IN 1')], { dryRun: true }),
    )
    expect(run.changes.map(({ target }) => target.label)).toEqual(['PROC 1 IN 1', 'MON 1'])
    expect(run.changes[1]?.needs).toEqual([run.changes[0]?.id])
    expect(run.disturbs).toMatchObject([{ kind: 'downstream', target: receiver('MON 2'), label: 'MON 2', action: 1 }])
    expect(await stage.requests('not=GET')).toHaveLength(0)
    const text = planDiffText(run)
    expect(text).toContain('--- now')
    expect(text).toMatch(/- MON 1: CAM 1\n\+ MON 1: PROC 1 OUT 1/)
    expect(text).toContain('! MON 2 gets what PROC 1 IN 1 gets')
  })

  it('says which of many it does not know, and what is named twice', async () => {
    const unknown: Action = { type: 'route.connect', senderId: 'nobody', receiverId: receiver('MON 2') }
    expect(await codes(act(asker(), connect('CAM 4', 'MON 1'), unknown))).toEqual(['UNKNOWN_SENDER'])
    const twice = act(asker(), connect('CAM 4', 'MON 1'), connect('CAM 3', 'MON 1'))
    await expect(twice).rejects.toThrow('MON 1 is named more than once in this request')
    const self: Action = { type: 'route.connect', senderId: receiver('MON 1'), receiverId: receiver('MON 1') }
    expect(await codes(act(asker(), self))).toEqual(['ROUTE_TO_ITSELF'])
    expect(await codes(act(asker(), connect('CAM 4', 'MON 1', { needs: [7] })))).toEqual(['UNKNOWN_NEED'])
    expect(await patched()).toEqual([])
  })

  it('skips what is refused and does the rest, by name, without a compensation', async () => {
    const unknown: Action = { type: 'route.connect', senderId: 'nobody', receiverId: receiver('MON 2') }
    const run = await stage.execution.start(
      asker(),
      input([unknown, connect('CAM 4', 'MON 1')], { onRefused: 'skip', onFailure: 'auto-rollback' }),
    )
    expect(run.state).toBe('succeeded')
    expect(run.compensation).toBeNull()
    expect(run.changes.map(({ state, code }) => [state, code])).toEqual([
      ['skipped', 'UNKNOWN_SENDER'],
      ['verified', undefined],
    ])
  })

  it('leaves what is so already, where that is asked for', async () => {
    const run = await stage.execution.start(
      asker(),
      input([connect('CAM 1', 'MON 1'), connect('CAM 4', 'MON 2')], { skipDone: true }),
    )
    expect(run.state).toBe('succeeded')
    expect(run.changes.map(({ code }) => code)).toEqual(['ALREADY_SO', undefined])
    expect(await patched()).toEqual([receiver('MON 2')])
  })
})

describe('what the operator saw', () => {
  it('has changed: the refusal says by whom, and a yes takes it all the same', async () => {
    await act(other(), connect('CAM 3', 'MON 1'))
    const seen = connect('CAM 4', 'MON 1', { expected: { senderId: sender('CAM 1') } })
    await expect(act(asker(), seen)).rejects.toThrow(/on CAM 3 now \(Bob \(operator\) took it at .* run \d+\)/)
    const run = await stage.execution.start(asker(), input([seen], { confirm: ['CHANGED_MEANWHILE'] }))
    expect(run.state).toBe('succeeded')
  })
})

describe('taking back', () => {
  it('is a plan that needs a TAKE, and warns where the world has moved on', async () => {
    const run = await act(asker(), connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'))
    const plan = await stage.execution.undo(asker(), 'last')
    expect(plan).toMatchObject({ state: 'planned', source: { kind: 'undo', id: run.id } })
    expect(plan.changes.map(({ summary }) => summary).sort()).toEqual([
      'MON 1: CAM 4 → CAM 1, 2 legs',
      'MON 2: CAM 4 → CAM 1, 2 legs',
    ])
    expect(await on('MON 1')).toBe(sender('CAM 4'))
    await act(other(), connect('CAM 3', 'MON 2'))
    expect(await codes(stage.execution.approve(asker(), plan.id, { confirm: [], waitMs: 20_000 }))).toEqual([
      'CHANGED_MEANWHILE',
    ])
    const again = await stage.execution.undo(asker(), run.id)
    expect(again.warnings.map(({ code }) => code)).toContain('CHANGED_MEANWHILE')
    const done = await stage.execution.approve(asker(), again.id, {
      confirm: ['CHANGED_MEANWHILE'],
      waitMs: 20_000,
    })
    expect(done.state).toBe('succeeded')
    expect([await on('MON 1'), await on('MON 2')]).toEqual([sender('CAM 1'), sender('CAM 1')])
  })

  it('of the last one does not take back the taking back', async () => {
    const run = await act(asker(), connect('CAM 4', 'MON 1'))
    const plan = await stage.execution.undo(asker(), 'last')
    await stage.execution.approve(asker(), plan.id, { confirm: [], waitMs: 20_000 })
    await expect(stage.execution.undo(asker(), 'last')).rejects.toMatchObject({
      kind: 'state',
      message: expect.stringContaining(`Run ${run.number} has been taken back already`) as string,
    })
  })

  it('of a release puts the lock back with its end, and says whose it was', async () => {
    const mon = receiver('MON 2')
    const lock = { ...hold('destination.lock', 'MON 2', 'rehearsal'), durationS: 3_600 } as Action
    await act(other(), lock)
    const until = stage.holds.of(mon)?.until ?? ''
    const own = await act(other(), release('MON 2'))
    const again = await stage.execution.undo(other(), own.id)
    await stage.execution.approve(other(), again.id, { confirm: [], waitMs: 20_000 })
    expect(stage.holds.of(mon)).toMatchObject({ owner: { id: other().actor.id }, reason: 'rehearsal', until })
    const forced = await act(asker('engineer'), release('MON 2', 'needed'))
    const plan = await stage.execution.undo(asker('engineer'), forced.id)
    expect(plan.changes.map(({ summary }) => summary)).toEqual([
      `MON 2: locked, until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC (Put back, locked by Bob (operator) before: rehearsal)`,
    ])
    const done = await stage.execution.approve(asker('engineer'), plan.id, { confirm: [], waitMs: 20_000 })
    expect(done.state).toBe('succeeded')
    expect(stage.holds.of(mon)).toMatchObject({
      ...{ kind: 'lock', owner: { name: 'Ada (engineer)' }, until },
      reason: 'Put back, locked by Bob (operator) before: rehearsal',
    })
    await act(asker('engineer'), release('MON 2'))
    await act(other(), { ...hold('destination.protect', 'MON 2'), durationS: 1 } as Action)
    const late = await act(other(), release('MON 2'))
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await expect(stage.execution.undo(other(), late.id)).rejects.toThrow(
      /MON 2 is not protected again: that of Bob \(operator\) would have ended at/,
    )
  })

  it('of nothing is a sentence', async () => {
    await expect(stage.execution.undo(other('viewer'), 'last')).rejects.toMatchObject({ kind: 'unknown' })
    const planned = await stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')], { dryRun: true }))
    await expect(stage.execution.undo(asker(), planned.id)).rejects.toMatchObject({ kind: 'state' })
  })
})

describe('a second person', () => {
  it('is asked for over the limit, is somebody else, and has the role', async () => {
    stage.set({ approval: { routes: 1, role: 'engineer' } })
    const run = await act(asker(), connect('CAM 4', 'MON 1'), connect('CAM 4', 'MON 2'))
    expect(run).toMatchObject({ state: 'awaiting_approval', approval: { needs: 'engineer', by: null } })
    expect(await patched()).toEqual([])
    const yes = (who: ReturnType<typeof asker>) => stage.execution.approve(who, run.id, { confirm: [], waitMs: 20_000 })
    expect(await codes(yes(asker()))).toEqual(['OWN_APPROVAL'])
    expect(await codes(yes(other()))).toEqual(['APPROVAL_ROLE'])
    await stage.again().recover()
    const done = await yes(other('engineer'))
    expect(done).toMatchObject({
      state: 'succeeded',
      actor: { name: 'Ada (operator)' },
      approval: { by: { name: 'Bob (engineer)' } },
    })
  })

  it('is asked for where a place wants it, also for a plan that its maker approves', async () => {
    const { room } = stage.plant.entry('receiver', receiver('MON 1')) ?? {}
    stage.set({ approval: { scopes: [{ kind: 'room', room: room ?? '', site: null }] } })
    const plan = await stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')], { dryRun: true }))
    expect(plan.state).toBe('planned')
    const waiting = await stage.execution.approve(asker(), plan.id, { confirm: [], waitMs: 20_000 })
    expect(waiting.state).toBe('awaiting_approval')
    const cancelled = await stage.execution.cancel(asker(), plan.id)
    expect(cancelled.state).toBe('cancelled')
  })
})

describe('a change', () => {
  const inOneHour = () => ({
    kind: 'change' as const,
    label: 'Night shift',
    note: '',
    repeat: null,
    policies: { on: [], off: [] },
    scope: { kind: 'all' as const },
    start: new Date(Date.now() + 3_600_000).toISOString(),
    end: new Date(Date.now() + 7_200_000).toISOString(),
  })

  it('runs inside an approved window only; else it says when, or waits for it', async () => {
    const marked = input([connect('CAM 4', 'MON 1')], { change: true })
    await expect(stage.execution.start(asker(), marked)).rejects.toThrow('No approved change window lies ahead')
    const window = await stage.windows.create(asker('engineer'), inOneHour())
    await expect(stage.execution.start(asker(), marked)).rejects.toThrow('No approved change window lies ahead')
    await stage.windows.approve(other('engineer'), window.id)
    await expect(stage.execution.start(asker(), marked)).rejects.toThrow(/“Night shift”, begins at/)
    const run = await stage.execution.start(asker(), { ...marked, ifClosed: 'queue' })
    expect(run).toMatchObject({ state: 'planned', warnings: [{ code: 'QUEUED' }] })
    expect(states(run)).toEqual(['pending'])
    expect(stage.queued).toEqual([[run.id, window.start]])
    await stage.windows.remove(asker('engineer'), window.id)
    const open = await stage.windows.create(asker('engineer'), {
      ...inOneHour(),
      start: new Date(Date.now() - 1000).toISOString(),
    })
    await stage.windows.approve(other('engineer'), open.id)
    expect((await stage.execution.start(asker(), marked)).state).toBe('succeeded')
    await stage.windows.remove(asker('engineer'), open.id)
  })

  it('that wants a second person too is approved before its window opens, and waits for that', async () => {
    stage.set({ approval: { routes: 0 } })
    const window = await stage.windows.create(asker('engineer'), inOneHour())
    await stage.windows.approve(other('engineer'), window.id)
    const marked = input([connect('CAM 4', 'MON 1')], { change: true, ifClosed: 'queue' })
    const run = await stage.execution.start(asker(), marked)
    const before = stage.queued.length
    expect(run).toMatchObject({ state: 'awaiting_approval', approval: { by: null }, warnings: [{ code: 'QUEUED' }] })
    const yes = (who: ReturnType<typeof asker>) => stage.execution.approve(who, run.id, { confirm: [], waitMs: 20_000 })
    expect(await codes(yes(asker()))).toEqual(['OWN_APPROVAL'])
    const approved = await yes(other('engineer'))
    expect(approved).toMatchObject({
      ...{ state: 'planned', approval: { by: { name: 'Bob (engineer)' } }, startedAt: null },
      warnings: [{ code: 'QUEUED', text: expect.stringContaining('“Night shift”') as string }],
    })
    expect(stage.queued.slice(before)).toEqual([[run.id, window.start]])
    expect(await patched()).toEqual([])
    expect(await codes(yes(asker()))).toEqual(['CHANGE_WINDOW'])
    await stage.windows.update(asker('engineer'), window.id, {
      ...inOneHour(),
      start: new Date(Date.now() - 1000).toISOString(),
    })
    await stage.windows.approve(other('engineer'), window.id)
    const done = await yes({ ...asker(), origin: 'schedule' })
    expect(done).toMatchObject({ state: 'succeeded', approval: { by: { name: 'Bob (engineer)' } } })
    expect(await on('MON 1')).toBe(sender('CAM 4'))
    await stage.windows.remove(asker('engineer'), window.id)
  })

  it('that waits for a window which was put off waits for it again', async () => {
    const window = await stage.windows.create(asker('engineer'), inOneHour())
    await stage.windows.approve(other('engineer'), window.id)
    const marked = input([connect('CAM 4', 'MON 1')], { change: true, ifClosed: 'queue' })
    const run = await stage.execution.start(asker(), marked)
    const start = new Date(Date.now() + 5_400_000).toISOString()
    await stage.windows.update(asker('engineer'), window.id, { ...inOneHour(), start })
    await stage.windows.approve(other('engineer'), window.id)
    const due = { ...asker(), origin: 'schedule' } as const
    const again = await stage.execution.approve(due, run.id, { confirm: [], waitMs: 0 })
    expect(again.warnings.map(({ text }) => text)).toEqual([
      `It waits for the change window “Night shift”, which begins at ${start}.`,
    ])
    expect(stage.queued.at(-1)).toEqual([run.id, start])
    await stage.windows.remove(asker('engineer'), window.id)
  })

  it('that waits for its window is not begun without the second person whom a policy wants', async () => {
    const window = await stage.windows.create(asker('engineer'), inOneHour())
    await stage.windows.approve(other('engineer'), window.id)
    stage.rule(() => ({ ...nothing, verdict: 'approval', text: 'Studio A wants a second person.' }))
    const marked = input([connect('CAM 4', 'MON 1')], { change: true, ifClosed: 'queue' })
    const asked = await stage.execution.start(asker(), marked)
    expect(asked).toMatchObject({ state: 'awaiting_approval', approval: { by: null } })
    stage.rule(() => nothing)
    const queued = await stage.execution.start(asker(), marked)
    expect(queued.state).toBe('planned')
    stage.rule(() => ({ ...nothing, verdict: 'approval', text: 'Studio A wants a second person.' }))
    await stage.windows.update(asker('engineer'), window.id, {
      ...inOneHour(),
      start: new Date(Date.now() - 1000).toISOString(),
    })
    await stage.windows.approve(other('engineer'), window.id)
    const due = { ...asker(), origin: 'schedule' } as const
    expect(await stage.execution.approve(due, queued.id, { confirm: [], waitMs: 20_000 })).toMatchObject({
      state: 'awaiting_approval',
    })
    expect(await patched()).toEqual([])
    stage.rule(() => nothing)
    await stage.windows.remove(asker('engineer'), window.id)
  })

  it('is whatever touches a place under change control', async () => {
    stage.set({ changeControl: { scopes: [{ kind: 'selection', ids: [receiver('MON 1')] }] } })
    expect(await codes(act(asker(), connect('CAM 4', 'MON 1')))).toEqual(['CHANGE_WINDOW'])
    expect((await act(asker(), connect('CAM 4', 'MON 2'))).state).toBe('succeeded')
  })
})

describe('dry runs that nobody approved', () => {
  it('are forgotten when they are old, with a row in the audit; what is booked or approved stays', async () => {
    const plan = () => stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')], { dryRun: true }))
    const [old, booked, taken] = [await plan(), await plan(), await plan()]
    await stage.execution.approve(asker(), taken.id, { confirm: [], waitMs: 20_000 })
    const before = new Date(Date.parse(booked.createdAt) + 60_000).toISOString()
    const isBooked = (id: string) => id === booked.id
    const forgotten = await stage.execution.forgetPlans(
      before,
      isBooked,
      (count) => `${String(count)} dry runs forgotten`,
    )
    expect(forgotten).toBeGreaterThan(0)
    expect(await stage.store.runs.get(old.id)).toBeNull()
    expect((await stage.store.runs.get(booked.id))?.state).toBe('planned')
    expect((await stage.store.runs.get(taken.id))?.state).toBe('succeeded')
    const { items } = await stage.store.audit.list({ target: null, what: 'runs.forget', limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ actor: { id: 'signalbox' }, summary: `${String(forgotten)} dry runs forgotten` })
    expect(items[0]?.detail.numbers).toContain(old.number)
    await expect(stage.execution.approve(asker(), old.id, { confirm: [], waitMs: 0 })).rejects.toMatchObject({
      kind: 'unknown',
    })
    expect(await stage.execution.forgetPlans(before, isBooked, String)).toBe(0)
  })
})

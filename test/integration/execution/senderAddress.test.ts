import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Action, LegAddress, Run } from '../../../src/contract'
import { RefusedError } from '../../../src/main/execution/execution'
import type { StartRequest } from '../../../src/main/execution/execution'
import { undoOf } from '../../../src/main/execution/undo'
import { named } from './names'
import { type Stage, asker, input, startStage, states } from './stage'

let stage: Stage
const { sender, receiver, connect, patched } = named(() => stage)
beforeEach(async () => {
  stage = await startStage({})
})
afterEach(async () => {
  await stage.stop()
})

type Params = Readonly<Record<string, unknown>>

const A = { multicast: '239.40.0.4', port: 5010 }
const B = { multicast: '239.41.0.4', port: 5012 }
const on = (name: string, legs: LegAddress[]): Action => ({ type: 'sender.activate', senderId: sender(name), legs })
const off = (name: string, legs?: LegAddress[]): Action => ({
  type: 'sender.deactivate',
  senderId: sender(name),
  ...(legs === undefined ? {} : { legs }),
})
const start = (actions: readonly Action[], more: Partial<StartRequest> = {}): Promise<Run> =>
  stage.execution.start(asker(), input(actions, more))
const nodeOf = (name: string): string =>
  stage.lab.nodes.find(({ store }) => store.senders.has(sender(name)))?.blueprint.label ?? ''
const params = async (side: 'senders' | 'receivers', id: string): Promise<readonly Params[]> =>
  (await stage.active(side, id))['transport_params'] as readonly Params[]
const sentTo = async (name: string) =>
  (await params('senders', sender(name))).map(
    (leg) => `${String(leg['destination_ip'])}:${String(leg['destination_port'])}`,
  )
const receivedAt = async (name: string) =>
  (await params('receivers', receiver(name))).map(
    (leg) => `${String(leg['multicast_ip'])}:${String(leg['destination_port'])}`,
  )

async function refusedWith(work: Promise<unknown>): Promise<readonly string[]> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof RefusedError)) throw new Error(`it was not refused: ${String(thrown)}`)
  return thrown.decisions.filter(({ effect }) => effect !== 'allow').map(({ code }) => code)
}

describe('the address of a sender', () => {
  it('is set in the request that switches it on, and taken back', async () => {
    const was = await sentTo('PLAY 2 audio')
    const run = await start([on('PLAY 2 audio', [A, B])])
    expect(run.changes).toMatchObject([
      {
        state: 'verified',
        summary:
          'PLAY 2 audio: switched on, leg 1 239.20.0.42:5004 → 239.40.0.4:5010, leg 2 239.21.0.42:5004 → 239.41.0.4:5012',
        before: { active: false },
        after: { active: true, legs: [A, B] },
      },
    ])
    expect(await patched()).toEqual([sender('PLAY 2 audio')])
    expect(await stage.active('senders', sender('PLAY 2 audio'))).toMatchObject({ master_enable: true })
    expect(await sentTo('PLAY 2 audio')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])

    const undo = undoOf(run, stage.plant, [], { actor: asker().actor, now: Date.now() })
    expect(undo.impossible).toEqual([])
    const back = await start(undo.actions)
    expect(back.state).toBe('succeeded')
    expect(await stage.active('senders', sender('PLAY 2 audio'))).toMatchObject({ master_enable: false })
    expect(await sentTo('PLAY 2 audio')).toEqual(was)
  })

  it('is set on a sender that stays off', async () => {
    const run = await start([off('PLAY 2 audio', [{ multicast: '239.40.0.9' }])])
    expect(run.changes[0]?.summary).toBe('PLAY 2 audio: stays off, leg 1 239.20.0.42:5004 → 239.40.0.9:5004')
    const [first, second] = await sentTo('PLAY 2 audio')
    expect(first).toMatch(/^239\.40\.0\.9:/)
    expect(second).not.toMatch(/^239\.40\./)
    expect(await stage.active('senders', sender('PLAY 2 audio'))).toMatchObject({ master_enable: false })
  })

  it('is left to the device where that is wanted', async () => {
    const run = await start([on('PLAY 2 audio', [{ multicast: 'auto', port: 'auto' }])])
    expect(run.state).toBe('succeeded')
    expect(run.changes[0]?.summary).toContain('an address of its choice, a port of its choice')
    expect((await sentTo('PLAY 2 audio'))[0]).toMatch(/^\d+\.\d+\.\d+\.\d+:\d+$/)
  })

  it('is not sent where the device would refuse it', async () => {
    const [run, legs] = [
      await start([on('PLAY 2 audio', [{ source: '203.0.113.77' }])]),
      await start([on('PLAY 2 audio', [A, B, A])]),
    ]
    expect(run.changes[0]?.error).toMatchObject({
      code: 'AGAINST_CONSTRAINTS',
      text: expect.stringContaining('source_ip on leg 1 may not be "203.0.113.77"') as string,
    })
    expect(legs.changes[0]?.error).toMatchObject({
      code: 'NO_SUCH_LEG',
      text: 'PLAY 2 audio has 2 legs, and addresses are given for 3.',
    })
    expect(await patched()).toEqual([])
  })

  it('does not exist where a transport has none', async () => {
    expect(await refusedWith(start([on('TALLY CAM 4', [A])]))).toEqual(['NO_ADDRESS'])
  })

  it('is somebody else’s already: said before it is taken', async () => {
    const [first] = await params('senders', sender('CAM 1'))
    const taken = { multicast: String(first?.['destination_ip']), port: Number(first?.['destination_port']) }
    expect(await refusedWith(start([on('PLAY 2 audio', [taken])]))).toEqual(['ADDRESS_IN_USE'])
    const elsewhere = await start([on('PLAY 2 audio', [{ ...taken, port: taken.port + 2 }])])
    expect(elsewhere.state).toBe('succeeded')
    const yes = await start([on('PLAY 2 audio', [taken])], { confirm: ['ADDRESS_IN_USE'] })
    expect(yes.state).toBe('succeeded')
  })

  it('is that of another sender of the same request, unless the two change places', async () => {
    expect(await refusedWith(start([on('PLAY 2 audio', [A]), on('CAM 4', [A])]))).toEqual([
      'ADDRESS_IN_USE',
      'ADDRESS_IN_USE',
    ])
    await start([on('PLAY 2 audio', [A])])
    const leg = (await params('senders', sender('CAM 4')))[0]
    const other = { multicast: String(leg?.['destination_ip']), port: Number(leg?.['destination_port']) }
    const swapped = await start([on('PLAY 2 audio', [other]), on('CAM 4', [A])])
    expect(swapped.state).toBe('succeeded')
    expect((await sentTo('CAM 4'))[0]).toBe('239.40.0.4:5010')
  })

  it('may be that of a sender that does not say: that is mentioned', async () => {
    await stage.fate('node/latency', { node: nodeOf('CAM OB1'), ms: 4000 })
    const run = await start([on('PLAY 2 audio', [A, B])], { dryRun: true })
    expect(run.warnings).toMatchObject([
      {
        code: 'ADDRESSES_UNKNOWN',
        text: expect.stringMatching(/^Where .+ and \d+ more send to is not known/) as string,
      },
    ])
  })

  it('is skipped by a recall where it is so already', async () => {
    const actions = [on('PLAY 2 audio', [A, B])]
    await start(actions)
    await stage.forget()
    const again = await start(actions, { skipDone: true })
    expect(again.changes).toMatchObject([{ state: 'skipped', code: 'ALREADY_SO' }])
    expect(await patched()).toEqual([])
  })
})

describe('a sender that is on and sent elsewhere', () => {
  const follow = (name: string, ...to: string[]): Action[] => [...to.map((one) => connect(name, one)), on(name, [A, B])]

  it('takes those with it that the same request connects anew, even where its file lags', async () => {
    await start([connect('CAM 4', 'MON 2')])
    await stage.forget()
    await stage.fate('node/sdp-lag', { node: '*', ms: 700 })
    const run = await start(follow('CAM 4', 'MON 2'))
    expect(run.state).toBe('succeeded')
    expect(run.changes.map(({ summary }) => summary)).toEqual([
      'CAM 4: leg 1 239.20.0.6:5004 → 239.40.0.4:5010, leg 2 239.21.0.6:5004 → 239.41.0.4:5012',
      'MON 2: CAM 4 → CAM 4, 2 legs',
    ])
    expect(run.warnings).toEqual([])
    expect(await patched()).toEqual([sender('CAM 4'), receiver('MON 2')])
    expect(await receivedAt('MON 2')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])
  })

  it('names those that are left behind', async () => {
    await start([connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')])
    const run = await start(follow('CAM 4', 'MON 2'), { dryRun: true })
    const text = 'Who receives it is on the old address until it is connected anew.'
    expect(run.warnings).toMatchObject([{ code: 'SENDER_IN_USE', text: expect.stringContaining(text) as string }])
    expect(run.disturbs).toMatchObject([{ kind: 'shared-sender', target: receiver('MON 3') }])
  })

  it.each<[string, (id: string) => Action]>([
    ['only locked', (receiverId) => ({ type: 'destination.lock', receiverId, reason: '', durationS: null })],
    ['only switched on', (receiverId) => ({ type: 'receiver.enable', receiverId })],
  ])('names those that are %s by the same request', async (_, also) => {
    await start([connect('CAM 4', 'MON 2')])
    const run = await start([on('CAM 4', [A, B]), also(receiver('MON 2'))], { dryRun: true })
    expect(run.warnings).toMatchObject([{ code: 'SENDER_IN_USE' }])
  })

  it('names those that are refused by the same request', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const elsewhere = connect('CAM 4', 'MON 2', { expected: { senderId: sender('CAM 1') } })
    const run = await start([on('CAM 4', [A, B]), elsewhere], { onRefused: 'skip' })
    expect(states(run)).toEqual(['verified', 'skipped'])
    expect(run.warnings.map(({ code }) => code)).toContain('SENDER_IN_USE')
  })

  it('goes back before them when the run is put back', async () => {
    await start([connect('CAM 4', 'MON 2'), connect('CAM 4', 'MON 3')])
    const was = [await sentTo('CAM 4'), await receivedAt('MON 2'), await receivedAt('MON 3')]
    await stage.fate('port/refuse', { id: receiver('MON 3'), code: 500, error: 'PTP unlocked', count: 1 })
    const run = await start(follow('CAM 4', 'MON 2', 'MON 3'), { onFailure: 'auto-rollback' })
    expect(run.state).toBe('compensated')
    expect(run.compensation?.entries.map(({ label, outcome }) => `${label} ${outcome}`)).toEqual([
      'CAM 4 reverted',
      'MON 2 reverted',
    ])
    expect([await sentTo('CAM 4'), await receivedAt('MON 2'), await receivedAt('MON 3')]).toEqual(was)
  })

  it('stays where somebody else has found it', async () => {
    await start([connect('CAM 4', 'MON 2')])
    await stage.fate('port/refuse', { id: receiver('MON 3'), code: 500, error: 'PTP unlocked', count: 1 })
    const run = await start(follow('CAM 4', 'MON 2', 'MON 3'), { onFailure: 'pause-and-ask' })
    expect(run.state).toBe('paused')
    await start([connect('CAM 4', 'MON 4')])
    const back = await stage.execution.compensate(asker(), run.id, 20_000)
    expect(back.compensation?.entries).toContainEqual(
      expect.objectContaining({ label: 'CAM 4', outcome: 'left', text: expect.stringContaining('MON 4') as string }),
    )
    expect(await sentTo('CAM 4')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])
    expect(await receivedAt('MON 2')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])
  })

  it('comes back by an undo, with those on it', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const was = [await sentTo('CAM 4'), await receivedAt('MON 2')]
    const run = await start(follow('CAM 4', 'MON 2'))
    const undo = undoOf(run, stage.plant, [], { actor: asker().actor, now: Date.now() })
    const back = await start(undo.actions)
    expect(states(back)).toEqual(['verified', 'verified'])
    expect([await sentTo('CAM 4'), await receivedAt('MON 2')]).toEqual(was)
  })

  it('is refused where what it feeds is locked, and asked about where that is on air', async () => {
    await start([connect('CAM 4', 'MON 2')])
    await start([{ type: 'destination.lock', receiverId: receiver('MON 2'), reason: 'show', durationS: null }])
    expect(await refusedWith(start([on('CAM 4', [A, B])]))).toEqual(['LOCKED'])
    await start([{ type: 'destination.release', receiverId: receiver('MON 2'), reason: '' }])
    const tally = { state: 'on-air', since: '2026-11-21T12:00:00.000Z', by: 'TX', stale: false } as const
    stage.plant.setMarks(receiver('MON 2'), { tally: { ...tally, through: null } as never })
    expect(await refusedWith(start([on('CAM 4', [A, B])]))).toEqual(['ON_AIR'])
    expect(await patched()).not.toContain(sender('CAM 4'))
    const same = await sentTo('CAM 4')
    const legs = same.map((one) => ({ multicast: one.split(':')[0] ?? '', port: Number(one.split(':')[1]) }))
    expect((await start([on('CAM 4', legs)])).state).toBe('succeeded')
  })

  it('is asked about, too, where its device is to choose another address', async () => {
    await start([connect('CAM 4', 'MON 2')])
    await start([{ type: 'destination.lock', receiverId: receiver('MON 2'), reason: 'show', durationS: null }])
    expect(await refusedWith(start([on('CAM 4', [{ multicast: 'auto' }])]))).toEqual(['LOCKED'])
  })

  it('stays, with those on it, where a recall leaves the address to its device', async () => {
    await start([connect('CAM 4', 'MON 2')])
    await stage.forget()
    const again = await start([connect('CAM 4', 'MON 2'), on('CAM 4', [{ multicast: 'auto' }])], { skipDone: true })
    expect(again.changes.map(({ code }) => code)).toEqual(['ALREADY_SO', 'ALREADY_SO'])
    expect(await patched()).toEqual([])
  })

  /** What a crash leaves of a run that was planned before. */
  async function abandoned(
    { number: _own, ...plan }: Run,
    state: Run['state'],
    ...left: readonly Run['changes'][number]['state'][]
  ): Promise<Run> {
    const startedAt = new Date().toISOString()
    const ids = new Map(plan.changes.map(({ id }) => [id, randomUUID()]))
    const changes = plan.changes.map((change, index) => ({
      ...change,
      id: ids.get(change.id) ?? '',
      needs: change.needs.map((need) => ids.get(need) ?? ''),
      state: left[index] ?? 'pending',
      startedAt,
    }))
    return stage.store.runs.insert({ ...plan, id: randomUUID(), state, startedAt, changes })
  }

  it('takes those with it that the engine had not yet connected anew when it ended', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const plan = await start(follow('CAM 4', 'MON 2'), { dryRun: true })
    await start([on('CAM 4', [A, B])])
    const run = await abandoned(plan, 'running', 'verified', 'applying')
    await stage.again().recover()
    expect(await stage.store.runs.get(run.id)).toMatchObject({ state: 'succeeded' })
    expect(await receivedAt('MON 2')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])
  })

  it('takes those back with it that the engine had not yet put back when it ended', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const was = await receivedAt('MON 2')
    const plan = await start(follow('CAM 4', 'MON 2'), { dryRun: true })
    const undo = undoOf(await start(follow('CAM 4', 'MON 2')), stage.plant, [], { actor: asker().actor, now: 0 })
    await start(undo.actions.filter(({ type }) => type === 'sender.activate'))
    const run = await abandoned(plan, 'compensating', 'reverted', 'verified')
    await stage.again().recover()
    expect(await stage.store.runs.get(run.id)).toMatchObject({ state: 'compensated' })
    expect(await receivedAt('MON 2')).toEqual(was)
  })

  it('stays, with those on it, for as long as the run is only staged', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const was = [await sentTo('CAM 4'), await receivedAt('MON 2')]
    const run = await start([...follow('CAM 4', 'MON 2'), connect('CAM 1', 'MON 3')], { activation: { mode: 'stage' } })
    expect(run).toMatchObject({ state: 'paused', question: { code: 'STAGED' } })
    expect([await sentTo('CAM 4'), await receivedAt('MON 2')]).toEqual(was)
    const done = await stage.execution.resume(asker(), run.id, 'continue', 20_000)
    expect(done.state).toBe('succeeded')
    expect(await receivedAt('MON 2')).toEqual(['239.40.0.4:5010', '239.41.0.4:5012'])
  })

  it('waits for a run that stages nothing else, and does not go when that is cancelled', async () => {
    await start([connect('CAM 4', 'MON 2')])
    const was = [await sentTo('CAM 4'), await receivedAt('MON 2')]
    const run = await start(follow('CAM 4', 'MON 2'), { activation: { mode: 'stage' } })
    expect(run).toMatchObject({ state: 'paused', question: { code: 'STAGED' } })
    const end = await stage.execution.cancel(asker(), run.id)
    expect(states(end)).toEqual(['skipped', 'skipped'])
    expect([await sentTo('CAM 4'), await receivedAt('MON 2')]).toEqual(was)
  })
})

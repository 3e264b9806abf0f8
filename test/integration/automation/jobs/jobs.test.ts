import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FireInput, type Finding, type JobResult, RunInput, ScheduleInput } from '../../../../src/contract'
import { createJobs } from '../../../../src/main/automation/jobs/createJobs'
import { systemClock, timestamp } from '../../../../src/main/telemetry/clock'
import { silentLogger } from '../../../../src/main/telemetry/logger'
import { until } from '../../../support/until'
import { person, saidNo } from '../../execution/houseStage'
import { type PlantStage, ada, startPlantStage } from '../plantStage'

const planned: FireInput = { ...FireInput.parse({ dryRun: true }), onRefused: undefined }
const LIMIT = 20_000

describe('jobs on the lab', () => {
  let stage: PlantStage
  beforeAll(async () => {
    stage = await startPlantStage()
  })
  afterAll(() => stage.stop())

  const jobs = () => stage.house().jobs
  const run = async (name: string): Promise<JobResult> => {
    const result = await jobs().run(ada, name, 60_000)
    expect(result).toMatchObject({ job: name, state: 'done', problem: null, actor: ada.actor })
    return result
  }
  const about = ({ findings }: JobResult, ...subjects: readonly string[]): Finding | undefined =>
    findings.find((one) => subjects.every((id) => one.subjects.includes(id)))
  const nodeWith = (id: string) => {
    const label = stage.lab.plant.entry(id)?.node
    const node = stage.lab.nodes.find(({ blueprint }) => blueprint.label === label)
    if (node === undefined) throw new Error(`no node has ${id}`)
    return node
  }
  const versionOf = (id: string) => stage.plant().get(id)?.resource.version
  /** When the plant has heard of a change of this resource. */
  const heard = async (id: string, change: () => unknown): Promise<void> => {
    const before = versionOf(id)
    await change()
    await until(
      () => versionOf(id),
      (version) => version !== before,
      LIMIT,
    )
  }
  /** Another controller sets where a sender sends to. */
  const sendTo = async (id: string, leg: object): Promise<void> => {
    const answer = await fetch(`${nodeWith(id).url}/x-nmos/connection/v1.1/single/senders/${id}/staged`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ transport_params: [leg, {}], activation: { mode: 'activate_immediate' } }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const legOf = async (id: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${nodeWith(id).url}/x-nmos/connection/v1.1/single/senders/${id}/active`)
    const { transport_params: legs } = (await answer.json()) as { transport_params: Record<string, unknown>[] }
    return legs[0] ?? {}
  }

  it('names them all, and none that there is not', async () => {
    expect(
      jobs()
        .list()
        .map(({ name, running, last }) => [name, running, last]),
    ).toEqual([
      ['collisions', false, null],
      ['nmos-check', false, null],
      ['drift', false, null],
      ['orphan-senders', false, null],
      ['expiring-leases', false, null],
    ])
    expect(jobs().get('sweep')).toBeNull()
    const wanted = { kind: 'unknown', message: 'There is no job sweep.' }
    expect(await saidNo(() => jobs().run(ada, 'sweep', 0))).toMatchObject(wanted)
    expect(await saidNo(() => jobs().outcome(ada, 'sweep'))).toMatchObject(wanted)
    expect(await saidNo(() => jobs().results('sweep'))).toMatchObject(wanted)
  })

  it('finds nothing wrong with the lab as it is', async () => {
    const collisions = await run('collisions')
    expect(collisions.findings).toEqual([])
    expect(collisions.checked).toBeGreaterThan(20)
    const check = await run('nmos-check')
    expect(check.findings).toEqual([])
    expect(check.checked).toBeGreaterThan(50)
    expect((await run('drift')).findings).toEqual([])
  })

  it('answers with what there is while it looks, and is not run twice at once', async () => {
    const first = await jobs().run(ada, 'nmos-check', 0)
    expect(first).toMatchObject({ state: 'running', finishedAt: null })
    expect(jobs().get('nmos-check')).toMatchObject({ running: true })
    const second = await jobs().run(person('Bob'), 'nmos-check', 60_000)
    expect(second).toMatchObject({ id: first.id, state: 'done', actor: ada.actor })
    expect(await jobs().result(first.id)).toEqual(second)
  })

  it('finds two senders on one address and port, and offers to switch off the one that nothing receives', async () => {
    const [one, other] = [stage.sender('CAM 1'), stage.sender('AUX 2')]
    const { destination_ip, destination_port } = await legOf(one)
    const before = await legOf(other)
    await stage.route('CAM 1', 'MON 1')
    await heard(other, () => sendTo(other, { destination_ip, destination_port }))
    const result = await run('collisions')
    const found = about(result, one, other)
    expect(found).toMatchObject({
      severity: 'alarm',
      code: 'DUPLICATE_STREAM',
      text: expect.stringContaining(`send to ${String(destination_ip)}:${String(destination_port)} on leg A`) as string,
      fix: {
        label: 'Switch off AUX 2, which nothing receives',
        actions: [{ type: 'sender.deactivate', senderId: other }],
      },
    })
    expect(result.found.alarm).toBe(1)

    const n = result.findings.findIndex((finding) => finding === found)
    const plan = await jobs().fix(ada, result.id, n, planned)
    expect(plan).toMatchObject({ state: 'planned', source: { kind: 'job', id: 'collisions' }, actor: ada.actor })
    expect(stage.plant().entry('sender', other)?.connection?.active).toBe(true)

    // The same group with another port is a matter of load.
    await heard(other, () => sendTo(other, { destination_ip, destination_port: Number(destination_port) + 100 }))
    expect(about(await run('collisions'), one, other)).toMatchObject({ severity: 'warning', code: 'DUPLICATE_GROUP' })

    // A fix whose cause is over is not sent any more.
    await stage.route('AUX 2', 'MON 2')
    expect(await saidNo(() => jobs().fix(ada, result.id, n, planned))).toMatchObject({
      kind: 'state',
      message: 'AUX 2 is received by MON 2 now. Run the job again to see what there is now.',
    })
    await heard(other, () => sendTo(other, before))
    await stage.route(null, 'MON 2')
    expect((await run('collisions')).findings).toEqual([])
  }, 60_000)

  it('finds an address that two nodes claim', async () => {
    const [one, other] = [stage.sender('CAM 1'), stage.sender('PGM A')]
    const node = nodeWith(other)
    const { source_ip } = await legOf(one)
    const state = await fetch(`${node.url}/x-nmos/connection/v1.1/single/senders/${other}/active`)
    // What its device says is put into the plant as if it said the address of the other.
    const active = (await state.json()) as { transport_params: Record<string, unknown>[] }
    const plant = stage.plant()
    plant.setActive(
      other,
      {
        peerId: null,
        masterEnable: true,
        activation: { mode: null, requested_time: null, activation_time: null },
        legs: active.transport_params.map((leg, i) => (i === 0 ? { ...leg, source_ip } : leg)),
        transportFile: null,
        raw: {},
      },
      versionOf(other) ?? '',
    )
    const found = about(await run('collisions'), one, other)
    expect(found).toMatchObject({ code: 'DUPLICATE_SOURCE', severity: 'alarm', fix: null })
    expect(found?.text).toContain(`all send from ${String(source_ip)} on leg A`)
    await heard(other, () => stage.fate('rename', { id: other, label: 'PGM A' }))
  })

  it('finds what IS-04 and IS-05, the node and the registry do not say alike', async () => {
    const [silent, ghost, lost] = [
      stage.receiver('MON 3'),
      'b2e1fd1c-8f9a-4a6f-9f2c-1f6f3a1e7a01',
      stage.receiver('MON 4'),
    ]
    const cam = stage.sender('CAM 1')
    const node = nodeWith(silent)
    await heard(silent, () => {
      node.store.updateReceiver(silent, { subscription: { active: false, sender_id: null } })
    })
    const own = node.store.receivers.get(silent)
    stage.lab.registry.preload([{ type: 'receiver', data: { ...own, id: ghost, label: 'GHOST' } } as never])
    stage.lab.registry.remove('receiver', lost)
    await until(
      () => [stage.plant().entry('receiver', ghost)?.status, stage.plant().entry('receiver', lost)?.status],
      ([a, b]) => a === 'online' && b === 'offline',
      LIMIT,
    )
    const result = await run('nmos-check')
    const byCode = new Map(result.findings.map((finding) => [finding.code, finding]))
    expect(byCode.get('SUBSCRIPTION_MISMATCH')).toMatchObject({
      severity: 'warning',
      subjects: [silent],
      text: 'MON 3 is active by its device (IS-05 /active) and off in the registry (IS-04 subscription).',
      fix: null,
    })
    expect(byCode.get('GHOST_IN_REGISTRY')).toMatchObject({ text: expect.stringContaining('GHOST') as string })
    expect(byCode.get('NOT_REGISTERED')).toMatchObject({ text: expect.stringContaining('MON 4') as string })
    stage.lab.registry.remove('receiver', ghost)
    await heard(silent, () => {
      node.store.updateReceiver(silent, { subscription: { active: true, sender_id: cam } })
    })
    expect(result.found).toEqual({ alarm: 0, warning: 3, info: 0 })
    await heard(lost, () => {
      node.store.describe(lost, { description: 'again' })
    })
  }, 60_000)

  it('finds who was left behind by a sender that somebody has sent elsewhere, and connects it anew', async () => {
    const [cam, monitor] = [stage.sender('CAM 4'), stage.receiver('MON 1')]
    await stage.route('CAM 4', 'MON 1')
    const before = await legOf(cam)
    await heard(cam, () => sendTo(cam, { destination_ip: '239.77.0.4' }))
    const result = await run('nmos-check')
    const found = about(result, monitor, cam)
    expect(found).toMatchObject({ code: 'STREAM_MISMATCH', severity: 'alarm' })
    expect(found?.text).toContain(`MON 1 is on CAM 4 and receives ${String(before.destination_ip)}:`)
    expect(result.findings).toHaveLength(1)
    const plan = await jobs().fix(ada, result.id, 0, { ...planned, dryRun: false })
    expect(plan).toMatchObject({ state: 'succeeded' })
    expect((await run('nmos-check')).findings).toEqual([])
    await heard(cam, () => sendTo(cam, before))
    await stage.route('CAM 1', 'MON 1')
  }, 60_000)

  it('finds a flow that is otherwise than its stream, and a node that does not answer', async () => {
    const cam = stage.sender('CAM 3')
    const node = nodeWith(cam)
    const flowId = node.store.senders.get(cam)?.flow_id ?? ''
    const flow = node.store.flows.get(flowId)
    if (flow === undefined) throw new Error('no flow')
    node.store.add({ type: 'flow', data: { ...flow, frame_width: 1280, frame_height: 720 } as typeof flow })
    await heard(flowId, () => {
      node.store.describe(flowId, { description: 'smaller than its stream' })
    })
    const wrong = about(await run('nmos-check'), cam)
    expect(wrong).toMatchObject({ code: 'SDP_MISMATCH', severity: 'warning', subjects: [cam, flowId] })
    expect(wrong?.text).toContain('the width is 1920 in its transport file and 1280 in its flow')
    node.store.add({ type: 'flow', data: flow })
    await heard(flowId, () => {
      node.store.describe(flowId, { description: '' })
    })

    await stage.set({ execution: { requestMs: 300 } })
    await stage.fate('node/latency', { node: node.blueprint.label, ms: 900 })
    const result = await run('nmos-check')
    await stage.fate('node/latency', { node: node.blueprint.label, ms: 0 })
    await stage.set({ execution: { requestMs: 5000 } })
    expect(result.findings).toMatchObject([
      { code: 'NODE_UNREACHABLE', severity: 'alarm', subjects: [node.store.self.id] },
    ])
    expect(result.findings[0]?.text).toContain(`${node.blueprint.label} does not answer at its Node API`)
  }, 60_000)

  it('finds what is not on what a run has set it to, and takes it there again when somebody sends the plan', async () => {
    await stage.route('CAM 1', 'MON 1')
    await stage.fate('route', { receiverId: stage.receiver('MON 1'), senderId: stage.sender('CAM 2') })
    await until(
      () => stage.routeOf('MON 1'),
      (sender) => sender === stage.sender('CAM 2'),
      LIMIT,
    )
    const result = await run('drift')
    expect(result.findings).toMatchObject([
      {
        severity: 'warning',
        code: 'DRIFT',
        text: expect.stringMatching(
          /^MON 1 is on CAM 2 and is meant to be on CAM 1 \(Ada took it at .*, run \d+\)\.$/,
        ) as string,
        subjects: [stage.receiver('MON 1'), stage.sender('CAM 2'), stage.sender('CAM 1')],
        fix: {
          label: 'Take CAM 1 to it again',
          actions: [{ type: 'route.connect', expected: { senderId: stage.sender('CAM 2') } }],
        },
      },
    ])
    const plan = await jobs().fix(ada, result.id, 0, planned)
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 2'))
    const done = await stage.house().runs.approve(ada, plan.id, { confirm: [], waitMs: 20_000 })
    expect(done).toMatchObject({ state: 'succeeded', source: { kind: 'job', id: 'drift' } })
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 1'))
    expect((await saidNo(() => jobs().fix(ada, result.id, 0, planned))).message).toContain(
      'MON 1 is as it should be again.',
    )
    expect((await run('drift')).findings).toEqual([])
  }, 60_000)

  it('lists active senders that nothing receives, and switches one off', async () => {
    const result = await run('orphan-senders')
    const id = stage.sender('AUX 2')
    expect(about(result, stage.sender('CAM 1'))).toBeUndefined()
    const found = about(result, id)
    expect(found).toMatchObject({
      severity: 'info',
      text: 'AUX 2 sends, and no receiver of the plant is on it.',
      fix: { actions: [{ type: 'sender.deactivate', senderId: id }] },
    })
    const n = result.findings.findIndex((one) => one === found)
    const sent = await jobs().fix(ada, result.id, n, { ...planned, dryRun: false, waitMs: 20_000 })
    expect(sent.state).toBe('succeeded')
    expect(stage.plant().entry('sender', id)?.connection?.active).toBe(false)
    expect(about(await run('orphan-senders'), id)).toBeUndefined()
    expect((await saidNo(() => jobs().fix(ada, result.id, n, planned))).message).toContain('AUX 2 is off already.')
    const all = await jobs().result(result.id)
    expect(await saidNo(() => jobs().fix(ada, result.id, 900, planned))).toMatchObject({
      kind: 'unknown',
      message: `The result has no finding 900; it has 0 to ${String((all?.findings.length ?? 0) - 1)}.`,
    })
    expect(await saidNo(() => jobs().fix(ada, 'ghost', 0, planned))).toMatchObject({ kind: 'unknown' })
  })

  it('lists locks that end soon, and keeps one for who has it', async () => {
    const receiverId = stage.receiver('MON 2')
    const lock = { type: 'destination.lock', receiverId, reason: 'line-up', durationS: 300 } as const
    await stage.house().execution.start(ada, RunInput.parse({ actions: [lock] }))
    const endless = { type: 'destination.protect', receiverId: stage.receiver('MON 3') } as const
    await stage.house().execution.start(ada, RunInput.parse({ actions: [endless] }))
    const result = await run('expiring-leases')
    expect(result.findings).toMatchObject([
      {
        severity: 'warning',
        code: 'ENDS_SOON',
        text: 'MON 2 is locked by Ada (line-up) for 5 minutes more.',
        subjects: [receiverId],
        fix: { label: 'Keep it for another hour' },
      },
    ])
    const before = stage.house().holds.of(receiverId)?.until ?? ''
    await jobs().fix(ada, result.id, 0, { ...planned, dryRun: false, waitMs: 20_000 })
    expect((stage.house().holds.of(receiverId)?.until ?? '') > before).toBe(true)
    const release = (id: string) => ({ type: 'destination.release', receiverId: id }) as const
    await stage
      .house()
      .execution.start(ada, RunInput.parse({ actions: [release(receiverId), release(endless.receiverId)] }))
  })

  it('says that it failed when something is wrong here, and ends when Signalbox does', async () => {
    const { jobResults } = stage.store()
    const text = { description: '', isOver: () => null } as const
    let isEnded = false
    const { execution } = stage.house()
    const own = createJobs({
      ...{ repository: jobResults, execution, clock: systemClock, ids: randomUUID, logger: silentLogger },
      notify: () => undefined,
      works: [
        { ...text, name: 'drift', title: 'Breaks', look: () => Promise.reject(new Error('a wheel came off')) },
        {
          ...text,
          name: 'collisions',
          title: 'Endless',
          look: (_report, signal) =>
            new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                isEnded = true
                resolve()
              })
            }),
        },
      ],
    })
    const failed = await own.run(ada, 'drift', 1_000)
    expect(failed).toMatchObject({ state: 'failed', problem: 'It could not be done: a wheel came off', findings: [] })
    expect(await own.outcome(ada, 'drift')).toMatchObject({ problem: 'It could not be done: a wheel came off' })
    expect(await jobResults.get(failed.id)).toMatchObject({ state: 'failed' })
    const endless = await own.run(ada, 'collisions', 0)
    expect(await saidNo(() => own.fix(ada, endless.id, 0, planned))).toMatchObject({
      kind: 'state',
      message: 'The job looks still; its findings can be put right when it is done.',
    })
    await own.stop()
    expect(isEnded).toBe(true)
    expect(await jobResults.get(endless.id)).toBeNull()
    expect((await saidNo(() => own.run(ada, 'drift', 0))).message).toContain('being stopped')
    for (const { id } of (await jobResults.all()).filter(({ state }) => state === 'failed')) {
      await jobResults.remove(id, [])
    }
  })

  it('is run at its time and by playbooks, and keeps the newest results over a restart', async () => {
    const scheduler = stage.house().scheduler
    await stage.route('CAM 1', 'MON 1')
    await stage.fate('route', { receiverId: stage.receiver('MON 1'), senderId: stage.sender('CAM 2') })
    await until(
      () => stage.routeOf('MON 1'),
      (sender) => sender === stage.sender('CAM 2'),
      LIMIT,
    )
    const tally = { state: 'on-air', since: '2026-11-21T10:00:00.000Z', stale: false, by: 'TX' } as const
    stage.plant().setMarks(stage.receiver('MON 1'), { tally })
    const at = timestamp(Date.now() + 1_200)
    const { id, summary } = await scheduler.create(
      ada,
      ScheduleInput.parse({ at, work: { kind: 'job', name: 'drift' } }),
    )
    expect(summary).toBe('job Drift')
    const none = ScheduleInput.parse({ at: timestamp(Date.now() + 60_000), work: { kind: 'job', name: 'sweep' } })
    expect(await saidNo(() => scheduler.create(ada, none))).toMatchObject({ message: 'There is no job sweep.' })
    const done = await until(
      () => scheduler.get(id),
      (one) => one?.state === 'done' || one?.state === 'failed',
      LIMIT,
    )
    expect(done).toMatchObject({ state: 'done', runId: null, problem: null })
    expect(jobs().results('drift')[0]).toMatchObject({ origin: 'schedule', actor: ada.actor, found: { alarm: 1 } })
    expect(stage.notices.filter((text) => text.includes('Job'))).toEqual([
      expect.stringMatching(/^warning: Job “Drift” has found an alarm: MON 1 is on CAM 2 .* It is on air\.$/),
    ])
    stage.plant().setMarks(stage.receiver('MON 1'), { tally: null })
    await stage.route('CAM 1', 'MON 1')

    const { problem, output } = await jobs().outcome(ada, 'drift')
    expect(problem).toBeNull()
    expect(output).toMatchObject({ found: { alarm: 0, warning: 0, info: 0 }, findings: [] })

    for (let i = 0; i < 22; i += 1) await run('expiring-leases')
    const results = jobs().results('expiring-leases')
    expect(results).toHaveLength(20)
    expect(results.map(({ startedAt }) => startedAt)).toEqual(
      results
        .map(({ startedAt }) => startedAt)
        .sort()
        .reverse(),
    )
    const kept = jobs().results('nmos-check')[0]
    const whole = await jobs().result(kept?.id ?? '')
    await stage.end()
    await stage.begin()
    expect(jobs().results('nmos-check')[0]).toEqual(kept)
    expect(await jobs().result(kept?.id ?? '')).toEqual(whole)
    expect(jobs().results('expiring-leases')).toHaveLength(20)
    expect((await stage.store().jobResults.all()).filter(({ job }) => job === 'expiring-leases')).toHaveLength(20)
  }, 60_000)
})

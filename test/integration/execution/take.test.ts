import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Action, Id } from '../../../src/contract'
import { RefusedError } from '../../../src/main/execution/execution'
import { type Stage, asker, input, startStage, states } from './stage'

let stage: Stage
const sender = (name: string): Id => stage.lab.plant.sender(name)
const receiver = (name: string): Id => stage.lab.plant.receiver(name)
const connect = (from: string, to: string, more: Partial<Extract<Action, { type: 'route.connect' }>> = {}): Action => ({
  type: 'route.connect',
  senderId: sender(from),
  receiverId: receiver(to),
  ...more,
})
const disconnect = (to: string): Action => ({ type: 'route.disconnect', receiverId: receiver(to) })
const patches = async (query = '') =>
  (await stage.requests(`method=PATCH${query}`)).map(({ path, status }) => ({ path, status }))

async function refusal(work: Promise<unknown>): Promise<RefusedError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof RefusedError) return error
  throw new Error(`it was not refused: ${String(error)}`)
}

beforeAll(async () => {
  stage = await startStage({})
})
afterAll(async () => {
  await stage.stop()
})
beforeEach(async () => {
  await stage.forget()
})

describe('a TAKE', () => {
  it('connects by exactly one PATCH, verified, journalled and audited', async () => {
    const seen: string[] = []
    const unsubscribe = stage.execution.onRun((run) => seen.push(`${run.state}/${states(run).join()}`))
    const run = await stage.execution.start(asker(), input([connect('CAM 4', 'MON 1')]))
    unsubscribe()
    expect(run).toMatchObject({ state: 'succeeded', actor: { role: 'operator' }, origin: 'api' })
    expect(run.number).toBeGreaterThan(0)
    expect(run.changes).toMatchObject([
      {
        driver: 'is05',
        state: 'verified',
        summary: 'MON 1: CAM 1 → CAM 4, 2 legs',
        node: { label: 'SNP-04' },
        before: { active: true, senderId: sender('CAM 1') },
        after: { active: true, senderId: sender('CAM 4') },
      },
    ])
    expect(run.decisions).toMatchObject([{ effect: 'allow', action: 0 }])
    expect(seen).toEqual(['running/applying', 'running/applied', 'running/verified', 'succeeded/verified'])

    expect(await patches()).toEqual([
      { path: expect.stringContaining(`/receivers/${receiver('MON 1')}/staged`) as string, status: 200 },
    ])
    const active = await stage.active('receivers', receiver('MON 1'))
    expect(active).toMatchObject({ sender_id: sender('CAM 4'), master_enable: true })
    const file = active['transport_file'] as { readonly data: string; readonly type: string }
    expect(file.type).toBe('application/sdp')
    expect(file.data).toContain('\r\n')

    expect(stage.plant.entry('receiver', receiver('MON 1'))?.connection).toMatchObject({
      active: true,
      senderId: sender('CAM 4'),
    })
    expect(stage.own.at(-1)).toEqual([receiver('MON 1'), sender('CAM 4')])
    expect(await stage.store.runs.get(run.id)).toEqual(run)
    expect(stage.execution.live(run.id)).toBeNull()
    const { items } = await stage.store.audit.list({ target: receiver('MON 1'), limit: 1, cursor: null })
    expect(items).toMatchObject([
      {
        what: 'take',
        outcome: 'done',
        runId: run.id,
        summary: 'MON 1: CAM 1 → CAM 4, 2 legs',
        actor: { name: 'Ada (operator)' },
      },
    ])
    expect(items[0]?.durationMs).toBeGreaterThanOrEqual(0)
  })

  it('asks each thing once and nothing it does not need', async () => {
    await stage.execution.start(asker(), input([connect('CAM 2', 'MON 2')]))
    const words = (await stage.requests()).map(({ method, path }) => `${method} ${path.split('/').at(-1) ?? ''}`)
    expect(words.sort()).toEqual([
      'GET active',
      'GET constraints',
      'GET transportfile',
      'GET transporttype',
      'PATCH staged',
    ])
  })

  it('really sends a repeated identical take', async () => {
    for (const expected of [1, 2]) {
      const run = await stage.execution.start(asker(), input([connect('CAM 3', 'MON 2')]))
      expect(run.state).toBe('succeeded')
      expect(await patches()).toHaveLength(expected)
    }
    const again = await stage.execution.start(asker(), input([connect('CAM 3', 'MON 2')]))
    expect(again.warnings.map(({ code }) => code)).toContain('ALREADY_THERE')
  })

  it('disconnects by one PATCH', async () => {
    await stage.execution.start(asker(), input([connect('CAM 1', 'MON 3')]))
    await stage.forget()
    const run = await stage.execution.start(asker(), input([disconnect('MON 3')]))
    expect(run).toMatchObject({ state: 'succeeded', changes: [{ summary: 'MON 3: CAM 1 → nothing' }] })
    expect(await patches()).toHaveLength(1)
    expect(await stage.active('receivers', receiver('MON 3'))).toMatchObject({ sender_id: null, master_enable: false })
    expect(stage.plant.entry('receiver', receiver('MON 3'))?.connection?.active).toBe(false)
  })

  it('switches an inactive sender on first, as a change of its own, and waits for a file that lags', async () => {
    await stage.fate('node/sdp-lag', { node: 'LAB-1', ms: 600 })
    const run = await stage.execution.start(asker(), input([connect('ZONE PLATE', 'SCOPE')]))
    await stage.fate('node/sdp-lag', { node: 'LAB-1', ms: 0 })
    expect(run.state).toBe('succeeded')
    expect(run.changes.map(({ summary }) => summary)).toEqual([
      'ZONE PLATE: switched on',
      'SCOPE: nothing → ZONE PLATE',
    ])
    expect(run.warnings.map(({ code }) => code)).toEqual(['SENDER_SWITCHED_ON'])
    expect((await patches()).map(({ path }) => path.includes('/senders/'))).toEqual([true, false])
    expect(await stage.active('senders', sender('ZONE PLATE'))).toMatchObject({ master_enable: true })
    const active = await stage.active('receivers', receiver('SCOPE'))
    const file = active['transport_file'] as { readonly data: string | null }
    expect(file.data).toContain('ZONE PLATE')
    const off = await stage.execution.start(
      asker(),
      input([{ type: 'sender.deactivate', senderId: sender('ZONE PLATE') }]),
    )
    expect(off.state).toBe('succeeded')
    expect(off.warnings.map(({ code }) => code)).toEqual(['SENDER_IN_USE'])
  })

  it('switches a sender on once for two receivers of one request', async () => {
    const off: Action = { type: 'sender.deactivate', senderId: sender('AUX 2') }
    await stage.execution.start(asker(), input([off]))
    await stage.forget()
    const run = await stage.execution.start(asker(), input([connect('AUX 2', 'MV 3'), connect('AUX 2', 'MV 6')]))
    expect(run.state).toBe('succeeded')
    expect(run.changes.map(({ target }) => target.label)).toEqual(['AUX 2', 'MV 3', 'MV 6'])
    expect((await patches()).map(({ path }) => path.includes('/senders/'))).toEqual([true])
    expect((await stage.requests('method=POST')).map(({ path }) => path.split('/').at(-1))).toEqual(['receivers'])
  })

  it('puts the chosen leg on a receiver with one', async () => {
    const run = await stage.execution.start(asker(), input([connect('CAM 1', 'MV 7', { leg: 1 })]))
    expect(run.state).toBe('succeeded')
    const [from, to] = await Promise.all([
      stage.active('senders', sender('CAM 1')),
      stage.active('receivers', receiver('MV 7')),
    ])
    const group = (from['transport_params'] as readonly Record<string, unknown>[])[1]?.['destination_ip']
    expect(to['transport_params']).toMatchObject([{ multicast_ip: group, rtp_enabled: true }])
  })

  it('has both legs on again after one was chosen', async () => {
    const legs = async () => {
      const { transport_params } = await stage.active('receivers', receiver('MON 1'))
      return (transport_params as readonly Record<string, unknown>[]).map(({ rtp_enabled }) => rtp_enabled)
    }
    await stage.execution.start(asker(), input([connect('CAM 1', 'MON 1', { leg: 1 })]))
    expect(await legs()).toEqual([false, true])
    const run = await stage.execution.start(asker(), input([connect('CAM 2', 'MON 1')]))
    expect(run.state).toBe('succeeded')
    expect(await legs()).toEqual([true, true])
  })

  it('says that a leg does not exist', async () => {
    const run = await stage.execution.start(asker(), input([connect('CAM 1', 'MV 7', { leg: 5 })]))
    expect(run).toMatchObject({ state: 'failed', changes: [{ state: 'failed', error: { code: 'NO_SUCH_LEG' } }] })
    expect(await patches()).toHaveLength(0)
  })

  it.each([
    ['websocket', 'TALLY CAM 4', 'CAM 1 TALLY', 'connection_uri'],
    ['mqtt', 'Temperature', 'Thermometer', 'broker_topic'],
    ['mxl', 'MXL out', 'MXL in', 'mxl_flow_id'],
  ])('connects %s by the active parameters of the sender', async (_, from, to, name) => {
    const run = await stage.execution.start(asker(), input([connect(from, to)]))
    expect(run.changes.at(-1)?.error).toBeUndefined()
    expect(run.state).toBe('succeeded')
    const [out, into] = await Promise.all([
      stage.active('senders', sender(from)),
      stage.active('receivers', receiver(to)),
    ])
    expect(into).toMatchObject({ sender_id: sender(from), master_enable: true })
    const value = (out['transport_params'] as readonly Record<string, unknown>[])[0]?.[name]
    expect(value).toBeTruthy()
    expect(into['transport_params']).toMatchObject([{ [name]: value }])
  })

  it('tries every address that a device names', async () => {
    await stage.fate('node/dead-address', { node: 'SNP-04', on: true })
    await stage.refresh()
    const run = await stage.execution.start(asker(), input([connect('CAM 2', 'MON 4')]))
    await stage.fate('node/dead-address', { node: 'SNP-04', on: false })
    await stage.refresh()
    expect(run.state).toBe('succeeded')
  })
})

describe('what goes wrong on a device', () => {
  it('is told in its own words and kept whole (500 for an SDP it cannot take)', async () => {
    const forced = input([connect('BARS 2160p50', 'MON 4')], { confirm: ['CAPS_MISMATCH'] })
    const run = await stage.execution.start(asker(), forced)
    expect(run).toMatchObject({ state: 'failed', changes: [{ state: 'failed', error: { code: 'REFUSED_BY_DEVICE' } }] })
    const error = run.changes[0]?.error
    expect(error?.text).toContain('does not fit this receiver')
    expect(error?.text).toContain('MON 4 stays on')
    expect(error?.device?.status).toBe(500)
    expect(error?.device?.error).toContain('does not fit this receiver')
    expect(error?.device?.debug).toBeTruthy()
    expect(error?.device?.url).toContain('/staged')
    expect(await patches()).toHaveLength(1)
    const { items } = await stage.store.audit.list({ target: receiver('MON 4'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'failed', detail: { error: { code: 'REFUSED_BY_DEVICE' } } })
  })

  it('is a lock of the device (423)', async () => {
    await stage.fate('node/refuse', { node: 'SNP-04', code: 423, error: 'Locked until noon' })
    const run = await stage.execution.start(asker(), input([connect('CAM 1', 'MON 4')]))
    expect(run.changes[0]?.error).toMatchObject({ code: 'DEVICE_LOCKED', device: { status: 423 } })
    expect(run.changes[0]?.error?.text).toContain('Locked until noon')
  })

  it('is settled by reading when the answer to the PATCH is lost', async () => {
    await stage.fate('node/reset', { node: 'SNP-04' })
    const run = await stage.execution.start(asker(), input([connect('CAM 1', 'MON 4')]))
    expect(run.state).toBe('succeeded')
    expect(await patches()).toHaveLength(1)
    const { items } = await stage.store.audit.list({ target: receiver('MON 4'), limit: 1, cursor: null })
    expect(items[0]?.detail['answerLost']).toContain('broke the connection')
  })

  it('holds nobody else: a dead node beside healthy ones', async () => {
    await stage.fate('node/gone', { node: 'MV-1' })
    const routes = [
      connect('CAM 1', 'MV 1'),
      connect('CAM 1', 'MV 2'),
      connect('CAM 1', 'MON 1'),
      connect('CAM 1', 'REC 2'),
    ]
    const run = await stage.execution.start(asker(), input(routes))
    await stage.fate('node/back', { node: 'MV-1' })
    expect(run.state).toBe('failed')
    expect(states(run)).toEqual(['failed', 'failed', 'verified', 'verified'])
    expect(run.changes[0]?.error?.code).toBe('DEVICE_SILENT')
  })

  it('stays with the one change that a slow node cannot end in time', async () => {
    await stage.fate('node/latency', { node: 'TX-1', ms: 30_000 })
    const run = await stage.execution.start(asker(), input([connect('CAM 1', 'TX 2'), connect('CAM 1', 'MON 1')]))
    await stage.fate('node/latency', { node: 'TX-1', ms: 0 })
    expect(states(run)).toEqual(['failed', 'verified'])
    expect(run.changes[0]?.error?.code).toBe('DEVICE_SILENT')
  })
})

describe('the guard', () => {
  it('never lets a viewer act', async () => {
    const refused = await refusal(stage.execution.start(asker('viewer'), input([connect('CAM 2', 'MON 1')])))
    expect(refused.decisions).toMatchObject([{ effect: 'deny', code: 'ROLE' }])
    expect(await stage.requests()).toHaveLength(0)
    const { items } = await stage.store.audit.list({ target: null, limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'refused', actor: { role: 'viewer' }, target: receiver('MON 1') })
  })

  it('refuses what is not as the operator saw it, and says what is there', async () => {
    await stage.execution.start(asker(), input([connect('CAM 3', 'MON 1')]))
    await stage.forget()
    const stale = connect('CAM 2', 'MON 1', { expected: { senderId: sender('CAM 4') } })
    const refused = await refusal(stage.execution.start(asker(), input([stale])))
    expect(refused.decisions).toMatchObject([{ effect: 'confirm', code: 'CHANGED_MEANWHILE', action: 0 }])
    expect(refused.message).toMatch(
      /^MON 1 is on CAM 3 now \(Ada \(operator\) took it at .* run \d+\), no longer on CAM 4/,
    )
    expect(await stage.requests()).toHaveLength(0)
    const right = connect('CAM 2', 'MON 1', { expected: { senderId: sender('CAM 3') } })
    expect((await stage.execution.start(asker(), input([right]))).state).toBe('succeeded')
  })

  it.each([
    ['DUPLICATE_TARGET', () => [connect('CAM 1', 'MON 1'), connect('CAM 2', 'MON 1')]],
    ['UNKNOWN_RECEIVER', () => [{ type: 'route.disconnect', receiverId: 'nowhere' }] as const],
    ['UNKNOWN_SENDER', () => [{ ...connect('CAM 1', 'MON 1'), senderId: receiver('MON 2') } as Action]],
    ['FORMAT_MISMATCH', () => [connect('CAM 1 MIC', 'MON 1')]],
    ['TRANSPORT_MISMATCH', () => [connect('MXL out', 'MON 1')]],
    ['NOT_CONTROLLABLE', () => [connect('LEGACY OUT', 'LEGACY IN 1')]],
  ])('refuses %s before anything is sent', async (code, actions) => {
    const refused = await refusal(stage.execution.start(asker(), input(actions())))
    expect(refused.decisions.map((decision) => decision.code)).toContain(code)
    expect(await stage.requests()).toHaveLength(0)
  })

  it('asks for a yes where the caps do not fit', async () => {
    const refused = await refusal(stage.execution.start(asker(), input([connect('BARS 2160p50', 'MON 4')])))
    expect(refused.decisions).toMatchObject([{ effect: 'confirm', code: 'CAPS_MISMATCH', target: receiver('MON 4') }])
    expect(await stage.requests()).toHaveLength(0)
  })

  it('skips what it refuses and does the rest, when told so', async () => {
    const routes = [connect('CAM 1 MIC', 'MON 1'), connect('CAM 2', 'MON 2')]
    const run = await stage.execution.start(asker(), input(routes, { onRefused: 'skip' }))
    expect(run.state).toBe('succeeded')
    expect(states(run)).toEqual(['skipped', 'verified'])
    expect(run.changes[0]?.reason).toContain('audio')
    expect(await patches()).toHaveLength(1)
    const { items } = await stage.store.audit.list({ target: receiver('MON 1'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'refused', runId: run.id })
  })

  it('answers for all receivers at once', () => {
    const candidates = stage.execution.candidates(asker(), { senderId: sender('CAM 1') })
    const of = (name: string) => candidates.find(({ id }) => id === receiver(name))
    expect(candidates).toHaveLength(stage.plant.counts().receivers)
    expect(of('MON 3')).toMatchObject({ verdict: 'fits' })
    expect(of('UHD monitor')).toMatchObject({ verdict: 'confirm', code: 'CAPS_MISMATCH' })
    expect(of('Desk CAM 1')).toMatchObject({ verdict: 'refused', code: 'FORMAT_MISMATCH' })
    expect(of('LEGACY IN 1')).toMatchObject({ verdict: 'refused', code: 'NOT_CONTROLLABLE' })
    const back = stage.execution.candidates(asker(), { receiverId: receiver('MON 3') })
    expect(back.find(({ id }) => id === sender('CAM 1'))?.verdict).toBe('fits')
  })
})

describe('a dry run', () => {
  it('is a stored plan, and sends nothing', async () => {
    const run = await stage.execution.start(asker(), input([connect('CAM 4', 'MON 3')], { dryRun: true }))
    expect(run).toMatchObject({ state: 'planned', startedAt: null, changes: [{ state: 'pending' }] })
    expect(await stage.requests('not=GET')).toHaveLength(0)
    expect(await stage.store.runs.get(run.id)).toEqual(run)
    const { items } = await stage.store.audit.list({ target: receiver('MON 3'), limit: 1, cursor: null })
    expect(items[0]).toMatchObject({ outcome: 'noted', runId: run.id })

    const done = await stage.execution.approve(asker(), run.id, { confirm: [], waitMs: 20_000 })
    expect(done).toMatchObject({ id: run.id, number: run.number, state: 'succeeded' })
    expect(done.changes.map(({ id }) => id)).toEqual(run.changes.map(({ id }) => id))
    expect(await stage.store.runs.get(run.id)).toEqual(done)
    await expect(stage.execution.approve(asker(), run.id, { confirm: [], waitMs: 0 })).rejects.toMatchObject({
      name: 'RunStateError',
      kind: 'state',
    })
  })

  it('shows what wants a yes; the approval gives it or is refused', async () => {
    const planned = await stage.execution.start(asker(), input([connect('BARS 2160p50', 'MON 4')], { dryRun: true }))
    expect(planned.decisions).toMatchObject([{ effect: 'confirm', code: 'CAPS_MISMATCH' }])
    expect(planned.warnings).toMatchObject([{ code: 'CAPS_MISMATCH' }])
    const refused = await refusal(stage.execution.approve(asker(), planned.id, { confirm: [], waitMs: 0 }))
    expect(refused.decisions[0]?.effect).toBe('confirm')
    expect(await stage.requests('not=GET')).toHaveLength(0)
    const cancelled = await stage.execution.cancel(asker(), planned.id)
    expect(cancelled).toMatchObject({ state: 'cancelled', changes: [{ state: 'skipped' }] })
  })

  it('of what is unknown is a sentence', async () => {
    await expect(stage.execution.approve(asker(), 'nothing', { confirm: [], waitMs: 0 })).rejects.toMatchObject({
      kind: 'unknown',
    })
    await expect(stage.execution.cancel(asker(), 'nothing')).rejects.toMatchObject({ kind: 'unknown' })
  })
})

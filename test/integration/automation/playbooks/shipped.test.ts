import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PlaybookFiles, PlaybookView, Run } from '../../../../src/contract'
import { type PlaybookStage, faultsOf, startPlaybooks, statesOf, stepsOf } from './playbookStage'

const NAMES = [
  'end-of-day',
  'evacuate-node',
  'failover-encoder',
  'fall-response',
  'morning-line-up',
  'recover-last-known-good',
  'registry-failover-drill',
  'swap-studios',
  'toggle-test-chain',
]
const PROCESSORS = ['processor-a', 'processor-b', 'spare-1', 'spare-2']

let stage: PlaybookStage
beforeAll(async () => {
  stage = await startPlaybooks()
  await stage.door.api('POST', '/snapshots', { label: 'As the lab starts' })
})
afterAll(() => stage.stop())

/** The lab is as it starts again. */
afterEach(async () => {
  const { items } = (await stage.door.api('GET', '/snapshots')).body as { items: { id: string; label: string }[] }
  const start = items.find(({ label }) => label === 'As the lab starts')
  await stage.door.api('POST', `/snapshots/${start?.id ?? ''}/restore`, { waitMs: 20_000 })
})

const labels = async (): Promise<readonly string[]> => {
  const { items } = (await stage.door.api('GET', '/snapshots')).body as { items: { label: string }[] }
  return items.map(({ label }) => label)
}

/** The last that was told to people. */
const told = (): string | undefined => stage.told().at(-1)

/** A dry run first, which must find nothing wrong and touch nothing; then the run. */
async function plannedAndRun(name: string, params: object): Promise<Run> {
  await stage.forget()
  const plan = await stage.plan(name, params)
  expect(plan.state).toBe('planned')
  expect(plan.playbook?.steps.filter(({ state, problem }) => state === 'planned' && problem !== null)).toEqual([])
  expect(await stage.writes()).toEqual([])
  return stage.run(name, params)
}

/** It went through: every step was done, or not wanted. */
function expectGreen(run: Run): void {
  const open = statesOf(run).filter((text) => !/: (done|skipped)$/.test(text))
  const faults = faultsOf(run).filter((text) => !text.includes('Its condition says no'))
  expect([run.state, open, faults]).toEqual(['succeeded', [], []])
}

describe('the playbooks that ship', () => {
  it('are all read without a fault, each with words for people', async () => {
    const files = (await stage.door.api('GET', '/playbooks/files')).body as PlaybookFiles
    const { items } = (await stage.door.api('GET', '/playbooks')).body as { items: PlaybookView[] }
    expect(files.problems).toEqual([])
    expect(items.map(({ name }) => name).sort()).toEqual(NAMES)
    for (const { name, builtIn, problem, description, params, steps } of items) {
      expect([name, builtIn, problem, description.length > 100]).toEqual([name, true, null, true])
      expect(params.filter(({ title, name: word }) => title === word)).toEqual([])
      expect(steps.filter(({ title }) => title === '')).toEqual([])
    }
  })

  it('failover-encoder gives the backup what the failing one takes, role by role', async () => {
    expectGreen(await plannedAndRun('failover-encoder', { failing: 'TX 1', backup: 'TX 2' }))
    expect(await stage.truth('TX 2')).toBe(stage.sender('PGM A'))
    expect(await stage.truth('TX 2 audio')).toBe(stage.sender('OUT 5.1'))
    expect(told()).toBe('warning: TX 2 has taken over from TX 1.')
  })

  it('failover-encoder does not begin with an encoder that is locked', async () => {
    const receiverId = stage.receiver('TX 2')
    expect((await stage.door.api('POST', '/locks', { receiverId, kind: 'lock', reason: 'Repair' })).status).toBe(201)
    const run = await stage.run('failover-encoder', { failing: 'TX 1', backup: 'TX 2' })
    await stage.door.api('DELETE', `/locks/${receiverId}`)
    expect(stepsOf(run)['usable']?.problem).toBe('TX 2 is offline, locked, or the failing encoder itself.')
    expect([run.state, await stage.truth('TX 2')]).toEqual(['compensated', stage.sender('STUDIO B PGM')])
  })

  it('swap-studios exchanges both wherever they go, and back, without a loop', async () => {
    const params = { a: 'PGM A', b: 'STUDIO B PGM' }
    const routes = async () => [await stage.truth('TX 1'), await stage.truth('TX 2'), await stage.truth('MV 1')]
    const [a, b] = [stage.sender('PGM A'), stage.sender('STUDIO B PGM')]
    expect(await routes()).toEqual([a, b, a])
    expectGreen(await plannedAndRun('swap-studios', params))
    expect(await routes()).toEqual([b, a, b])
    // The switcher that makes PGM A keeps studio B on its input.
    expect(await stage.truth('Switcher ME1/IN 5')).toBe(b)
    expectGreen(await plannedAndRun('swap-studios', params))
    expect(await routes()).toEqual([a, b, a])
  })

  it('toggle-test-chain puts the signal on, and what was there before back', async () => {
    const params = { signal: 'ZONE PLATE', destination: 'MON 3' }
    expectGreen(await plannedAndRun('toggle-test-chain', params))
    expect(await stage.truth('MON 3')).toBe(stage.sender('ZONE PLATE'))
    expectGreen(await plannedAndRun('toggle-test-chain', params))
    expect(await stage.truth('MON 3')).toBe(stage.sender('CCU 1-2/CAM 1'))
  })

  it('morning-line-up finds the lab in order; recover-last-known-good brings that back once a person says yes', async () => {
    expectGreen(await plannedAndRun('morning-line-up', {}))
    expect(told()).toBe('info: Line-up: all is in order.')
    expect(await labels()).toEqual(expect.arrayContaining(['Last known good']))
    await stage.door.api('POST', '/takes', {
      routes: [{ senderId: stage.sender('CAM OB1'), receiverId: stage.receiver('MON 1') }],
    })
    const asks = await plannedAndRun('recover-last-known-good', {})
    expect([asks.state, asks.approval?.reasons]).toEqual(['awaiting_approval', ['Restore “Last known good”?']])
    expect(await stage.truth('MON 1')).toBe(stage.sender('CAM OB1'))
    const run = await stage.decide(asks, 'approve', { waitMs: 20_000 })
    expectGreen(run)
    expect(await stage.truth('MON 1')).toBe(stage.sender('CCU 1-2/CAM 1'))
  })

  it('morning-line-up names what is not in order, and keeps no good routing then', async () => {
    const before = (await labels()).filter((label) => label === 'Last known good').length
    const wanted = stage.sender('CG FILL')
    await stage.tell('sender', { senderId: wanted, active: false })
    await stage.seen(() => stage.door.plant.entry('sender', wanted)?.resource.subscription.active === false)
    const run = await stage.run('morning-line-up', {})
    await stage.tell('sender', { senderId: wanted, active: true })
    await stage.seen(() => stage.door.plant.entry('sender', wanted)?.resource.subscription.active === true)
    expect([run.state, stepsOf(run)['sources']?.problem]).toEqual(['failed', 'These get nothing: IN 3.'])
    expect(told()).toBe('warning: Line-up: These get nothing: IN 3.')
    expect((await labels()).filter((label) => label === 'Last known good')).toHaveLength(before)
  })

  it('evacuate-node moves what has an alternate', async () => {
    expectGreen(await plannedAndRun('evacuate-node', { node: 'ME-2', match: 'role' }))
    expect(await stage.truth('TX 2')).toBe(stage.sender('PGM A'))
    // The switcher cannot be given its own output: the next that fits is the truck's.
    expect(await stage.truth('Switcher ME1/IN 5')).toBe(stage.sender('OB PGM'))
    expect(told()).toBe('info: ME-2 is evacuated: nothing comes from it any more.')
  })

  it('evacuate-node asks about what has none', async () => {
    const asks = await plannedAndRun('evacuate-node', { node: 'CG-2' })
    expect(asks.approval?.reasons[0]).toMatch(/^2 destinations of CG-2 have no alternate and stay: IN \d, IN \d\. Move/)
    const run = await stage.decide(asks, 'approve', { waitMs: 20_000 })
    expectGreen(run)
    expect(told()).toMatch(/^warning: CG-2 is evacuated: still on it: IN \d, IN \d\.$/)
  })

  it('end-of-day closes a room: pictures parked, sound and decoders off, the rest left', async () => {
    const decoder = 'mqtt:lab/rpi-01'
    const start = { type: 'mqtt.command', deviceId: decoder, module: 'ndi', command: 'start' }
    await stage.door.api('POST', '/runs', { actions: [{ ...start, params: { source: 'NDI-Source-1' } }] })
    const state = () => (stage.door.house.relay.devices.get(decoder)?.state['ndi'] as { state: string }).state
    await stage.seen(() => state() === 'playing')
    expectGreen(await plannedAndRun('end-of-day', { room: 'Studio A', park: 'BARS 1080p50' }))
    expect(await stage.truth('MON 1')).toBe(stage.sender('BARS 1080p50'))
    expect(await stage.truth('Desk in 1-8')).toBeNull()
    expect(await stage.truth('CAM 1 TALLY')).toBe(stage.sender('TALLY CAM 1'))
    await stage.seen(() => state() === 'stopped')
    expect(await labels()).toContain('End of day, Studio A')
  })

  it('fall-response watches the room alone and closely, and is put back in reverse when the fall is over', async () => {
    const before = PROCESSORS.map(stage.processor)
    const run = await plannedAndRun('fall-response', { room: 2 })
    expectGreen(run)
    expect(told()).toBe('alarm: A fall in room 2.')
    expect(PROCESSORS.map(stage.processor)).toEqual([
      { model: 'yolov11n-640', fps: 0.05, rooms: [0, 1, 3] },
      { model: 'yolov11n-640', fps: 0.05, rooms: [4, 5, 6, 7] },
      { model: 'yolov11x-640', fps: 1, rooms: [2] },
      { model: 'yolov11n-640', fps: 0.1, rooms: [] },
    ])
    // A second fall meanwhile: the other spare, and what looks seldom already is left alone.
    const second = await stage.run('fall-response', { room: 5 })
    expectGreen(second)
    expect(stage.processor('spare-2')).toEqual({ model: 'yolov11x-640', fps: 1, rooms: [5] })
    expect(stage.processor('spare-1')).toEqual({ model: 'yolov11x-640', fps: 1, rooms: [2] })
    for (const fall of [second, run]) {
      const back = await stage.decide(fall, 'compensate', { waitMs: 60_000 })
      expect([back.state, back.compensation?.entries.filter(({ outcome }) => outcome !== 'reverted')]).toEqual([
        'compensated',
        [],
      ])
    }
    expect(PROCESSORS.map(stage.processor)).toEqual(before)
  })

  it('fall-response takes everything back when the spare cannot load the model', async () => {
    const before = PROCESSORS.map(stage.processor)
    await stage.tell('nvr/invalid-model', { device: '*', model_id: 'yolov11x-640', on: true })
    const run = await stage.run('fall-response', { room: 2 })
    await stage.tell('nvr/invalid-model', { device: '*', model_id: 'yolov11x-640', on: false })
    expect([run.state, stepsOf(run)['watch']?.state]).toEqual(['compensated', 'skipped'])
    expect(stepsOf(run)['model']?.problem).toContain('failed to load')
    expect(PROCESSORS.map(stage.processor)).toEqual(before)
  })

  it('registry-failover-drill loses the registry by a service, takes without it, and finds everything again', async () => {
    await stage.door.api('PATCH', '/settings', { playbooks: { allowedHosts: [new URL(stage.lab.control.url).host] } })
    const params = {
      ...{ registry: 'Lab', source: 'CAM 3', monitor: 'MON 4' },
      ...{ stopUrl: `${stage.lab.control.url}/registry/down`, stopBody: '{"ms": 2500}' },
    }
    const run = await plannedAndRun('registry-failover-drill', params)
    expectGreen(run)
    expect(stepsOf(run)['take']?.changes).toEqual(['MON 4: nothing → CAM 3, 2 legs'])
    expect(await stage.truth('MON 4')).toBeNull()
    expect(told()).toBe('info: Registry drill: Lab was away and is back; nothing was lost.')
  })

  it('registry-failover-drill asks a person to stop the registry, and to start it again', async () => {
    const asks = await stage.run('registry-failover-drill', { registry: 'Lab', source: 'CAM 3', monitor: 'MON 4' })
    expect(asks.approval?.reasons).toEqual(['Stop the registry Lab now, then say yes.'])
    await stage.tell('registry/fault', { down: true })
    const again = await stage.decide(asks, 'approve', { waitMs: 60_000 })
    expect(again.approval?.reasons).toEqual(['Start the registry Lab again, then say yes.'])
    expect(await stage.truth('MON 4')).toBe(stage.sender('CAM 3'))
    await stage.tell('registry/fault', { down: false })
    const run = await stage.decide(again, 'approve', { waitMs: 60_000 })
    expectGreen(run)
    expect(await stage.truth('MON 4')).toBeNull()
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Impact, Job, JobResult, PlantEvent, RecoveryScope, Run } from '../../../src/contract'
import type { Lab } from '../../../src/lab/lab'
import { readResource } from '../../../src/main/nmos/readResource'
import { until } from '../../support/until'
import { type OpenDoor, openDoorOnLab } from '../api/openDoor'

const LIMIT = 30_000

describe('jobs, recovery and impact, by the API', () => {
  let door: OpenDoor
  let lab: Lab
  const events: PlantEvent[] = []
  const ending = new AbortController()
  beforeAll(async () => {
    ;({ door, lab } = await openDoorOnLab({}))
    await until(
      () => door.discovery.list().map(({ status }) => status.state),
      ([state]) => state === 'live',
      LIMIT,
    )
    void (async () => {
      for await (const event of door.events.watch(null, ending.signal)) events.push(event)
    })()
  })
  afterAll(async () => {
    ending.abort()
    await door.stop()
    await lab.stop()
  })

  const sender = (name: string) => lab.plant.sender(name)
  const receiver = (name: string) => lab.plant.receiver(name)
  const told = (what: string) => events.some((event) => event.type === 'house' && event.what === what)
  /** What is answered. @throws when the status is another */
  const ask = async <T>(status: number, method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await door.api(method, path, body)
    expect([path, answer.status, answer.status === status ? '' : answer.body]).toEqual([path, status, ''])
    return answer.body as T
  }
  const take = (from: string | null, to: string) =>
    ask<Run>(201, 'POST', '/takes', {
      routes: [{ senderId: from === null ? null : sender(from), receiverId: receiver(to) }],
    })

  it('runs a job, keeps its result and makes a plan of a fix', async () => {
    const { items } = await ask<{ items: Job[] }>(200, 'GET', '/jobs')
    expect(items.map(({ name }) => name)).toContain('collisions')
    const result = await ask<JobResult>(201, 'POST', '/jobs/orphan-senders/runs', { waitMs: 20_000 })
    expect(result).toMatchObject({ state: 'done', origin: 'api', actor: { role: 'admin' } })
    expect(await ask<JobResult>(200, 'GET', `/jobs/results/${result.id}`)).toEqual(result)
    const { findings, ...brief } = result
    expect(await ask(200, 'GET', '/jobs/orphan-senders/results')).toEqual({ items: [brief] })
    expect(await ask(200, 'GET', '/jobs/orphan-senders')).toMatchObject({ running: false, last: brief })
    expect(told('jobs')).toBe(true)

    const n = findings.findIndex(({ subjects }) => subjects.includes(sender('AUX 2')))
    const plan = await ask<Run>(200, 'POST', `/jobs/results/${result.id}/findings/${String(n)}/fix`, {})
    expect(plan).toMatchObject({
      state: 'planned',
      source: { kind: 'job', id: 'orphan-senders' },
      actions: [{ type: 'sender.deactivate', senderId: sender('AUX 2') }],
    })
    expect(await ask<Run>(201, 'POST', `/runs/${plan.id}/approve`, {})).toMatchObject({ state: 'succeeded' })
    await ask(409, 'POST', `/jobs/results/${result.id}/findings/${String(n)}/fix`, {})
  })

  it.each([
    [404, 'GET', '/jobs/sweep', 'There is no job “sweep”.'],
    [404, 'GET', '/jobs/sweep/results', 'There is no job sweep.'],
    [404, 'POST', '/jobs/sweep/runs', 'There is no job sweep.'],
    [404, 'GET', '/jobs/results/ghost', 'There is no result “ghost”.'],
    [404, 'POST', '/jobs/results/ghost/findings/0/fix', 'There is no result ghost of a job.'],
    [400, 'POST', '/jobs/results/ghost/findings/first/fix', 'n'],
    [400, 'POST', '/jobs/results/ghost/findings/-1/fix', 'n'],
    [404, 'GET', '/recovery/nowhere', 'There is no scope of recovery “nowhere”.'],
    [404, 'POST', '/recovery/nowhere/apply', 'There is no scope of recovery nowhere.'],
    [404, 'POST', '/recovery/nowhere/keep', 'There is no scope of recovery nowhere.'],
    [404, 'GET', '/impact/sender/ghost', 'There is no sender “ghost”.'],
    [404, 'GET', '/impact/room/Cellar', 'There is no room “Cellar”.'],
    [404, 'GET', '/impact/room/MCR?site=Elsewhere', 'There is no room “MCR”.'],
    [400, 'GET', '/impact/flow/ghost', 'kind'],
    [400, 'GET', '/impact/sender/ghost?what=paint', 'what'],
  ])('answers %i to %s %s', async (status, method, path, words) => {
    const body = await ask<{ message: string }>(status, method, path, method === 'POST' ? {} : undefined)
    expect(body.message).toContain(words)
  })

  it.each([
    ['/jobs/drift/runs', { wait: 5 }],
    ['/jobs/drift/runs', { waitMs: -1 }],
    ['/jobs/results/ghost/findings/0/fix', { dryrun: true }],
    ['/recovery/nowhere/apply', { receivers: [] }],
    ['/recovery/nowhere/apply', { everything: true }],
  ])('does not understand %s with %j', async (path, body) => {
    await ask(400, 'POST', path, body)
  })

  it('keeps the good routing of the scopes in the settings, and applies it', async () => {
    await take('CAM 1', 'MON 1')
    const scope = { kind: 'selection', ids: [receiver('MON 1')] }
    await ask(200, 'PATCH', '/settings', { recovery: { quietS: 1, scopes: [{ scope, mode: 'show' }] } })
    const look = async () => (await ask<{ items: RecoveryScope[] }>(200, 'GET', '/recovery')).items[0]
    const good = await until(look, (one) => one?.good != null && one.waiting === null, LIMIT)
    expect(good).toMatchObject({ title: 'one thing', mode: 'show', good: { receivers: 1, routed: 1 }, differences: [] })
    expect(told('recovery')).toBe(true)
    const id = good?.id ?? ''
    await ask(200, 'PATCH', '/settings', { recovery: { quietS: 3600 } })
    await take('CAM 2', 'MON 1')
    expect(await ask<RecoveryScope>(200, 'GET', `/recovery/${id}`)).toMatchObject({
      differences: [{ cause: 'run', against: { code: 'NEWER_RUN', needs: 'name' } }],
    })
    await ask(409, 'POST', `/recovery/${id}/apply`, {})
    const wish = { receivers: [receiver('MON 1')] }
    const plan = await ask<Run>(200, 'POST', `/recovery/${id}/apply`, { ...wish, dryRun: true })
    expect(plan.changes[0]?.summary).toContain('CAM 2 → CAM 1')
    expect(await ask<Run>(201, 'POST', `/recovery/${id}/apply`, wish)).toMatchObject({ state: 'succeeded' })
    await take('CAM 2', 'MON 1')
    expect(await ask<RecoveryScope>(200, 'POST', `/recovery/${id}/keep`)).toMatchObject({
      good: { by: { role: 'admin' } },
      differences: [],
    })
    await ask(200, 'PATCH', '/settings', { recovery: { scopes: [] } })
    await ask(404, 'GET', `/recovery/${id}`)
    await ask(400, 'PATCH', '/settings', { recovery: { quietS: 0 } })
  }, 60_000)

  it('says what is lost with a sender, also through a device that makes its output from it', async () => {
    await take('PROC 1 OUT 1', 'MON 2')
    await take(null, 'MON 3')
    const tally = { state: 'on-air', since: '2026-11-21T10:00:00.000Z', stale: false, by: 'TX' } as const
    door.plant.setMarks(receiver('MON 2'), { tally })
    const actions = [
      { type: 'route.connect', senderId: sender('PLAY 1'), receiverId: receiver('MON 4') },
      { type: 'route.disconnect', receiverId: receiver('MON 3') },
    ]
    const salvo = await ask<{ id: string }>(201, 'POST', '/salvos', { label: 'Playout', actions })
    const at = new Date(Date.now() + 3_600_000).toISOString()
    const booking = await ask<{ id: string }>(201, 'POST', '/schedules', {
      at,
      work: { kind: 'run', run: { actions: [actions[0]] } },
    })
    const text = `name: play\nversion: 1\nsteps:\n  - id: go\n    take: { sender: "\${sender('PLAY 1')}", receiver: MON 4 }\n`
    await ask(200, 'PUT', '/playbooks/play', { text })
    const rule = {
      ...{ id: 'play-stays', kind: 'forbidden_pair', label: 'Play stays', effect: 'warn' },
      ...{ from: { id: [sender('PLAY 1')] }, to: { room: ['MCR'] } },
    }
    await ask(201, 'POST', '/policies', rule)

    const impact = await ask<Impact>(200, 'GET', `/impact/sender/${sender('PLAY 1')}`)
    expect(impact.routes.map(({ label, depth, onAir, via, text: words }) => [label, depth, onAir, via, words])).toEqual(
      [
        [
          'MON 2',
          2,
          true,
          [sender('PLAY 1'), receiver('PROC 1 IN 1')],
          'MON 2 loses PROC 1 OUT 1, which is made from PLAY 1',
        ],
        ['PROC 1 IN 1', 1, false, [], 'PROC 1 IN 1 loses PLAY 1'],
      ],
    )
    expect(impact.summary).toBe(
      'Without PLAY 1, 2 destinations lose what they have, 1 of them on air; 4 stored things speak of it.',
    )
    expect(impact.dependents.map(({ kind, id, text: words }) => [kind, id, words])).toEqual([
      ['salvo', salvo.id, '1 of its 2 entries'],
      ['playbook', 'play', 'it names PLAY 1'],
      ['schedule', booking.id, expect.stringContaining('MON 4 → PLAY 1')],
      ['policy', 'play-stays', 'it names PLAY 1'],
    ])
    expect(impact.highlight.edges).toEqual([
      { senderId: sender('PROC 1 OUT 1'), receiverId: receiver('MON 2') },
      { senderId: sender('PLAY 1'), receiverId: receiver('PROC 1 IN 1') },
    ])
    expect(impact.highlight.receivers).toContain(receiver('PROC 1 IN 1'))
    expect(impact.total).toEqual({ subjects: 1, routes: 2, onAir: 1, dependents: 4 })

    const change = await ask<Impact>(200, 'GET', `/impact/sender/${sender('PLAY 1')}?what=change`)
    expect(change.summary).toMatch(/^With a change of PLAY 1, 2 destinations show something else/)
    door.plant.setMarks(receiver('MON 2'), { tally: null })
  }, 60_000)

  it('says what is lost with a receiver, a device, a node, a site and a room', async () => {
    await ask(201, 'POST', '/locks', { receiverId: receiver('MON 4'), kind: 'lock', reason: 'line-up' })
    await ask(201, 'POST', '/snapshots', { label: 'MCR now', scope: { kind: 'room', room: 'MCR' } })
    const of = (kind: string, id: string, more = '') =>
      ask<Impact>(200, 'GET', `/impact/${kind}/${encodeURIComponent(id)}${more}`)
    const input = await of('receiver', receiver('PROC 1 IN 1'))
    expect(input.routes.map(({ label, isLost, depth }) => [label, isLost, depth])).toEqual([
      ['PROC 1 IN 1', true, 1],
      ['MON 2', false, 2],
    ])
    const held = await of('receiver', receiver('MON 4'))
    expect(held.dependents.map(({ kind, text }) => [kind, text])).toEqual([
      ['salvo', '1 of its 2 entries'],
      ['playbook', 'it names MON 4'],
      ['schedule', expect.stringContaining('MON 4 → PLAY 1')],
      ['lock', expect.stringMatching(/^locked by .*: line-up$/)],
    ])
    const deviceId = door.plant.entry('sender', sender('PLAY 1'))?.resource.device_id ?? ''
    const device = await of('device', deviceId)
    expect(device.subjects).toContain(sender('PLAY 2'))
    expect(device.routes.map(({ label }) => label)).toContain('PROC 1 IN 2')
    const nodeId = door.plant.entry('device', deviceId)?.resource.node_id ?? ''
    const node = await of('node', nodeId)
    expect(node.total.subjects).toBeGreaterThan(device.total.subjects)
    expect(node.subjects).toEqual(expect.arrayContaining([nodeId, deviceId, receiver('IN A')]))
    const room = await of('room', 'MCR', '?site=Riverside')
    expect(room).toMatchObject({ label: 'MCR (Riverside)' })
    expect(room.dependents.map(({ kind, id }) => (kind === 'snapshot' ? kind : id))).toEqual(
      expect.arrayContaining(['snapshot', 'play-stays']),
    )
    const site = await of('site', 'Riverside')
    expect(site.total.subjects).toBeGreaterThan(room.total.subjects)
    const strange = readResource('node', {
      ...{ id: 'b2e1fd1c-8f9a-4a6f-9f2c-1f6f3a1e7a01', version: '1:0', label: 'ODD-1', description: '' },
      ...{
        tags: { site: ['North / South'] },
        href: '',
        api: { versions: [], endpoints: [] },
        clocks: [],
        interfaces: [],
      },
    })
    if (!strange.ok) throw new Error('the node was not read')
    door.plant.witnessed({ id: 'test', kind: 'node', label: 'Test' }).put([strange.resource])
    expect(await of('site', 'North / South')).toMatchObject({
      label: 'North / South',
      summary: 'Without North / South, no destination feels it; nothing that is stored speaks of it.',
      total: { subjects: 1, routes: 0, onAir: 0, dependents: 0 },
    })
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  AuditRow,
  Lock,
  PlantEvent,
  Run,
  Salvo,
  Schedule,
  Settings,
  Snapshot,
  Window,
} from '../../../src/contract'
import type { Lab } from '../../../src/lab/lab'
import { until } from '../../support/until'
import { ADMIN_KEY, type Answer, type OpenDoor, openDoorOnLab } from './openDoor'

describe('what the house keeps, by the API', () => {
  let door: OpenDoor
  let lab: Lab
  /** Keys of operators and engineers, by the names of the people. */
  const keys = new Map<string, string>()
  const seen: PlantEvent[] = []
  const ending = new AbortController()
  beforeAll(async () => {
    ;({ door, lab } = await openDoorOnLab({}))
    await until(
      () => door.discovery.list().map(({ status }) => status.state),
      ([state]) => state === 'live',
      20_000,
    )
    for (const name of ['ada', 'bob']) keys.set(name, await door.keyOf('operator'))
    for (const name of ['eve', 'finn']) keys.set(name, await door.keyOf('engineer'))
    keys.set('admin', ADMIN_KEY)
    void (async () => {
      for await (const event of door.events.watch(null, ending.signal)) seen.push(event)
    })()
  })
  afterAll(async () => {
    ending.abort()
    await door.stop()
    await lab.stop()
  })

  const as = (name: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const authorization = `Bearer ${keys.get(name) ?? ''}`
    if (body === undefined) return door.ask(method, `/api/v1${path}`, { authorization })
    const headers = { authorization, 'content-type': 'application/json' }
    return door.ask(method, `/api/v1${path}`, headers, JSON.stringify(body))
  }
  const receiver = (name: string) => lab.plant.receiver(name)
  const connect = (from: string, to: string) => ({
    type: 'route.connect',
    senderId: lab.plant.sender(from),
    receiverId: receiver(to),
  })
  const refusal = (code: string, text: string | RegExp) => ({
    code,
    message: expect.stringMatching(text) as string,
  })
  const auditOf = async (target: string): Promise<readonly AuditRow[]> =>
    ((await as('admin', 'GET', `/audit?target=${target}`)).body as { items: AuditRow[] }).items
  const told = (what: string) => seen.filter((event) => event.type === 'house' && event.what === what).length

  it('a lock is placed, shown, kept from others, and released by its owner', async () => {
    const receiverId = receiver('MON 1')
    const before = told('locks')
    const made = await as('ada', 'POST', '/locks', { receiverId, kind: 'lock', reason: 'on air', durationS: 600 })
    expect(made.status).toBe(201)
    const lock = made.body as Lock
    expect(lock).toMatchObject({ receiverId, label: 'MON 1', kind: 'lock', reason: 'on air' })
    expect(Date.parse(lock.until ?? '') - Date.parse(lock.since)).toBe(600_000)
    expect((await as('bob', 'GET', '/locks')).body).toEqual({ items: [lock] })
    expect((await as('bob', 'GET', `/receivers/${receiverId}`)).body).toMatchObject({ lock: { reason: 'on air' } })

    const route = { routes: [{ senderId: lab.plant.sender('CAM 2'), receiverId }] }
    for (const name of ['bob', 'ada']) {
      const taken = await as(name, 'POST', '/takes', route)
      expect(taken.status).toBe(423)
      expect(taken.body).toMatchObject(refusal('LOCKED', /^MON 1: Locked by .* since .*: on air\./))
    }
    const mixed = { routes: [...route.routes, { senderId: 'ghost', receiverId: receiver('MON 2') }] }
    expect(await as('bob', 'POST', '/takes', mixed)).toMatchObject({ status: 409, body: { code: 'REFUSED' } })

    expect(await as('bob', 'DELETE', `/locks/${receiverId}`)).toMatchObject({ status: 423, body: { code: 'LOCKED' } })
    expect((await as('ada', 'DELETE', `/locks/${receiverId}`)).body).toEqual({ done: true })
    expect((await as('ada', 'GET', '/locks')).body).toEqual({ items: [] })
    expect((await as('ada', 'DELETE', `/locks/${receiverId}`)).status).toBe(404)
    expect(told('locks')).toBe(before + 2)
    const rows = await auditOf(receiverId)
    expect(rows.filter(({ outcome }) => outcome === 'done').map(({ summary }) => summary)).toEqual([
      'MON 1: released',
      expect.stringMatching(/^MON 1: locked, until .* UTC \(on air\)$/),
    ])
  })

  it('somebody else’s lock is released by an engineer, with a reason', async () => {
    const receiverId = receiver('MON 2')
    await as('ada', 'POST', '/locks', { receiverId, kind: 'protect' })
    const bare = await as('eve', 'DELETE', `/locks/${receiverId}`)
    expect(bare).toMatchObject({
      status: 409,
      body: { code: 'REFUSED', data: { decisions: [{ code: 'REASON_WANTED' }] } },
    })
    const released = await as('eve', 'DELETE', `/locks/${receiverId}?reason=${encodeURIComponent('news flash')}`)
    expect(released.body).toEqual({ done: true })
    expect(await as('ada', 'POST', '/locks', { receiverId: 'ghost', kind: 'lock' })).toMatchObject({ status: 404 })
  })

  it('a salvo is fired with what is not refused, and the rest is named', async () => {
    const before = told('salvos')
    const actions = [connect('CAM 4', 'MON 1'), { ...connect('CAM 1', 'MON 2'), senderId: 'ghost' }]
    const made = await as('ada', 'POST', '/salvos', { label: 'Evening', hotkey: 'F2', actions })
    expect(made.status).toBe(201)
    const salvo = made.body as Salvo
    expect(told('salvos')).toBe(before + 1)
    const fired = await as('bob', 'POST', `/salvos/${salvo.id}/fire`, { waitMs: 20_000 })
    expect(fired.status).toBe(201)
    const run = fired.body as Run
    expect(run).toMatchObject({ state: 'succeeded', source: { kind: 'salvo', id: salvo.id } })
    expect(run.changes.map(({ state }) => state)).toEqual(['verified', 'skipped'])
    const diff = await as('bob', 'GET', `/runs/${run.id}/diff`)
    expect(diff.body).toMatchObject({ text: expect.stringContaining('MON 1: CAM 4') as string })
    expect((await as('bob', 'POST', `/salvos/${salvo.id}/fire`, { dryRun: true })).status).toBe(200)

    expect(await as('ada', 'POST', '/salvos', { label: 'Other', hotkey: 'F2', actions })).toMatchObject({
      status: 409,
      body: refusal('CONFLICT', /^F2 fires “Evening” already/),
    })
    expect(await as('ada', 'PATCH', `/salvos/${salvo.id}`, { label: 'Late', revision: 7 })).toMatchObject({
      status: 409,
      body: refusal('CONFLICT', /saved “Evening” at/),
    })
    expect((await as('ada', 'DELETE', `/salvos/${salvo.id}`)).body).toEqual({ done: true })
  })

  it.each([
    ['empty', { label: 'X', actions: [] }, /actions: A salvo needs at least one entry\./],
    ['without a name', { label: '  ', actions: [{ type: 'route.disconnect', receiverId: 'a' }] }, /label: /],
    ['on another key', { label: 'X', hotkey: 'F12', actions: [] }, /hotkey: .*a key from F1 to F11/],
  ])('a salvo that is %s is refused', async (_, body, text) => {
    const answer = await as('ada', 'POST', '/salvos', body)
    expect(answer).toMatchObject({ status: 400, body: refusal('BAD_REQUEST', text) })
  })

  it('a salvo that switches one destination twice is refused, by its name', async () => {
    const actions = [connect('CAM 1', 'MON 1'), { type: 'route.disconnect', receiverId: receiver('MON 1') }]
    expect(await as('ada', 'POST', '/salvos', { label: 'Twice', actions })).toMatchObject({
      status: 400,
      body: refusal('BAD_REQUEST', /^MON 1 is in this salvo more than once/),
    })
    expect((await as('ada', 'POST', '/salvos/ghost/fire', {})).status).toBe(404)
  })

  it('a snapshot is exported and imported; a newer one is not understood', async () => {
    const wish = { label: 'Wall', scope: { kind: 'selection', ids: [receiver('MON 1')] } }
    const made = await as('ada', 'POST', '/snapshots', wish)
    expect(made.status).toBe(201)
    const { id } = made.body as Snapshot
    const document = (await as('ada', 'GET', `/snapshots/${id}/export`)).body as Record<string, unknown>
    const again = await as('ada', 'POST', '/snapshots/import', document)
    expect(again.status).toBe(201)
    expect(again.body).toMatchObject({ label: 'Wall', differs: 0, receivers: 1 })
    expect(await as('ada', 'POST', '/snapshots/import', { ...document, version: 2, shape: 'new' })).toMatchObject({
      status: 400,
      body: {
        code: 'BAD_REQUEST',
        message: 'This snapshot was written by a newer Signalbox (version 2); this one reads up to 1.',
      },
    })
    const broken = { ...document, routes: [{ receiverId: 7 }] }
    const answer = await as('ada', 'POST', '/snapshots/import', broken)
    expect(answer).toMatchObject({ status: 400, body: refusal('BAD_REQUEST', /routes\[0\]\.receiverId/) })
    expect(await as('ada', 'POST', '/snapshots/import', {})).toMatchObject({ status: 400 })
    expect(await as('ada', 'POST', `/snapshots/${id}/restore`, {})).toMatchObject({
      status: 409,
      body: refusal('CONFLICT', /^Everything is as “Wall” has it/),
    })
  })

  it('a snapshot of a whole campus can be imported', async () => {
    const route = { receiverLabel: 'x'.repeat(60), active: false, senderId: null, senderLabel: null, format: 'video' }
    const routes = Array.from({ length: 10_000 }, (_, i) => ({ ...route, receiverId: `receiver-${i}` }))
    const document = {
      ...{ kind: 'signalbox-snapshot', version: 1, label: 'Campus', scope: { kind: 'all' }, routes },
      ...{ takenAt: '2026-11-21T20:00:00.000Z', takenBy: { id: 'ada', name: 'Ada', role: 'operator' } },
    }
    expect(JSON.stringify(document).length).toBeGreaterThan(1024 * 1024)
    const made = await as('ada', 'POST', '/snapshots/import', document)
    expect(made).toMatchObject({ status: 201, body: { receivers: 10_000, differs: 10_000 } })
    await as('ada', 'DELETE', `/snapshots/${(made.body as Snapshot).id}`)
  })

  it('a window is approved by somebody else than who asked for it', async () => {
    const [start, end] = [new Date(Date.now() - 1000), new Date(Date.now() + 3_600_000)].map((at) => at.toISOString())
    const scope = { kind: 'selection', ids: [receiver('MON 3')] }
    const made = await as('eve', 'POST', '/windows', { kind: 'change', label: 'Cabling', start, end, scope })
    expect(made.status).toBe(201)
    const { id, state } = made.body as Window
    expect(state).toBe('open')
    const take = { routes: [{ senderId: lab.plant.sender('CAM 1'), receiverId: receiver('MON 3') }], change: true }
    const closed = await as('ada', 'POST', '/takes', take)
    expect(closed).toMatchObject({ status: 409, body: { data: { decisions: [{ code: 'CHANGE_WINDOW' }] } } })
    expect(await as('eve', 'POST', `/windows/${id}/approve`)).toMatchObject({
      status: 409,
      body: refusal('CONFLICT', /^You asked for “Cabling” yourself/),
    })
    expect((await as('finn', 'POST', `/windows/${id}/approve`)).status).toBe(200)
    expect(await as('finn', 'POST', `/windows/${id}/approve`)).toMatchObject({ status: 409 })
    expect(await as('ada', 'POST', '/takes', take)).toMatchObject({
      status: 201,
      body: { state: 'succeeded', change: true },
    })
    expect((await as('eve', 'DELETE', `/windows/${id}`)).body).toEqual({ done: true })
    expect(await as('eve', 'POST', '/windows', { kind: 'change', label: 'X', start: end, end: start })).toMatchObject({
      status: 400,
      body: refusal('BAD_REQUEST', /^The window ends before it begins/),
    })
  })

  it('a change is queued for its window, and done when it opens', async () => {
    const [start, end] = [2_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString())
    const scope = { kind: 'selection', ids: [receiver('MON 4')] }
    const made = await as('eve', 'POST', '/windows', { kind: 'change', label: 'Soon', start, end, scope })
    await as('finn', 'POST', `/windows/${(made.body as Window).id}/approve`)
    const routes = [{ senderId: lab.plant.sender('CAM 2'), receiverId: receiver('MON 4') }]
    const queued = await as('ada', 'POST', '/takes', { routes, change: true, ifClosed: 'queue' })
    const run = queued.body as Run
    expect(run).toMatchObject({ state: 'planned' })
    const { items } = (await as('ada', 'GET', `/schedules?target=${receiver('MON 4')}`)).body as { items: Schedule[] }
    expect(items).toMatchObject([{ state: 'waiting', at: start, work: { kind: 'activate', runId: run.id } }])
    const done = await until(
      async () => (await as('ada', 'GET', `/schedules/${items[0]?.id ?? ''}`)).body as Schedule,
      ({ state }) => state !== 'waiting' && state !== 'running',
      20_000,
    )
    expect(done).toMatchObject({ state: 'done', problem: null, runId: run.id })
    expect((await as('ada', 'GET', `/runs/${run.id}`)).body).toMatchObject({ state: 'succeeded' })
  })

  it('a booking in the past is refused, one ahead can be cancelled', async () => {
    const take = { routes: [{ senderId: null, receiverId: receiver('MON 1') }] }
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    expect(await as('ada', 'POST', '/schedules', { at: at(-1000), work: { kind: 'take', take } })).toMatchObject({
      status: 400,
      body: refusal('BAD_REQUEST', /is over already; a booking has to be at least one second ahead/),
    })
    expect(await as('ada', 'POST', '/schedules', { at: 'tonight', work: { kind: 'take', take } })).toMatchObject({
      status: 400,
      body: refusal('BAD_REQUEST', /at: /),
    })
    const before = told('schedules')
    const made = await as('ada', 'POST', '/schedules', { at: at(3_600_000), work: { kind: 'take', take } })
    expect(made).toMatchObject({ status: 201, body: { summary: 'MON 1 → nothing', state: 'waiting' } })
    const { id } = made.body as Schedule
    expect((await as('ada', 'GET', `/receivers/${receiver('MON 1')}`)).body).toMatchObject({
      booking: { text: 'nothing' },
    })
    expect((await as('bob', 'POST', `/schedules/${id}/cancel`)).body).toMatchObject({ state: 'cancelled' })
    expect(await as('bob', 'POST', '/schedules/ghost/cancel')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    })
    expect(told('schedules')).toBe(before + 2)
  })

  it('settings change in what is named, and are told and noted', async () => {
    const before = (await as('ada', 'GET', '/settings')).body as Settings
    const answer = await as('eve', 'PATCH', '/settings', { execution: { parallel: 20 } })
    expect(answer.body).toEqual({ ...before, execution: { ...before.execution, parallel: 20 } })
    expect(await door.store.settings.house()).toEqual(answer.body)
    expect(told('settings')).toBe(1)
    const { items } = (await as('eve', 'GET', '/audit?limit=1')).body as { items: AuditRow[] }
    expect(items).toMatchObject([{ what: 'settings.update', summary: 'Settings: execution.parallel 10 → 20' }])
    expect(await as('eve', 'PATCH', '/settings', { execution: { parallel: 0 } })).toMatchObject({
      status: 400,
      body: refusal('BAD_REQUEST', /execution\.parallel/),
    })
    expect(await as('eve', 'PATCH', '/settings', { execution: { speed: 9 } })).toMatchObject({ status: 400 })
  })

  it('somebody else’s change is an alarm where Signalbox is the one controller', async () => {
    const ours = receiver('MON 3')
    const others = receiver('MON 4')
    await as('eve', 'PATCH', '/settings', { soleController: { scopes: [{ kind: 'selection', ids: [ours] }] } })
    for (const receiverId of [others, ours]) {
      const senderId = lab.plant.sender('CAM 3')
      await fetch(`${lab.control.url}/route`, { method: 'POST', body: JSON.stringify({ receiverId, senderId }) })
    }
    const alarms = await until(
      () => seen.filter((event) => event.type === 'alarm'),
      ({ length }) => length > 0 && seen.filter(({ type }) => type === 'foreign-change').length > 1,
      20_000,
    )
    expect(alarms).toMatchObject([{ code: 'FOREIGN_CHANGE', target: ours }])
    expect(alarms[0]).toMatchObject({ text: expect.stringMatching(/^MON 3 was changed by somebody else: /) as string })
    const foreign = async (target: string) =>
      (await auditOf(target)).filter(({ actor }) => actor.id === 'unknown').map(({ what }) => what)
    await until(
      () => foreign(ours),
      ({ length }) => length > 1,
      10_000,
    )
    expect((await foreign(ours)).sort()).toEqual(['alarm', 'foreign-change'])
    expect(await foreign(others)).toEqual(['foreign-change'])
  })
})

import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS, type Id, type Settings } from '../../../src/contract'
import { openStore } from '../../../src/main/store/openStore'
import type { DocumentRepository, Store } from '../../../src/main/store/repositories'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { actor, sampleAudit } from './samples'
import { temporaryFolder } from './temporaryFolder'

const at = '2026-01-01T00:00:00.000Z'
const clock = { now: () => Date.parse(at) }
let folder: ReturnType<typeof temporaryFolder>
let store: Store
let warned: string[]
const open = (): Promise<Store> =>
  openStore({
    path: join(folder.path, 'signalbox.db'),
    clock,
    logger: { ...silentLogger, warn: (message) => void warned.push(message) },
  })

beforeEach(async () => {
  folder = temporaryFolder()
  warned = []
  store = await open()
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

/** As another program could leave it. */
const withFile = (change: (db: Database.Database) => void): void => {
  const db = new Database(join(folder.path, 'signalbox.db'))
  change(db)
  db.close()
}
const auditRows = async (): Promise<number> =>
  (await store.audit.list({ target: null, limit: 100, cursor: null })).items.length

/** Keeps a first and a second version of a document and one more, and takes it away again. */
async function lifeOf<T extends { readonly id: Id }>(
  repository: () => DocumentRepository<T>,
  first: T,
  second: T,
  other: T,
): Promise<void> {
  expect(await repository().get(first.id)).toBeNull()
  await repository().put(first, [sampleAudit('x', null)])
  await repository().put(other, [])
  await repository().put(second, [sampleAudit('x', null), sampleAudit('y', null)])
  await store.close()
  store = await open()
  expect(await repository().get(first.id)).toEqual(second)
  expect(await repository().all()).toEqual([second, other])
  expect(await repository().remove('nobody', [sampleAudit('x', null)])).toBe(false)
  expect(await auditRows()).toBe(3)
  expect(await repository().remove(first.id, [sampleAudit('x', null)])).toBe(true)
  expect(await repository().all()).toEqual([other])
  expect(await auditRows()).toBe(4)
}

describe('documents are kept whole under their id, with the audit of each write', () => {
  test('salvos', async () => {
    const salvo = {
      id: 'v1',
      label: 'Line-up A',
      folder: 'Line-ups/Evening',
      description: '',
      hotkey: 'Ctrl+F3',
      onFailure: null,
      activation: { mode: 'preset' as const },
      change: false,
      actions: [
        { type: 'route.connect' as const, senderId: 's1', receiverId: 'x' },
        { type: 'destination.lock' as const, receiverId: 'y', reason: 'On air', durationS: 60 },
      ],
      labels: [
        { sender: 'CAM 1', receiver: 'MON 1' },
        { sender: null, receiver: null },
      ],
      revision: 1,
      editedBy: actor,
      editedAt: at,
    }
    await lifeOf(() => store.salvos, salvo, { ...salvo, revision: 2, label: 'naïve 日本' }, { ...salvo, id: 'v2' })
  })

  test('snapshots', async () => {
    const snapshot = {
      id: 'p1',
      label: 'Before the show',
      note: '',
      scope: { kind: 'room' as const, room: 'Studio A', site: null },
      takenAt: at,
      takenBy: actor,
      routes: Array.from({ length: 3000 }, (_, index) => ({
        receiverId: `rx-${index}`,
        receiverLabel: `MON ${index}`,
        active: true,
        senderId: 's1',
        senderLabel: 'CAM 1',
        format: 'video' as const,
      })),
    }
    await lifeOf(() => store.snapshots, snapshot, { ...snapshot, note: 'Good' }, { ...snapshot, id: 'p2', routes: [] })
  })

  test('holds', async () => {
    const hold = {
      id: 'x',
      kind: 'protect' as const,
      owner: { id: 'a1', name: 'Ada' },
      reason: 'On air',
      since: at,
      until: null,
    }
    await lifeOf(() => store.holds, hold, { ...hold, kind: 'lock' as const, until: at }, { ...hold, id: 'y' })
  })

  test('windows', async () => {
    const window = {
      id: 'w1',
      kind: 'change' as const,
      label: 'Night',
      note: '',
      start: at,
      end: '2026-01-02T00:00:00Z',
      repeat: { cron: '0 22 * * FRI', durationS: 3600, timeZone: 'Europe/Berlin' },
      policies: { on: ['a'], off: ['b'] },
      scope: { kind: 'all' as const },
      createdBy: actor,
      revision: 1,
      createdAt: at,
      approval: null,
    }
    await lifeOf(() => store.windows, window, { ...window, approval: { by: actor, at } }, { ...window, id: 'w2' })
    const { repeat: _repeat, policies: _policies, ...older } = { ...window, id: 'w3' }
    withFile((db) => db.prepare('insert into windows (id, body) values (?, ?)').run('w3', JSON.stringify(older)))
    expect(await store.windows.get('w3')).toEqual({ ...older, repeat: null, policies: { on: [], off: [] } })
  })

  test('schedules', async () => {
    const schedule = {
      id: 'b1',
      label: '',
      at,
      work: { kind: 'activate' as const, runId: 'r1' },
      misfire: 'skip' as const,
      graceS: 30,
      actor,
      state: 'waiting' as const,
      targets: ['x'],
      summary: 'MON 3 → CAM 2',
      runId: null,
      problem: null,
      cron: null,
      timeZone: 'UTC',
      last: null,
      createdAt: at,
    }
    await lifeOf(() => store.schedules, schedule, { ...schedule, state: 'done' as const }, { ...schedule, id: 'b2' })
  })

  test('one whose audit row is refused is not kept', async () => {
    const hold = { id: 'x', kind: 'lock' as const, owner: actor, reason: '', since: at, until: null }
    const broken = { ...sampleAudit('x', null), outcome: null as unknown as 'done' }
    await expect(store.holds.put(hold, [broken])).rejects.toMatchObject({ code: 'conflict' })
    expect(await store.holds.all()).toEqual([])
    await store.holds.put(hold, [])
    await expect(store.holds.remove('x', [broken])).rejects.toMatchObject({ code: 'conflict' })
    expect(await store.holds.all()).toHaveLength(1)
  })

  test.each([
    ['no JSON', '{"id":'],
    ['something else', '{"id":"v1","label":7}'],
  ])('one that is %s is named', async (_, body) => {
    withFile((db) => db.prepare('insert into salvos (id, body) values (?, ?)').run('v1', body))
    const problem = {
      name: 'StoreError',
      code: 'damaged',
      message: expect.stringContaining('The salvo v1 in the database cannot be understood') as string,
    }
    await expect(store.salvos.get('v1')).rejects.toMatchObject(problem)
    await expect(store.salvos.all()).rejects.toMatchObject(problem)
    expect(await store.salvos.remove('v1', [])).toBe(true)
    expect(await store.salvos.all()).toEqual([])
  })
})

describe('the settings of the house', () => {
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    execution: { ...DEFAULT_SETTINGS.execution, parallel: 25, perNodeRate: 2.5 },
    approval: { routes: 12, scopes: [{ kind: 'site', site: 'OB' }], role: 'admin' },
  }
  const keep = (value: string): void => {
    withFile((db) => db.prepare(`insert into settings (name, value) values ('house', ?)`).run(value))
  }

  test('are the defaults until set, and are kept with their audit', async () => {
    expect(await store.settings.house()).toEqual(DEFAULT_SETTINGS)
    await store.settings.setHouse(DEFAULT_SETTINGS, [])
    await store.settings.setHouse(settings, [sampleAudit(null, null)])
    await store.close()
    store = await open()
    expect(await store.settings.house()).toEqual(settings)
    expect(await auditRows()).toBe(1)
    expect(warned).toEqual([])
  })

  test('of an older document are completed by the defaults', async () => {
    keep(JSON.stringify({ execution: { parallel: 25 }, approval: settings.approval }))
    expect(await store.settings.house()).toEqual({
      ...settings,
      execution: { ...DEFAULT_SETTINGS.execution, parallel: 25 },
    })
    expect(warned).toEqual([])
  })

  test.each([
    ['a part of the wrong kind', { ...settings, execution: 7 }, 'execution'],
    ['a part with an impossible value', { ...settings, execution: { parallel: 0 } }, 'execution'],
    ['a part with an unknown setting', { ...settings, execution: { speed: 3 } }, 'execution'],
  ])('%s is as by default, the others stay, and that is said', async (_, document, part) => {
    keep(JSON.stringify(document))
    expect(await store.settings.house()).toEqual({ ...settings, execution: DEFAULT_SETTINGS.execution })
    expect(warned).toHaveLength(1)
    expect(warned[0]).toContain(`The settings “${part}” in the database cannot be understood`)
  })

  test.each(['{"execution":', '[]', '"no"'])('%s is no document: the defaults, and that is said', async (text) => {
    keep(text)
    expect(await store.settings.house()).toEqual(DEFAULT_SETTINGS)
    expect(warned).toHaveLength(1)
  })
})

import Database from 'better-sqlite3'
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { createWriter, type Writer } from '../../../src/main/store/writer'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { sampleAudit, sampleRun } from './samples'
import { temporaryFolder } from './temporaryFolder'

const clock = { now: () => Date.UTC(2026, 0, 2) }
let folder: ReturnType<typeof temporaryFolder>
let path: string

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'signalbox.db')
})
afterEach(() => {
  folder.remove()
})

describe('while another program holds the database', () => {
  let store: Store
  let other: Database.Database

  beforeEach(async () => {
    store = await openStore({ path, clock, logger: silentLogger })
    await store.settings.setAlias('x', 'before')
    other = new Database(path)
    other.exec('begin immediate')
  })
  afterEach(async () => {
    other.close()
    await store.close()
  })

  test('a write waits without holding up anything else, and is done when it is let', async () => {
    let settled = false
    const write = store.settings.setAlias('x', 'after').finally(() => (settled = true))
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'before']]))
    expect(settled).toBe(false)
    other.exec('commit')
    await write
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'after']]))
    expect(store.health().ok).toBe(true)
  })

  test('for long, the write is refused, health says so, and the next one is welcome', async () => {
    await expect(store.settings.setAlias('x', 'after')).rejects.toMatchObject({ name: 'StoreError', code: 'busy' })
    expect(store.health()).toMatchObject({ ok: false, problem: expect.stringContaining('Another program') as string })
    other.exec('commit')
    await store.settings.setAlias('x', 'later')
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'later']]))
    expect(store.health()).toMatchObject({ ok: true, problem: null })
  })
})

test('what was written is read at once, and the log is brought into the database when there is time', async () => {
  const store = await openStore({ path, clock, logger: silentLogger })
  try {
    const before = statSync(path).size
    for (let i = 0; i < 40; i++) {
      const run = await store.runs.insert(sampleRun(`r${i}`, 'running', ['x']))
      expect(await store.runs.get(run.id)).toEqual(run)
      await store.runs.write({ ...run, state: 'succeeded' }, [], [sampleAudit('x', run.id)])
      expect((await store.runs.get(run.id))?.state).toBe('succeeded')
    }
    // Fewer pages than SQLite waits for by itself.
    expect(statSync(`${path}-wal`).size).toBeLessThan(1000 * 4096)
    await vi.waitFor(
      () => {
        expect(statSync(path).size).toBeGreaterThan(before)
      },
      { timeout: 30_000 },
    )
    expect(await store.runs.list({ target: null, limit: 100, cursor: null })).toMatchObject({ nextCursor: null })
  } finally {
    await store.close()
  }
  expect(existsSync(`${path}-wal`)).toBe(false)
})

describe('the thread that writes', () => {
  let writer: Writer

  beforeEach(() => {
    writer = createWriter({ path, busyTimeout: 100, maxPages: null, nativeBinding: undefined, startWithin: 60_000 })
  })
  afterEach(async () => {
    await writer.close()
  })

  test('answers the rows of the last statement, in the order it was asked', async () => {
    new Database(path).exec('create table t (id integer primary key, b text)').close()
    const answers = await Promise.all([
      writer.run([
        ['insert into t (b) values (?)', ['a']],
        ['select * from t', []],
      ]),
      writer.run([['insert into t (b) values (?)', ['b']]]),
      writer.run([['insert into t (b) values (?) returning id', ['c']]]),
    ])
    expect(answers).toEqual([[{ id: 1, b: 'a' }], [], [{ id: 3 }]])
  })

  test('rolls back what does not succeed as a whole, and goes on', async () => {
    new Database(path).exec('create table t (id integer primary key)').close()
    const insert = 'insert into t (id) values (?)'
    const refused = writer.run([
      ['begin immediate', []],
      [insert, [1]],
      [insert, [1]],
      ['commit', []],
    ])
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', code: 'conflict' })
    expect(await writer.run([['select id from t', []]])).toEqual([])
  })

  test('opens the database when that has become possible', async () => {
    mkdirSync(path)
    await expect(writer.run([['select 1', []]])).rejects.toMatchObject({ name: 'StoreError', code: 'unwritable' })
    rmSync(path, { recursive: true })
    new Database(path).exec('create table t (id integer primary key)').close()
    expect(await writer.run([['select 1 as one', []]])).toEqual([{ one: 1 }])
  })

  test('is started anew after it ended by itself', async () => {
    new Database(path).exec('create table t (id integer primary key)').close()
    // What is no list at all, the thread cannot even refuse.
    const broken = writer.run(null as unknown as [])
    await expect(broken).rejects.toMatchObject({ name: 'StoreError', code: 'failed' })
    expect(await writer.run([['select 1 as one', []]])).toEqual([{ one: 1 }])
  })

  test('takes nothing more once it is closed, and does what it was asked before', async () => {
    new Database(path).exec('create table t (id integer primary key)').close()
    const asked = writer.run([['insert into t (id) values (7) returning id', []]])
    await writer.close()
    expect(await asked).toEqual([{ id: 7 }])
    await expect(writer.run([['select 1', []]])).rejects.toMatchObject({ code: 'closed' })
  })
})

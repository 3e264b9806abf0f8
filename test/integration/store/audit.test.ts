import Database from 'better-sqlite3'
import fc from 'fast-check'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditChain, AuditQuery, AuditRow } from '../../../src/contract'
import { openStore } from '../../../src/main/store/openStore'
import type { NewAuditRow, RemovedRows, Store } from '../../../src/main/store/repositories'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { root } from '../../support/childProcess'
import { makeOlderDatabase } from './olderDatabase'
import { actor, sampleAudit, sampleRun } from './samples'
import { temporaryFolder } from './temporaryFolder'

const DAY = 24 * 3_600_000
let now: number
let folder: ReturnType<typeof temporaryFolder>
let store: Store
const path = (): string => join(folder.path, 'signalbox.db')
const open = (): Promise<Store> => openStore({ path: path(), clock: { now: () => now }, logger: silentLogger })

beforeEach(async () => {
  now = Date.UTC(2026, 0, 2)
  folder = temporaryFolder()
  store = await open()
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

/** As somebody with the file in hands could leave it. */
function tamper(change: (db: Database.Database) => void): void {
  const db = new Database(path())
  try {
    const triggers = db.prepare(`select name, sql from sqlite_master where type = 'trigger'`).all() as {
      name: string
      sql: string
    }[]
    for (const { name } of triggers) db.exec(`drop trigger ${name}`)
    change(db)
    for (const { sql } of triggers) db.exec(sql)
  } finally {
    db.close()
  }
}

const rows = (count: number): NewAuditRow[] =>
  Array.from({ length: count }, (_, index) => ({ ...sampleAudit(`x${index}`, null), summary: `Row ${index}` }))

const ids = async (query: AuditQuery): Promise<number[]> => {
  const { target, ...others } = query
  const { items } = await store.audit.list({ ...others, target: target ?? null, limit: 1000, cursor: null })
  return items.map(({ id }) => id)
}

const removed = ({ rows: count, through }: RemovedRows): NewAuditRow => ({
  ...sampleAudit(null, null),
  what: 'audit.retention',
  detail: { rows: count, through },
})

describe('the chain', () => {
  test('is whole, whatever is written together, refused or written again after a restart', async () => {
    expect(await store.audit.verify()).toEqual({ ok: true, rows: 0, firstId: null, lastId: null, problem: null })
    const run = await store.runs.insert(sampleRun('r1', 'running', ['x']))
    const broken = { ...sampleAudit('x', null), outcome: null as unknown as 'done' }
    const outcomes = await Promise.allSettled([
      store.audit.append(rows(3)),
      store.runs.write(run, [], rows(250)),
      store.audit.append([...rows(2), broken]),
      store.settings.setAlias('x', 'Camera'),
      store.audit.append(rows(1)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    await store.close()
    store = await open()
    await store.audit.append(rows(6))
    expect(await store.audit.verify()).toEqual({ ok: true, rows: 260, firstId: 1, lastId: 260, problem: null })
  })

  test('holds what a database gives back otherwise than it was given', async () => {
    await store.audit.append([
      {
        ...sampleAudit('half of a pair \ud83d', 'r\udc00'),
        summary: 'naïve \u0000 “quotes” \ud83d, 日本 🎬',
        durationMs: 0.1 + 0.2,
        detail: { '10': 1, '2': '\ud83d', nested: { z: 1, a: [null, -0, 1e21] } },
      },
      { ...sampleAudit('whole', null), durationMs: 5 },
    ])
    expect(await store.audit.verify()).toMatchObject({ ok: true, rows: 2 })
  })

  test('each row’s hash is of what it says and of the one before', async () => {
    await store.audit.append(rows(2))
    const [second, first] = (await store.audit.list({ target: null, limit: 5, cursor: null })).items
    expect(first?.hash).not.toBe(second?.hash)
    await store.close()
    folder.remove()
    folder = temporaryFolder()
    store = await open()
    await store.audit.append(rows(2).map((row) => ({ ...row, override: row.target === 'x0' })))
    const other = (await store.audit.list({ target: null, limit: 5, cursor: null })).items
    expect(other.map(({ hash }) => hash)).not.toContain(first?.hash)
    expect(other.map(({ hash }) => hash)).not.toContain(second?.hash)
  })

  const COUNT = 7
  const columns = [
    ['at', '2020-01-01T00:00:00.000Z'],
    ['actor', '{"id":"b","name":"Bo","role":"admin"}'],
    ['origin', 'window'],
    ['what', 'run'],
    ['target', null],
    ['summary', 'nothing happened'],
    ['policy', 'allowed'],
    ['override', 1],
    ['outcome', 'refused'],
    ['duration_ms', 1],
    ['run_id', 'r9'],
    ['detail', '{}'],
    ['hash', 'f'.repeat(64)],
  ] as const

  test.each(columns)('shows that somebody changed %s, of whichever row', async (column, value) => {
    await store.audit.append(rows(COUNT))
    const keep = new Database(path())
    const original = keep.prepare('select * from audit').all() as Record<string, unknown>[]
    keep.close()
    for (let id = 1; id <= COUNT; id += 1) {
      const set = (to: unknown): void => {
        tamper((db) => db.prepare(`update audit set ${column} = ? where id = ?`).run(to, id))
      }
      set(value)
      const { ok, problem } = await store.audit.verify()
      expect([ok, problem]).toEqual([false, expect.stringContaining(`Row ${id}`)])
      set(original[id - 1]?.[column])
      expect((await store.audit.verify()).ok).toBe(true)
    }
  })

  test.each([
    [1, 'Row 1 is missing: row 2 does not follow row 0.'],
    [4, 'Row 4 is missing: row 5 does not follow row 3.'],
    [7, 'Row 7 is missing at the end.'],
  ])('shows that row %i was taken out', async (id, problem) => {
    await store.audit.append(rows(COUNT))
    tamper((db) => db.prepare('delete from audit where id = ?').run(id))
    expect(await store.audit.verify()).toMatchObject({ ok: false, problem })
  })

  test('shows several that were taken out, and one that was put in', async () => {
    await store.audit.append(rows(COUNT))
    tamper((db) => db.exec('delete from audit where id in (3, 4, 5)'))
    expect((await store.audit.verify()).problem).toBe('Rows 3 to 5 are missing: row 6 does not follow row 2.')
    const copy = (id: number): string =>
      `insert into audit (id, at, actor, origin, what, summary, outcome, detail, hash)
       select ${id}, at, actor, origin, what, summary, outcome, detail, hash from audit where id = 2`
    tamper((db) => db.exec(copy(3)))
    expect((await store.audit.verify()).problem).toMatch(/^Row 3 was (changed or )?put in/)
    tamper((db) => db.exec('delete from audit where id > 2'))
    tamper((db) => db.exec(copy(8)))
    expect((await store.audit.verify()).problem).toContain('Rows 3 to 7 are missing')
    tamper((db) => db.exec(`delete from audit where id > 2; ${copy(0)}`))
    expect((await store.audit.verify()).problem).toBe('Row 0 stands before the beginning of the chain: it was put in.')
  })

  test('says which row was changed when somebody made a new hash for it', async () => {
    await store.audit.append(rows(COUNT))
    tamper((db) => db.exec(`update audit set summary = 'other' where id = 3`))
    expect((await store.audit.verify()).problem).toBe(
      'Row 3 was changed: its hash does not fit what it says, while the row after it fits that hash.',
    )
    tamper((db) => db.prepare('update audit set hash = ? where id = 3').run('0'.repeat(64)))
    expect((await store.audit.verify()).problem).toBe(
      'Row 3 was changed or put in: neither its hash fits nor that of the row after it.',
    )
  })

  test('is looked at while rows come in and old ones go', async () => {
    await store.audit.append(rows(3000))
    now += 10 * DAY
    const looks: Promise<AuditChain>[] = []
    for (let round = 0; round < 6; round += 1) {
      looks.push(store.audit.verify())
      await store.audit.append(rows(50))
      await store.audit.removeOldest(new Date(now - DAY).toISOString(), 400, removed)
    }
    expect((await Promise.all(looks)).map(({ problem }) => problem)).toEqual(looks.map(() => null))
    expect(await store.audit.verify()).toMatchObject({ ok: true, firstId: 2401, lastId: 3306 })
  })

  test('is made for the rows of an older database', async () => {
    await store.close()
    folder.remove()
    folder = temporaryFolder()
    await makeOlderDatabase(path(), 2)
    const db = new Database(path())
    const insert = db.prepare(
      `insert into audit (id, at, actor, origin, what, target, summary, policy, outcome, duration_ms, run_id, detail)
       values (?, '2025-01-01T00:00:00.000Z', ?, 'api', 'take', 'x', 'X: CAM 2', null, 'done', 12.5, 'r1', '{"legs":2}')`,
    )
    for (let id = 1; id <= 2500; id += 1) insert.run(id, id === 7 ? 'no JSON' : JSON.stringify(actor))
    db.close()
    store = await open()
    expect(await store.audit.verify()).toMatchObject({ ok: true, rows: 2500 })
    await store.audit.append(rows(1))
    expect(await store.audit.verify()).toMatchObject({ ok: true, rows: 2501, lastId: 2501 })
    tamper((file) => file.exec(`update audit set summary = 'other' where id = 1200`))
    expect((await store.audit.verify()).problem).toContain('Row 1200 was changed')
  })
})

describe('nobody may', () => {
  test.each([
    ['change a row', `update audit set summary = 'other' where id = 2`],
    ['take a row away', 'delete from audit where id = 1'],
    ['take all away', 'delete from audit'],
    [
      'put one in the place of another',
      `insert or replace into audit (id, at, actor, origin, what, summary, outcome, detail, hash)
       values (2, '', '{}', 'api', '', '', 'done', '{}', '')`,
    ],
    [
      'leave a gap',
      `insert into audit (id, at, actor, origin, what, summary, outcome, detail, hash)
       values (9, '', '{}', 'api', '', '', 'done', '{}', '')`,
    ],
    ['let it begin later without the hash', `update audit_start set id = 2, rows = 2`],
    [
      'let it begin later with another count',
      `update audit_start set id = 2, hash = (select hash from audit where id = 2)`,
    ],
    ['let it begin again', `update audit_start set id = 0`],
    ['take its beginning away', 'delete from audit_start'],
    ['give it two', `insert into audit_start (name, id, hash, rows) values ('other', 0, '', 0)`],
  ])('%s', async (_, sql) => {
    await store.audit.append(rows(3))
    const db = new Database(path())
    try {
      expect(() => db.exec(sql)).toThrow('append-only')
    } finally {
      db.close()
    }
    expect(await store.audit.verify()).toMatchObject({ ok: true, rows: 3 })
  })
})

describe('old rows', () => {
  test('go from the beginning only, up to the first that is younger, and the audit says so', async () => {
    await store.audit.append(rows(5))
    now += 10 * DAY
    await store.audit.append(rows(2))
    now -= 9 * DAY
    await store.audit.append(rows(2))
    now += 20 * DAY
    const before = new Date(Date.UTC(2026, 0, 5)).toISOString()
    expect(await store.audit.removeOldest(before, 3, removed)).toMatchObject({ rows: 3, through: 3 })
    expect(await store.audit.removeOldest(before, 100, removed)).toMatchObject({ rows: 2, through: 5 })
    // The clock was wrong for a while: behind younger rows stand older ones, and they stay.
    expect(await store.audit.removeOldest(before, 100, removed)).toBeNull()
    expect(await ids({})).toEqual([11, 10, 9, 8, 7, 6])
    expect(await store.audit.verify()).toEqual({ ok: true, rows: 6, firstId: 6, lastId: 11, problem: null })
    expect(await ids({ what: 'audit.retention' })).toEqual([11, 10])
  })

  test('may be all there are', async () => {
    await store.audit.append(rows(4))
    now += DAY
    await store.audit.removeOldest(new Date(now).toISOString(), 100, removed)
    await store.close()
    store = await open()
    await store.audit.append(rows(1))
    expect(await store.audit.verify()).toMatchObject({ ok: true, firstId: 5, lastId: 6 })
  })

  test('that somebody else removed are missed, though the beginning was moved by the rules', async () => {
    await store.audit.append(rows(6))
    const db = new Database(path())
    db.exec(`update audit_start set id = 2, hash = (select hash from audit where id = 2), rows = 2;
             delete from audit where id <= 2`)
    db.close()
    expect((await store.audit.verify()).problem).toBe(
      'The rows up to 2 were removed, but the audit says so of those up to 0.',
    )
  })

  test('that come back are found', async () => {
    await store.audit.append(rows(4))
    const db = new Database(path())
    db.exec('create table copy as select * from audit where id = 1')
    db.close()
    now += DAY
    await store.audit.removeOldest(new Date(now).toISOString(), 2, removed)
    tamper((file) =>
      file.exec(`insert into audit (id, at, actor, origin, what, target, summary, outcome, duration_ms, detail, hash)
                 select id, at, actor, origin, what, target, summary, outcome, duration_ms, detail, hash from copy`),
    )
    expect((await store.audit.verify()).problem).toBe('Row 1 stands before the beginning of the chain: it was put in.')
  })
})

describe('the audit is searched', () => {
  const bo = { id: 'bo-1', name: 'Bo O’Hara', role: 'engineer' as const }
  const sample: readonly Partial<NewAuditRow>[] = [
    { summary: 'MON 1: CAM 1', target: 'mon-1' },
    { summary: 'MON 2: 100% BARS', target: 'mon-2', policy: 'warned', what: 'lock' },
    { summary: 'mon_3 refused', target: 'mon-3', policy: 'denied', outcome: 'refused', actor: bo },
    { summary: 'Settings', target: null, actor: bo, origin: 'window', what: 'settings.update' },
    { summary: 'MON 4: back\\slash', target: 'mon-4', policy: 'allowed', override: true, runId: 'run-77' },
  ]
  beforeEach(async () => {
    for (const more of sample) {
      await store.audit.append([{ ...sampleAudit(null, null), ...more }])
      now += DAY
    }
  })

  test.each<[string, AuditQuery, number[]]>([
    ['everything', {}, [5, 4, 3, 2, 1]],
    ['text in the summary, whatever its case', { q: 'cam' }, [1]],
    ['a percent sign', { q: '0%' }, [2]],
    ['an underscore', { q: 'n_3' }, [3]],
    ['a backslash', { q: 'k\\s' }, [5]],
    ['nothing', { q: '' }, [5, 4, 3, 2, 1]],
    ['a part of the actor’s name', { q: 'o’h' }, [4, 3]],
    ['an id of a thing', { q: 'MON-2' }, [2]],
    ['an id of a run', { q: 'run-7' }, [5]],
    ['an id of an actor', { q: 'bo-1' }, [4, 3]],
    ['not what the actor’s JSON is made of', { q: 'role' }, []],
    ['the actor by id', { actor: 'bo-1' }, [4, 3]],
    ['the actor by name', { actor: 'bo o’hara' }, [4, 3]],
    ['not the actor by half a name', { actor: 'Bo' }, []],
    ['a target', { target: 'mon-4' }, [5]],
    ['an origin', { origin: 'window' }, [4]],
    ['what', { what: 'lock' }, [2]],
    ['an outcome', { outcome: 'refused' }, [3]],
    ['a verdict', { policy: 'warned' }, [2]],
    ['what was overruled', { override: true }, [5]],
    ['what was not', { override: false }, [4, 3, 2, 1]],
    ['a run', { runId: 'run-77' }, [5]],
    ['from', { from: '2026-01-05T01:00:00+01:00' }, [5, 4]],
    ['to', { to: '2026-01-03T00:00:00.000Z' }, [1]],
    ['several at once', { actor: 'bo-1', outcome: 'done', q: 'set' }, [4]],
  ])('for %s', async (_, query, expected) => {
    expect(await ids(query)).toEqual(expected)
    const read: number[] = []
    for await (const piece of store.audit.read(query)) read.push(...piece.map(({ id }) => id))
    expect(read).toEqual([...expected].reverse())
  })

  test('pages over many rows that do not fit, and misses none', async () => {
    for (let round = 0; round < 3; round += 1) {
      await store.audit.append(rows(6000))
      await store.audit.append([{ ...sampleAudit('mon-9', null), what: 'rare' }])
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), async (limit) => {
        const seen: AuditRow[] = []
        let cursor: string | null = null
        do {
          const page = await store.audit.list({ target: null, what: 'rare', limit, cursor })
          seen.push(...page.items)
          cursor = page.nextCursor
        } while (cursor !== null)
        expect(seen.map(({ id }) => id)).toEqual([18008, 12007, 6006])
      }),
      { numRuns: 3 },
    )
  })
})

describe('npm run audit:verify', () => {
  const verify = (args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(root, 'scripts', 'auditVerify.mjs'), ...args], (error, out, said) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, said: `${out}${said}`.trim() })
      })
    })

  test('finds the audit whole while Signalbox writes it, and once it has ended', async () => {
    await store.audit.append(rows(5))
    now += DAY
    await store.audit.removeOldest(new Date(now).toISOString(), 2, removed)
    const whole = {
      code: 0,
      said: `The audit in ${path()} is whole: 4 rows, 3 to 6. 2 older rows were removed by the retention.`,
    }
    expect(await verify(['--data', folder.path])).toEqual(whole)
    await store.close()
    expect(await verify(['--data', path()])).toEqual(whole)
    store = await open()
  })

  test('names the first row that does not fit', async () => {
    await store.audit.append(rows(5))
    tamper((db) => db.exec(`update audit set outcome = 'refused' where id in (2, 4)`))
    const { code, said } = await verify(['--data', folder.path])
    expect([code, said]).toEqual([1, expect.stringContaining('is not whole. Row 2 was changed')])
  })

  test.each([
    ['no folder is named', [], 'Say which data folder.'],
    ['there is none', ['--data', '/nowhere/at/all'], 'There is no /nowhere/at/all.'],
    ['an option is unknown', ['--dta', 'x'], "'--dta'"],
  ])('says so when %s', async (_, args, sentence) => {
    const { code, said } = await verify(args)
    expect([code, said]).toEqual([2, expect.stringContaining(sentence)])
  })

  test('says so when there is no database, or one without a chain', async () => {
    await store.close()
    folder.remove()
    folder = temporaryFolder()
    expect(await verify(['--data', folder.path])).toMatchObject({
      code: 2,
      said: expect.stringContaining('There is no database in') as string,
    })
    await makeOlderDatabase(path(), 1)
    expect(await verify(['--data', folder.path])).toMatchObject({
      code: 2,
      said: expect.stringContaining('no chained audit') as string,
    })
    store = await open()
  })
})

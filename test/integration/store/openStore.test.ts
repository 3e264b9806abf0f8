import Database from 'better-sqlite3'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { build } from 'vite'
import type { Run } from '../../../src/contract'
import { applicationId } from '../../../src/main/store/databaseFile'
import { newestVersion } from '../../../src/main/store/migrations/all'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { silentLogger, type LogContext } from '../../../src/main/telemetry/logger'
import { makeOlderDatabase } from './olderDatabase'
import { actor, sampleAudit, sampleRun } from './samples'
import { temporaryFolder } from './temporaryFolder'

const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) }
const stamp = '2026-01-02T03-04-05.006Z'
let folder: ReturnType<typeof temporaryFolder>
let path: string
let opened: Store[]
let said: { readonly level: string; readonly message: string; readonly context: LogContext | undefined }[]

const open = async (maxBytes?: number): Promise<Store> => {
  const note =
    (level: string) =>
    (message: string, context?: LogContext): void => {
      said.push({ level, message, context })
    }
  const logger = { info: note('info'), warn: note('warn'), error: note('error') }
  const store = await openStore({ path, clock, logger, maxBytes })
  opened.push(store)
  return store
}

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'data', 'signalbox.db')
  opened = []
  said = []
})
afterEach(async () => {
  for (const store of opened) await store.close()
  folder.remove()
})

describe('the file', () => {
  test('is WAL, survives power cuts by synchronous=FULL, and its size is told', async () => {
    const store = await open()
    await store.settings.setAlias('x', 'y')
    const other = new Database(path, { readonly: true })
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(other.pragma('user_version', { simple: true })).toBe(newestVersion)
    expect(other.pragma('application_id', { simple: true })).toBe(applicationId)
    other.close()
    const health = store.health()
    expect(health).toMatchObject({ ok: true, problem: null })
    expect(health.sizeBytes).toBeGreaterThan(4096)
  })

  test('a newer one is refused and stays as it is', async () => {
    await (await open()).close()
    const db = new Database(path)
    db.pragma(`user_version = ${newestVersion + 1}`)
    db.close()
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject({
      code: 'newer',
      message: expect.stringMatching(/written by a newer Signalbox.*Nothing was changed/) as string,
    })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(join(folder.path, 'data')).filter((name) => /corrupt|backup|owner/.test(name))).toEqual([])
  })

  test("another program's database is refused and stays as it is", async () => {
    mkdirSync(join(folder.path, 'data'))
    const db = new Database(path)
    db.exec('create table recipes (id integer)')
    db.close()
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject({ code: 'foreign' })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('an older one is copied, then brought up to date', async () => {
    await makeOlderDatabase(path, 1)

    const store = await open()
    expect((await store.runs.get('r1'))?.id).toBe('r1')
    await store.settings.setAlias('x', 'y')
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'y']]))
    const copy = new Database(`${path}.backup-1-${stamp}`, { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(1)
    expect(copy.prepare('select id from runs order by id').all()).toEqual([{ id: 'r1' }, { id: 'r2' }])
    copy.close()
    expect(said.some((line) => line.message.includes('copy of the database was kept'))).toBe(true)
  })

  test('runs from before they could be searched for by what they were made from are found by it', async () => {
    await makeOlderDatabase(path, 11)
    const store = await open()
    const found = async (sourceId: string) => {
      const page = await store.runs.list({ target: null, limit: 5, cursor: null, source: 'salvo', sourceId })
      return page.items.map(({ id }) => id)
    }
    expect(await found('s')).toEqual(['r1'])
    expect(await found('other')).toEqual([])
  })

  test('runs from before salvos and compensation read with defaults, belong to their actor, and can be written', async () => {
    await makeOlderDatabase(path, 2)
    const store = await open()
    const run = await store.runs.get('r1')
    expect(run).toMatchObject({
      number: 1,
      disturbs: [],
      onFailure: 'continue-on-error',
      activation: { mode: 'activate_immediate' },
      change: false,
      source: null,
      approval: null,
      question: null,
      compensation: null,
      spreadMs: null,
      changes: [{ id: 'c1', state: 'verified', needs: [] }],
    })
    expect(await store.runs.lastOf(actor.id)).toEqual(run)
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'Camera left']]))
    if (run === null) throw new Error('The run is gone.')
    const later: Run = { ...run, spreadMs: 1.5 }
    await store.runs.write(later, [], [])
    expect(await store.runs.get('r1')).toEqual(later)
    expect((await store.runs.insert(sampleRun('r3', 'planned', []))).number).toBe(3)
  })
})

describe('a damaged file', () => {
  const damages: readonly (readonly [string, () => void])[] = [
    ['no database at all', () => writeFileSync(path, '<html>502 Bad Gateway</html>'.repeat(500))],
    ['cut off', () => truncateSync(path, 8192 + 100)],
    [
      'a page overwritten',
      () => {
        const bytes = readFileSync(path)
        bytes.fill(0xa5, 4096, 4096 * 4)
        writeFileSync(path, bytes)
      },
    ],
  ]
  test.each(damages)('(%s) is moved aside, and that is said loudly', async (_, damage) => {
    const first = await open()
    await first.runs.insert(sampleRun('r1', 'planned', ['x']))
    await first.close()
    damage()
    const bytes = readFileSync(path)
    writeFileSync(`${path}-wal`, 'left over')

    const store = await open()
    const aside = `${path}.corrupt-${stamp}`
    expect(readFileSync(aside).equals(bytes)).toBe(true)
    expect(readdirSync(join(folder.path, 'data'))).toContain(`signalbox.db.corrupt-${stamp}-wal`)
    expect(await store.runs.get('r1')).toBeNull()
    await store.settings.setAlias('x', 'y')
    expect(store.health()).toMatchObject({ ok: true, problem: expect.stringContaining(aside) as string })
    expect(said).toContainEqual(expect.objectContaining({ level: 'error', context: { aside } }))
  })

  test('that cannot be moved aside is left where it is', async () => {
    mkdirSync(join(folder.path, 'data', `signalbox.db.corrupt-${stamp}`, 'full'), { recursive: true })
    writeFileSync(path, 'no database'.repeat(100))
    await expect(open()).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('cannot be moved aside') as string,
    })
    expect(readFileSync(path, 'utf8')).toContain('no database')
  })
})

describe('the disk', () => {
  test('full: the write is refused, health says so until a write succeeds, and nothing is half there', async () => {
    const store = await open(400 * 1024)
    await store.settings.setAlias('x', 'y')
    const kept: string[] = []
    let refusal: unknown = null
    for (let i = 0; refusal === null && i < 1000; i++) {
      const run = sampleRun(`r${i}`, 'running', ['x', 'y', 'z'])
      await store.runs.insert(run).then(
        () => kept.push(run.id),
        (error: unknown) => (refusal = error),
      )
    }
    expect(refusal).toMatchObject({ name: 'StoreError', code: 'full' })
    expect(store.health()).toMatchObject({ ok: false, problem: expect.stringContaining('disk is full') as string })
    expect(said.filter((line) => line.level === 'error')).toHaveLength(1)
    const { items } = await store.runs.list({ target: null, limit: 1000, cursor: null })
    expect(items.map((run) => run.id)).toEqual(kept.toReversed())
    await store.settings.setAlias('x', null)
    expect(store.health()).toMatchObject({ ok: true, problem: null })
  })

  test.each([
    ['a folder that is a file', () => join(folder.path, 'file', 'signalbox.db'), 'unwritable'],
    ['a database that is a folder', () => join(folder.path, 'dir'), 'unwritable'],
  ])('%s is a clear refusal', async (_, at, code) => {
    writeFileSync(join(folder.path, 'file'), '')
    mkdirSync(join(folder.path, 'dir', 'inside'), { recursive: true })
    path = at()
    await expect(open()).rejects.toMatchObject({ name: 'StoreError', code })
  })
})

describe('processes', () => {
  const outDir = join(import.meta.dirname, '../../../node_modules/.cache', `store-test-${randomUUID()}`)
  const children: ChildProcess[] = []

  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, 'writingProcess.ts'),
        outDir,
        target: 'node20',
        rollupOptions: { output: { entryFileNames: 'writer.mjs' } },
      },
    })
  })
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  })
  afterAll(() => {
    rmSync(outDir, { recursive: true, force: true })
  })

  const startWriter = (
    prefix: string,
    onLine: (line: string) => void,
    ...more: readonly string[]
  ): { readonly child: ChildProcess; readonly over: Promise<unknown> } => {
    const child = spawn(process.execPath, [join(outDir, 'writer.mjs'), path, prefix, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const lines = createInterface({ input: child.stdout })
    lines.on('line', onLine)
    return { child, over: Promise.all([once(child, 'exit'), once(lines, 'close')]) }
  }

  test('killed in the middle of writes, again and again: nothing acknowledged is lost', async () => {
    const acknowledged = new Map<string, string>()
    for (let round = 0; round < 5; round++) {
      const atLeast = acknowledged.size + 20 + round * 7
      const { child, over } = startWriter(`k${round}`, (line) => {
        const [id, state] = line.split(' ')
        if (id === undefined || state === undefined) return
        acknowledged.set(id, state)
        if (acknowledged.size >= atLeast) child.kill('SIGKILL')
      })
      await over
      expect(acknowledged.size).toBeGreaterThanOrEqual(atLeast)

      const store = await open()
      expect(store.health()).toMatchObject({ ok: true, problem: null })
      const audited = new Set<string | null>()
      let cursor: string | null = null
      do {
        const page = await store.audit.list({ target: null, limit: 500, cursor })
        for (const row of page.items) audited.add(row.runId)
        cursor = page.nextCursor
      } while (cursor !== null)
      for (const [id, state] of acknowledged) {
        const run = await store.runs.get(id)
        expect(run?.changes).toHaveLength(3)
        expect(state === 'running' ? ['running', 'succeeded'] : ['succeeded']).toContain(run?.state)
        expect(audited.has(id)).toBe(run?.state === 'succeeded')
      }
      await store.close()
    }
  })

  test('that has closed its store ends by itself: no thread, no file is left open', async () => {
    const lines: string[] = []
    const { child, over } = startWriter('c', (line) => void lines.push(line), 'once')
    await over
    expect(child.exitCode).toBe(0)
    expect(lines).toEqual(['open', 'c-once running', 'c-once succeeded'])
    expect(readdirSync(join(folder.path, 'data')).toSorted()).toEqual(['signalbox.db', 'signalbox.db.lock'])
  })

  test('a second instance is refused with the pid of the first, and welcome once that was killed', async () => {
    let first: ChildProcess | null = null
    await new Promise<void>((resolve) => {
      const writer = startWriter('first', (line) => {
        if (line === 'open') resolve()
      })
      first = writer.child
    })
    const child = first as ChildProcess | null
    await expect(open()).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`process ${String(child?.pid)}`) as string,
    })
    child?.kill('SIGKILL')
    if (child !== null) await once(child, 'exit')
    const store = await open()
    await store.audit.append([sampleAudit('x', null)])
    expect(store.health().ok).toBe(true)
  })

  test('the same folder twice in one process is refused too, and free again after close', async () => {
    const first = await open()
    await expect(openStore({ path, clock, logger: silentLogger })).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    })
    await first.settings.setAlias('x', 'y')
    await first.close()
    const second = await open()
    expect(await second.settings.aliases()).toEqual(new Map([['x', 'y']]))
  })
})

import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { applicationId } from '../../../src/main/store/databaseFile'
import { migrate } from '../../../src/main/store/migrate'
import { migrations } from '../../../src/main/store/migrations/all'
import { actor } from './samples'

/** A change as it was kept before there were dependencies between changes. */
const change = {
  id: 'c1',
  driver: 'is05',
  action: 0,
  target: { kind: 'receiver', id: 'x', label: 'X' },
  node: null,
  summary: 'X: CAM 1 → CAM 2',
  before: { sender_id: null },
  after: { sender_id: 's1' },
  state: 'verified',
  startedAt: null,
  finishedAt: null,
}

/** Makes the database that a Signalbox of this schema version left, with the runs `r1` (done; from version 11, fired from the salvo `s`) and `r2` (only planned). */
export async function makeOlderDatabase(path: string, version: 1 | 2 | 11): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma(`application_id = ${applicationId}`)
  await migrate(new Kysely<unknown>({ dialect: new SqliteDialect({ database: db }) }), 0, migrations.slice(0, version))
  const insert = db.prepare(
    `insert into runs (id, number, state, origin, actor, actions, decisions, warnings, created_at, started_at, finished_at)
     values (?, ?, ?, 'api', ?, ?, '[]', '[]', '2025-01-01T00:00:00.000Z', null, null)`,
  )
  const actions = JSON.stringify([{ type: 'route.connect', senderId: 's1', receiverId: 'x' }])
  insert.run('r1', 1, 'succeeded', JSON.stringify(actor), actions)
  insert.run('r2', 2, 'planned', JSON.stringify(actor), actions)
  db.prepare(`insert into changes (run_id, id, position, state, body) values ('r1', 'c1', 0, 'verified', ?)`).run(
    JSON.stringify(change),
  )
  db.exec(`update sequences set value = 2 where name = 'run'`)
  if (version >= 2) db.exec(`insert into aliases (id, alias) values ('x', 'Camera left')`)
  if (version === 11) {
    const extra = JSON.stringify({ source: { kind: 'salvo', id: 's', label: 'Morning' } })
    db.prepare(`update runs set extra = ? where id = 'r1'`).run(extra)
  }
  db.close()
}

/*
 * The thread that writes: it has its own connection to the database, so that neither a statement nor an fsync ever holds
 * up the event loop of the engine. It is started from its own text (`writer.ts`) and so is plain JavaScript: the same for
 * a bundle, for Electron and for sources that are run as they are.
 *
 * It is told `{ id, statements: [[text, parameters], …] }` and answers `{ id, rows }`, the rows of the last statement,
 * or `{ id, problem: { message, code } }` after a rollback. Null ends it.
 */
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

/** As the module that started the thread would find it. */
const Database = createRequire(workerData.importer)('better-sqlite3')

/** With nothing to do for so long, the log is brought into the database, ms. */
const IDLE_MS = 100
/**
 * And only after so many statements. Then the log is written from its beginning again: an fsync of a file that is
 * overwritten costs half of one that grows, and no commit has to do that work at SQLite's own limit of 1000 pages.
 */
const ENOUGH = 200

let db = null
let idle = null
let sinceCheckpoint = 0
/** Prepared statements by their text: preparing costs more than running most of them. */
const kept = new Map()
const KEPT = 200

function open() {
  const { path, busyTimeout, maxPages, nativeBinding } = workerData
  const opened = new Database(path, { fileMustExist: true, timeout: busyTimeout, ...nativeBinding })
  try {
    opened.pragma('journal_mode = WAL')
    opened.pragma('synchronous = FULL')
    opened.pragma('foreign_keys = ON')
    if (maxPages !== null) opened.pragma(`max_page_count = ${maxPages}`)
    return opened
  } catch (thrown) {
    opened.close()
    throw thrown
  }
}

function prepared(text) {
  const known = kept.get(text)
  if (known !== undefined) return known
  const fresh = db.prepare(text)
  if (kept.size >= KEPT) kept.clear()
  kept.set(text, fresh)
  return fresh
}

function run(statements) {
  db ??= open()
  let rows = []
  try {
    for (const [text, parameters] of statements) {
      const statement = prepared(text)
      rows = statement.reader ? statement.all(...parameters) : (statement.run(...parameters), [])
    }
    return rows
  } catch (thrown) {
    // SQLite has rolled back by itself when the disk was full.
    if (db.inTransaction) prepared('rollback').run()
    throw thrown
  }
}

function whenIdle() {
  idle = null
  if (db === null || db.inTransaction || sinceCheckpoint < ENOUGH) return
  sinceCheckpoint = 0
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // The next write meets the same disk, and says so.
  }
}

parentPort.on('message', (message) => {
  if (idle !== null) clearTimeout(idle)
  idle = null
  if (message === null) {
    db?.close()
    parentPort.close()
    return
  }
  const { id, statements } = message
  sinceCheckpoint += statements.length
  try {
    parentPort.postMessage({ id, rows: run(statements) })
  } catch (thrown) {
    parentPort.postMessage({ id, problem: { message: String(thrown.message), code: String(thrown.code ?? '') } })
  }
  if (sinceCheckpoint >= ENOUGH) idle = setTimeout(whenIdle, IDLE_MS)
})

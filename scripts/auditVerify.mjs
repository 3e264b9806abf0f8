import Database from 'better-sqlite3'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createChainWalk } from '../src/main/store/auditChain.mjs'
import { giveUp } from './requirements.mjs'

/**
 * `npm run audit:verify -- --data DIR`: walks the chain of the audit in a data folder and names the first row that does
 * not fit. It reads only, so it may run while Signalbox does. Ends with 0 when the audit is whole, with 1 when it is not,
 * with 2 when it could not be looked at.
 */
const USAGE = 'npm run audit:verify -- --data DIR     the data folder of Signalbox, or its database file'
const CANNOT = 2

function pathOf(argv) {
  let data
  try {
    data = parseArgs({ args: argv, options: { data: { type: 'string' } } }).values.data
  } catch (error) {
    giveUp(`${error.message}\n${USAGE}`, CANNOT)
  }
  if (data === undefined || data === '') giveUp(`Say which data folder.\n${USAGE}`, CANNOT)
  if (!existsSync(data)) giveUp(`There is no ${data}.`, CANNOT)
  const path = statSync(data).isDirectory() ? join(data, 'signalbox.db') : data
  if (!existsSync(path)) giveUp(`There is no database in ${data}: no file ${path}.`, CANNOT)
  return path
}

function open(path) {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true })
    // One moment for all that is read, whatever is written meanwhile.
    db.exec('begin')
    const has = db.prepare(`select count(*) as n from sqlite_master where name = 'audit_start'`).get().n > 0
    if (!has) giveUp(`${path} has no chained audit: it is of another program, or of a Signalbox that is older.`, CANNOT)
    return db
  } catch (error) {
    return giveUp(`${path} cannot be read: ${error.message}`, CANNOT)
  }
}

function verify(db) {
  const { id, hash, rows, given } = db
    .prepare(
      `select id, hash, rows, coalesce((select seq from sqlite_sequence where name = 'audit'), 0) as given
       from audit_start`,
    )
    .get()
  const walk = createChainWalk({ id, hash })
  for (const row of db.prepare('select * from audit order by id').iterate()) {
    walk.take(row)
    if (walk.isBroken()) break
  }
  return { ...walk.end(given), removed: rows }
}

const count = (number, one, many) => (number === 1 ? `one ${one}` : `${number} ${many}`)

const path = pathOf(process.argv.slice(2))
const db = open(path)
try {
  const { ok, rows, firstId, lastId, removed, problem } = verify(db)
  if (!ok) giveUp(`The audit in ${path} is not whole. ${problem}`, 1)
  const span = firstId === null ? '' : `, ${firstId} to ${lastId}`
  const before = removed === 0 ? '' : ` ${count(removed, 'older row was', 'older rows were')} removed by the retention.`
  console.log(`The audit in ${path} is whole: ${count(rows, 'row', 'rows')}${span}.${before}`)
} catch (error) {
  giveUp(`${path} cannot be read: ${error.message}`, CANNOT)
} finally {
  db.close()
}

import Database from 'better-sqlite3'
import { existsSync, renameSync, statSync } from 'node:fs'
import { newestVersion } from './migrations/all'
import { StoreError, storeError } from './storeError'

/** Written into the file's header, so that another program's database is told apart: `SIGB`. */
export const applicationId = 0x53494742

/** Above this size the whole file is read at the start only when the last end was a crash. */
const alwaysCheckedBytes = 64 * 1024 * 1024

/** The journal and its index, which belong to the database. */
const companions = ['-wal', '-shm'] as const

export type Inspection = { readonly state: 'fresh' | 'sound' | 'damaged'; readonly version: number }

/**
 * Looks at a database without changing it. @throws StoreError `newer`, `foreign`, `unwritable`, `io`, `busy`
 */
export function inspectDatabase(path: string, thorough: boolean, nativeBinding: string | undefined): Inspection {
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new StoreError('unwritable', `${path} is a folder; the database is a file. Choose another data folder.`)
  }
  if (!existsSync(path) || statSync(path).size === 0) return { state: 'fresh', version: 0 }
  let db: Database.Database | undefined
  try {
    db = new Database(path, {
      readonly: true,
      fileMustExist: true,
      timeout: 1000,
      ...(nativeBinding === undefined ? {} : { nativeBinding }),
    })
    const version = Number(db.pragma('user_version', { simple: true }))
    const owner = Number(db.pragma('application_id', { simple: true }))
    const tables = db.prepare('select count(*) as n from sqlite_master').get() as { n: number }
    if (tables.n === 0) return { state: version === 0 ? 'fresh' : 'damaged', version }
    if (owner !== applicationId) {
      throw new StoreError('foreign', `${path} is a database of another program. Choose another data folder.`)
    }
    if (version > newestVersion) {
      throw new StoreError(
        'newer',
        `${path} was written by a newer Signalbox (schema ${version}; this one knows ${newestVersion}). ` +
          'Nothing was changed. Start the newer Signalbox, or choose another data folder.',
      )
    }
    if (thorough || statSync(path).size <= alwaysCheckedBytes) {
      const answer = db.pragma('quick_check(1)', { simple: true })
      if (answer !== 'ok') return { state: 'damaged', version }
    }
    return { state: 'sound', version }
  } catch (thrown) {
    const error = storeError(thrown)
    if (error.code === 'damaged') return { state: 'damaged', version: 0 }
    throw error
  } finally {
    db?.close()
  }
}

/**
 * Moves a damaged database and what belongs to it to `<path>.corrupt-<stamp>`; answers the new path.
 * @throws StoreError `damaged` when it cannot be moved
 */
export function moveAside(path: string, stamp: string): string {
  const aside = `${path}.corrupt-${stamp}`
  try {
    renameSync(path, aside)
    for (const end of companions) if (existsSync(path + end)) renameSync(path + end, aside + end)
    return aside
  } catch (thrown) {
    throw new StoreError(
      'damaged',
      `The database ${path} is damaged and cannot be moved aside (${String(thrown)}). Move it away yourself, then start again.`,
      { cause: thrown },
    )
  }
}

/** Bytes of the database with its journal. */
export function sizeOnDisk(path: string): number {
  return [path, ...companions.map((end) => path + end)]
    .map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0)
}

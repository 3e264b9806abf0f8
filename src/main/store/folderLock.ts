import Database from 'better-sqlite3'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { StoreError, storeError } from './storeError'

const Owner = z.object({ pid: z.number().int(), since: z.string() })

export type FolderLock = {
  /** The last owner did not release: it crashed, was killed, or lost power. */
  readonly afterCrash: boolean
  readonly release: () => void
}

function ownerOf(path: string): z.infer<typeof Owner> | null {
  try {
    return Owner.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/**
 * One engine per database. The lock is the operating system's own, taken by SQLite on an empty file beside the database,
 * so it ends with the process however that ends; the pid beside it is only for the sentence.
 * `since`: ISO 8601. @throws StoreError `in-use`, `unwritable`, `io`
 */
export function lockFolder(path: string, since: string, nativeBinding: string | undefined): FolderLock {
  // Never read the lock file itself in this process: POSIX drops a process's locks when it closes any handle of the file.
  const ownerPath = `${path}.owner`
  let lock: Database.Database | undefined
  try {
    lock = new Database(`${path}.lock`, { timeout: 0, ...(nativeBinding === undefined ? {} : { nativeBinding }) })
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    lock?.close()
    const error = storeError(thrown)
    if (error.code !== 'busy') {
      throw new StoreError(error.code, `The data folder ${dirname(path)} cannot be used. ${error.message}`, {
        cause: thrown,
      })
    }
    const owner = ownerOf(ownerPath)
    const who = owner === null ? 'Another Signalbox' : `Another Signalbox (process ${owner.pid}, since ${owner.since})`
    throw new StoreError(
      'in-use',
      `${who} is using the data folder ${dirname(path)}. Use that one, end it, or start this one with another data folder.`,
    )
  }
  const held = lock
  try {
    const afterCrash = ownerOf(ownerPath) !== null
    writeFileSync(ownerPath, JSON.stringify({ pid: process.pid, since }))
    return {
      afterCrash,
      release: () => {
        if (!held.open) return
        rmSync(ownerPath, { force: true })
        held.close()
      },
    }
  } catch (thrown) {
    held.close()
    throw new StoreError('unwritable', `The data folder ${dirname(path)} cannot be written: ${String(thrown)}`, {
      cause: thrown,
    })
  }
}

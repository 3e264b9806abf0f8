import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { createAuditRepository } from './auditRepository'
import { createDocumentRepository, documents } from './documentRepository'
import { applicationId, inspectDatabase, moveAside, sizeOnDisk } from './databaseFile'
import { lockFolder } from './folderLock'
import { createKeyRepository } from './keyRepository'
import { migrate } from './migrate'
import { migrations, newestVersion } from './migrations/all'
import { createMqttDeviceRepository } from './mqttDeviceRepository'
import { createPlaybookRunRepository } from './playbookRunRepository'
import { createRegistryRepository } from './registryRepository'
import type { Store } from './repositories'
import { createRunRepository } from './runRepository'
import { createSessionRepository } from './sessionRepository'
import { createSettingsRepository } from './settingsRepository'
import { withKeptStatements } from './statements'
import { StoreError, storeError } from './storeError'
import type { Tables } from './tables'
import { createWriteQueue } from './writeQueue'
import { createWriter } from './writer'
import { createWriterDialect } from './writerDialect'

type Say = (message: string, context?: Readonly<Record<string, unknown>>) => void

export type OpenStoreOptions = {
  /** The database file, such as `<data folder>/signalbox.db`; its folder is made when it is not there. */
  readonly path: string
  /** Epoch ms. */
  readonly clock: { readonly now: () => number }
  readonly logger: { readonly info: Say; readonly warn: Say; readonly error: Say }
  /** The SQLite addon's file, where the host's ABI is not the one of the installed build (Electron). */
  readonly nativeBinding?: string | undefined
  /** The database refuses to grow beyond this; without it, the disk is the limit. */
  readonly maxBytes?: number | undefined
}

/** How long a write waits for another program that holds the database, ms. */
const busyTimeout = 1000
const pageBytes = 4096
/** The thread that writes is ready by then, ms. */
const writerStartsWithin = 2000

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (thrown) {
    throw new StoreError('unwritable', `The data folder ${dirname(path)} cannot be made: ${String(thrown)}`, {
      cause: thrown,
    })
  }
}

/** A whole copy, on the disk before this returns. */
function backUp(db: Database.Database, path: string): void {
  db.prepare('vacuum into ?').run(path)
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const pagesOf = ({ maxBytes }: OpenStoreOptions): number | null =>
  maxBytes === undefined ? null : Math.ceil(maxBytes / pageBytes)

/** What everything is read by, and what brings the schema up to date before the first write. */
function openDatabase(options: OpenStoreOptions): Database.Database {
  const db = new Database(options.path, {
    timeout: busyTimeout,
    ...(options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding }),
  })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    const maxPages = pagesOf(options)
    if (maxPages !== null) db.pragma(`max_page_count = ${maxPages}`)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/**
 * Opens the store: one SQLite file, one engine. An older database is copied (`<path>.backup-<version>-<time>`), then
 * brought up to date; a damaged one is moved aside (`<path>.corrupt-<time>`) and a fresh one made, which `health()` and
 * the log say.
 * @throws StoreError `in-use`, `newer`, `foreign`, `damaged` (cannot be moved aside), `unwritable`, `full`, `io`, `busy`
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { path, logger } = options
  const now = (): string => new Date(options.clock.now()).toISOString()
  const stamp = now().replaceAll(':', '-')

  makeFolder(path)
  const lock = lockFolder(path, now(), options.nativeBinding)
  let db: Database.Database | undefined
  try {
    let aside: string | null = null
    let { state, version } = inspectDatabase(path, lock.afterCrash, options.nativeBinding)
    if (state === 'damaged') {
      aside = moveAside(path, stamp)
      state = 'fresh'
      version = 0
      logger.error('The database was damaged. It was moved aside and a fresh one made.', { aside })
    }

    const opened = openDatabase(options)
    db = opened
    const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: withKeptStatements(opened) }) })
    if (state === 'fresh') opened.pragma(`application_id = ${applicationId}`)
    if (state === 'sound' && version < newestVersion) {
      const copy = `${path}.backup-${version}-${stamp}`
      backUp(opened, copy)
      logger.info('A copy of the database was kept before it is brought up to date.', { copy, version })
    }
    const steps = await migrate(kysely, version, migrations)
    if (steps.length > 0) logger.info('The database schema is up to date.', { version: newestVersion, steps })

    const writer = createWriter({
      path,
      busyTimeout,
      maxPages: pagesOf(options),
      nativeBinding: options.nativeBinding,
      startWithin: writerStartsWithin,
    })
    const queue = createWriteQueue(new Kysely<Tables>({ dialect: createWriterDialect(writer) }), (error) => {
      logger.error('A write did not reach the disk.', { code: error.code, problem: error.message })
    })
    const moved =
      aside === null
        ? null
        : `The database was damaged: it was moved to ${aside}, and runs, audit, keys and settings begin afresh.`
    let closing: Promise<void> | null = null

    const close = async (): Promise<void> => {
      await queue.close()
      try {
        opened.close()
        // The last connection brings the log into the database, and this one does it beside the event loop.
        await writer.close()
      } finally {
        lock.release()
      }
    }

    return {
      runs: createRunRepository(kysely, queue, now),
      audit: createAuditRepository(kysely, queue, now),
      registries: createRegistryRepository(kysely, queue),
      keys: createKeyRepository(kysely, queue),
      sessions: createSessionRepository(kysely, queue),
      settings: createSettingsRepository(kysely, queue, now, (problem) => {
        logger.warn(problem)
      }),
      salvos: createDocumentRepository(kysely, queue, now, documents.salvos),
      snapshots: createDocumentRepository(kysely, queue, now, documents.snapshots),
      holds: createDocumentRepository(kysely, queue, now, documents.holds),
      windows: createDocumentRepository(kysely, queue, now, documents.windows),
      schedules: createDocumentRepository(kysely, queue, now, documents.schedules),
      policies: createDocumentRepository(kysely, queue, now, documents.policies),
      tallyMappings: createDocumentRepository(kysely, queue, now, documents.tallyMappings),
      jobResults: createDocumentRepository(kysely, queue, now, documents.jobResults),
      recovery: createDocumentRepository(kysely, queue, now, documents.recovery),
      brokers: createDocumentRepository(kysely, queue, now, documents.brokers),
      mqttDevices: createMqttDeviceRepository(kysely, queue, (problem) => {
        logger.warn(problem)
      }),
      playbookRuns: createPlaybookRunRepository(kysely, queue),
      triggers: createDocumentRepository(kysely, queue, now, documents.triggers),
      triggerHolds: createDocumentRepository(kysely, queue, now, documents.triggerHolds),
      triggerHistories: createDocumentRepository(kysely, queue, now, documents.triggerHistories),
      health: () => {
        const trouble = queue.trouble()
        return { ok: trouble === null, sizeBytes: sizeOnDisk(path), problem: trouble?.message ?? moved }
      },
      close: () => (closing ??= close()),
    }
  } catch (thrown) {
    db?.close()
    lock.release()
    throw storeError(thrown)
  }
}

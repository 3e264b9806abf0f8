import type Database from 'better-sqlite3'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { StoreError, storeError } from './storeError'

/** How many prepared statements are kept; the store has about fifty different ones. */
const kept = 200

function asStoreError<T>(act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/**
 * The database as kysely wants it: prepared statements are kept by their text (preparing costs more than running most
 * of them), and whatever goes wrong is a StoreError.
 */
export function withKeptStatements(db: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()

  const prepare = (text: string): SqliteStatement => {
    const statement = db.prepare<unknown[], unknown>(text)
    return {
      reader: statement.reader,
      all: (parameters) => asStoreError(() => statement.all(...parameters)),
      run: (parameters) => {
        // SQLite has rolled back by itself when the disk was full; the reason must not be hidden by a second error.
        if (text === 'rollback' && !db.inTransaction) return { changes: 0, lastInsertRowid: 0 }
        return asStoreError(() => statement.run(...parameters))
      },
      iterate: (parameters) => asStoreError(() => statement.iterate(...parameters)),
    }
  }

  return {
    close: () => {
      statements.clear()
      db.close()
    },
    prepare: (text) => {
      if (!db.open) throw new StoreError('closed', 'The store is closed: Signalbox is shutting down.')
      const known = statements.get(text)
      if (known !== undefined) return known
      const fresh = asStoreError(() => prepare(text))
      if (statements.size >= kept) statements.clear()
      statements.set(text, fresh)
      return fresh
    },
  }
}

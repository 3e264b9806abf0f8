import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { StoreError } from './storeError'
import type { Statement, Writer } from './writer'

/** Statements that answer rows; what any other one did is not told. */
const ROWS = /^select\b|\breturning\b/i

/**
 * SQLite as the writing thread offers it, to be used by one transaction at a time. A statement is put off until rows are
 * wanted or the transaction is committed, so that a transaction that wants none is one message there and one back: what
 * fails, fails then.
 */
export function createWriterDialect(writer: Writer): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(writer),
  }
}

function createDriver(writer: Writer): Driver {
  let putOff: Statement[] = []
  /** The thread has begun the transaction. */
  let begun = false

  async function send(last: Statement): Promise<readonly unknown[]> {
    const statements = [...putOff, last]
    putOff = []
    begun = false
    const rows = await writer.run(statements)
    begun = true
    return rows
  }

  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const statement: Statement = [sql, parameters]
      if (ROWS.test(sql)) return { rows: (await send(statement)) as R[] }
      putOff.push(statement)
      return { rows: [] }
    },
    streamQuery: () => {
      throw new StoreError('failed', 'Rows are not streamed while something is written.')
    },
  }

  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: () => {
      putOff = [['begin immediate', []]]
      begun = false
      return Promise.resolve()
    },
    commitTransaction: async () => {
      await send(['commit', []])
      begun = false
    },
    rollbackTransaction: async () => {
      putOff = []
      if (!begun) return
      begun = false
      await writer.run([['rollback', []]])
    },
    destroy: () => Promise.resolve(),
  }
}

import { CompiledQuery, type Compilable, type Kysely, type QueryResult } from 'kysely'
import type { Tables } from './tables'

type Values = Readonly<Record<string, unknown>>

/** Stands for a value while a statement is built, so that its place among the parameters can be found. */
class Mark {
  constructor(readonly key: string) {}
}

/**
 * A statement that is built and compiled at its first use only: for one row, building costs kysely more than running
 * costs SQLite. `build` gets a stand-in for each key of the values.
 */
export function compileOnce<V extends Values, R = unknown>(
  build: (db: Kysely<Tables>, values: V) => Compilable<R>,
): (db: Kysely<Tables>, values: V) => Promise<QueryResult<R>> {
  let known: { readonly sql: string; readonly parameters: readonly unknown[] } | null = null
  return (db, values) => {
    known ??= build(db, marked(values)).compile()
    const parameters = known.parameters.map((one) => (one instanceof Mark ? values[one.key] : one))
    return db.executeQuery<R>(CompiledQuery.raw(known.sql, parameters))
  }
}

function marked<V extends Values>(values: V): V {
  return Object.fromEntries(Object.keys(values).map((key) => [key, new Mark(key)])) as unknown as V
}

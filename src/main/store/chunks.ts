/** Rows per statement: few statements, and far below SQLite's and PostgreSQL's limits of parameters. */
const size = 200

export function* inChunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The SQLite addon that was built for Electron; it is kept apart from the one for Node, which has another ABI. Undefined
 * where there is none: then the installed one is tried.
 */
export function sqliteBinding(folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, 'native', 'better_sqlite3.node')).find((file) => existsSync(file))
}

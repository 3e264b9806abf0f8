/**
 * What went wrong with the store. `in-use`: another instance has the data folder. `newer`: written by a newer Signalbox.
 * `foreign`: the file is a database of something else. `damaged`: not readable as a database. `unwritable`: the folder or
 * file cannot be opened for writing. `full`: the disk, or the limit that was set, is full. `io`: the disk failed.
 * `busy`: another program holds the database. `conflict`: a row with this identity is there already. `unknown`: a row that
 * should be there is not. `cursor`: a page was asked for with a cursor that is none. `closed`: used after `close`.
 * `failed`: anything else.
 */
export type StoreErrorCode =
  | 'in-use'
  | 'newer'
  | 'foreign'
  | 'damaged'
  | 'unwritable'
  | 'full'
  | 'io'
  | 'busy'
  | 'conflict'
  | 'unknown'
  | 'cursor'
  | 'closed'
  | 'failed'

/** The one error of the store; its message is a sentence a person can act on. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options)
  }
}

const sentences: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  FULL: ['full', 'The disk is full: nothing can be written to the journal. Free some space in the data folder.'],
  IOERR: ['io', 'The disk does not read or write the journal properly. Check the disk of the data folder.'],
  READONLY: ['unwritable', 'The journal cannot be written: the database or its folder is read-only.'],
  CANTOPEN: ['unwritable', 'The database cannot be opened for writing. Check the data folder and its permissions.'],
  PERM: ['unwritable', 'The database may not be opened. Check the permissions of the data folder.'],
  AUTH: ['unwritable', 'The database may not be opened. Check the permissions of the data folder.'],
  CORRUPT: ['damaged', 'The database is damaged. Start again: it is then moved aside and a fresh one is made.'],
  NOTADB: ['damaged', 'The database is damaged. Start again: it is then moved aside and a fresh one is made.'],
  BUSY: ['busy', 'Another program holds the database and lets nobody write. Close it.'],
  LOCKED: ['busy', 'Another program holds the database and lets nobody write. Close it.'],
  CONSTRAINT: ['conflict', 'The database refuses this row.'],
}

/** Any thrown thing as a StoreError; SQLite's own result code decides which (sqlite.org/rescode.html). */
export function storeError(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const [kind, sentence] = sentences[code.replace(/^SQLITE_/, '').replace(/_.*$/, '')] ?? [
    'failed',
    'The journal failed.',
  ]
  return new StoreError(kind, `${sentence} (${code === '' ? '' : `${code}: `}${reason})`, { cause: thrown })
}

/** Whether the error says that what is written does not reach the disk (and not merely that one row was refused). */
export function isDiskTrouble(error: StoreError): boolean {
  return ['full', 'io', 'unwritable', 'damaged', 'busy'].includes(error.code)
}

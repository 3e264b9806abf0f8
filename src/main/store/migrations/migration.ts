import type { Kysely } from 'kysely'

/** One numbered step of the schema. It runs once, in a transaction; a step that has shipped is never changed. */
export type Migration = {
  /** Counts from 1 without a gap; the database's `user_version` once it is done. */
  readonly version: number
  readonly name: string
  readonly up: (db: Kysely<unknown>) => Promise<void>
}

import type { ColumnType } from 'kysely'

/** JSON as text: the same in every dialect. Times are ISO 8601 in UTC with milliseconds, so that they sort as text. */
type Json = string
type Fixed<T> = ColumnType<T, T, never>

export type RunRow = {
  readonly id: Fixed<string>
  readonly number: Fixed<number>
  readonly state: string
  readonly origin: Fixed<string>
  readonly actor: Fixed<Json>
  readonly actions: Fixed<Json>
  readonly decisions: Json
  readonly warnings: Json
  readonly created_at: Fixed<string>
  readonly started_at: string | null
  readonly finished_at: string | null
  /** What a run says beside the columns above; what a row of an older Signalbox does not have has its default. */
  readonly extra: Json
  /** The id within `actor`, to be searched for. */
  readonly actor_id: Fixed<string>
  /** What it was made from, as in `extra`, to be searched for; null: from nothing. */
  readonly source_kind: Fixed<string | null>
  readonly source_id: Fixed<string | null>
}

export type ChangeRow = {
  readonly run_id: Fixed<string>
  readonly id: Fixed<string>
  /** Index in the run's changes. */
  readonly position: number
  readonly state: string
  readonly body: Json
}

/** Every id that a run touches, so that the history of one thing is found without reading all runs. */
export type RunTargetRow = {
  readonly run_id: Fixed<string>
  readonly target: Fixed<string>
  readonly number: Fixed<number>
}

/** Appended with the id that follows and with its place in the chain; SQLite itself refuses any other. */
export type AuditTableRow = {
  readonly id: Fixed<number>
  readonly at: Fixed<string>
  readonly actor: Fixed<Json>
  readonly origin: Fixed<string>
  readonly what: Fixed<string>
  readonly target: Fixed<string | null>
  readonly summary: Fixed<string>
  /** The verdict. */
  readonly policy: Fixed<string | null>
  /** 1 or 0. */
  readonly override: Fixed<number>
  readonly outcome: Fixed<string>
  readonly duration_ms: Fixed<number | null>
  readonly run_id: Fixed<string | null>
  readonly detail: Fixed<Json>
  /** Of `auditChain`. */
  readonly hash: Fixed<string>
  /** Of the actor, to be searched for. */
  readonly actor_id: ColumnType<string | null, never, never>
  readonly actor_name: ColumnType<string | null, never, never>
}

/** One row: up to which id the retention has removed rows of the audit (0: none), that row's hash, and how many in all. */
export type AuditStartRow = {
  readonly name: Fixed<'start'>
  readonly id: number
  readonly hash: string
  readonly rows: number
}

export type RegistryRow = {
  readonly id: Fixed<string>
  readonly label: string
  readonly kind: string
  readonly query_url: string
  readonly dns_server: string | null
  readonly role: string
  readonly site: string | null
  readonly priority: number
  /** 1 or 0. */
  readonly enabled: number
}

export type KeyRow = {
  readonly id: Fixed<string>
  readonly label: Fixed<string>
  readonly role: Fixed<string>
  readonly hash: Fixed<string>
  readonly created_at: Fixed<string>
  readonly last_used_at: string | null
  readonly revoked_at: string | null
}

export type SessionRow = {
  readonly hash: Fixed<string>
  readonly actor_id: Fixed<string>
  readonly actor_name: Fixed<string>
  readonly role: Fixed<string>
  readonly expires_at: Fixed<string>
}

/** A thing that is kept whole under its id. */
export type DocumentRow = { readonly id: Fixed<string>; readonly body: Json }

export type PlaybookRunRow = { readonly run_id: Fixed<string>; readonly body: Json }

export type PlaybookStepRow = {
  readonly run_id: Fixed<string>
  readonly id: Fixed<string>
  readonly position: string
  readonly progress: Json
  readonly kept: Json
}

export type Tables = {
  readonly sequences: { readonly name: Fixed<string>; readonly value: number }
  readonly runs: RunRow
  readonly changes: ChangeRow
  readonly run_targets: RunTargetRow
  readonly audit: AuditTableRow
  readonly audit_start: AuditStartRow
  readonly registries: RegistryRow
  readonly keys: KeyRow
  readonly sessions: SessionRow
  readonly settings: { readonly name: Fixed<string>; readonly value: Json }
  readonly aliases: { readonly id: Fixed<string>; readonly alias: string }
  readonly salvos: DocumentRow
  readonly snapshots: DocumentRow
  readonly holds: DocumentRow
  readonly windows: DocumentRow
  readonly schedules: DocumentRow
  readonly policies: DocumentRow
  readonly tally_mappings: DocumentRow
  readonly job_results: DocumentRow
  readonly recovery: DocumentRow
  readonly playbook_runs: PlaybookRunRow
  readonly playbook_steps: PlaybookStepRow
  readonly triggers: DocumentRow
  readonly trigger_holds: DocumentRow
  readonly trigger_histories: DocumentRow
  readonly brokers: DocumentRow
  readonly mqtt_devices: DocumentRow
}

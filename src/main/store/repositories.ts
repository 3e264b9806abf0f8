import type {
  Actor,
  AuditChain,
  AuditQuery,
  AuditRow,
  Broker,
  Change,
  Hold,
  Id,
  JobResult,
  Key,
  Origin,
  Page,
  Placement,
  PolicyDefault,
  RegistryInput,
  Role,
  Rule,
  Run,
  RunSource,
  RunState,
  Salvo,
  Schedule,
  Settings,
  Scope,
  Snapshot,
  SnapshotRoute,
  TallyMapping,
  Trigger,
  TriggerCause,
  TriggerHold,
  TriggerRecord,
  Window,
} from '../../contract'
import type { PlaybookCopy, StoredStep } from './playbookCopy'

export type { PlaybookCopy, StoredStep }

/** A registry as it is kept; what it is doing now is discovery's to say. */
export type StoredRegistry = RegistryInput & { readonly id: Id }

/** A row of the audit before it has its number, its time and its place in the chain. */
export type NewAuditRow = Omit<AuditRow, 'id' | 'at' | 'hash'>

export type RunPage = { readonly target: Id | null; readonly limit: number; readonly cursor: string | null }

/** A run that is still a plan. `isApproved`: somebody said yes to it, and it waits for its time. */
export type OldPlan = { readonly id: Id; readonly number: number; readonly isApproved: boolean }

/** What runs are looked for; null and undefined: whatever they are. */
export type RunFilter = {
  readonly state?: RunState | null
  readonly origin?: Origin | null
  readonly source?: RunSource['kind'] | null
  /** Of the kind `source`. */
  readonly sourceId?: Id | null
  /** False: without those that are only planned. */
  readonly plans?: boolean
}

/**
 * The journal. A write has reached the disk when its promise is fulfilled (WAL, synchronous=FULL); one that fails
 * rejects with StoreError, and then nothing may be sent.
 */
export type RunRepository = {
  /** Writes a new run with its changes and gives it its number. */
  readonly insert: (run: Omit<Run, 'number'>) => Promise<Run>
  /** In one transaction: the run's own row, the changes named, and audit rows. The row before and the row after. */
  readonly write: (run: Run, changes: readonly Change[], audit: readonly NewAuditRow[]) => Promise<void>
  readonly get: (id: Id) => Promise<Run | null>
  /** Newest first; with `target`, those that touch it; with `state`, `origin`, `source` or `sourceId`, those in it or from it. */
  readonly list: (page: RunPage & RunFilter) => Promise<Page<Run>>
  /** Plans made before `before` (ISO 8601) with numbers above `above`: by number, at most `most`. */
  readonly plansBefore: (before: string, above: number, most: number) => Promise<readonly OldPlan[]>
  /** Removes these plans, and appends the rows in the same transaction; what is no plan any more stays. */
  readonly removePlans: (ids: readonly Id[], audit: readonly NewAuditRow[]) => Promise<void>
  /** Runs that were being executed (`running`, `compensating`) when the engine ended. */
  readonly unfinished: () => Promise<readonly Run[]>
  /** Those in one of these states, oldest first. */
  readonly inState: (states: readonly RunState[]) => Promise<readonly Run[]>
  /** The newest of this actor that sent something, by number. */
  readonly lastOf: (actorId: Id) => Promise<Run | null>
  /** The newest that was more than a plan. */
  readonly last: () => Promise<Run | null>
}

/** The steps of runs of playbooks; their runs themselves are in `RunRepository`, which reads the steps along. */
export type PlaybookRunRepository = {
  /** In place of what there is of this run; before the run itself is in the journal. @throws StoreError */
  readonly insert: (runId: Id, copy: PlaybookCopy, steps: readonly StoredStep[]) => Promise<void>
  /** In place of those with the same ids. @throws StoreError */
  readonly write: (runId: Id, steps: readonly StoredStep[]) => Promise<void>
  readonly get: (runId: Id) => Promise<{ readonly copy: PlaybookCopy; readonly steps: readonly StoredStep[] } | null>
  /** Of runs that never came into the journal, or were removed from it. */
  readonly removeOrphans: () => Promise<void>
}

/** What is looked for; what is not named or undefined is not looked at. */
export type AuditPage = Omit<AuditQuery, 'target'> & RunPage

/** Rows taken from the beginning of the audit: how many, and the last of them. */
export type RemovedRows = { readonly rows: number; readonly through: number; readonly at: string }

/**
 * Rows are appended and read, never changed: a chain of hashes shows it (`auditChain`). Searching and reading let others
 * have their turn in between, however many rows there are.
 */
export type AuditRepository = {
  readonly append: (rows: readonly NewAuditRow[]) => Promise<void>
  /** Newest first. */
  readonly list: (page: AuditPage) => Promise<Page<AuditRow>>
  /** All that is there now and fits, oldest first, in pieces. */
  readonly read: (query: AuditQuery) => AsyncGenerator<readonly AuditRow[]>
  /** Walks the chain as it is now. */
  readonly verify: () => Promise<AuditChain>
  /**
   * Removes rows from the beginning on, up to the first that is not older than `before` (ISO 8601), at most `most`, and
   * in the same transaction appends the row that says so. Null: there were none.
   */
  readonly removeOldest: (
    before: string,
    most: number,
    note: (removed: RemovedRows) => NewAuditRow,
  ) => Promise<RemovedRows | null>
}

export type RegistryRepository = {
  readonly all: () => Promise<readonly StoredRegistry[]>
  readonly put: (registry: StoredRegistry) => Promise<void>
  readonly remove: (id: Id) => Promise<void>
}

export type StoredKey = Key & { readonly hash: string }

export type KeyRepository = {
  readonly all: () => Promise<readonly Key[]>
  /** `hash`: SHA-256 of the secret, hex. Revoked keys are not found. */
  readonly byHash: (hash: string) => Promise<Key | null>
  readonly insert: (key: StoredKey) => Promise<void>
  readonly revoke: (id: Id, at: string) => Promise<Key | null>
  readonly touch: (id: Id, at: string) => Promise<void>
}

/** Window sessions, so that a kiosk stays signed in over a restart. */
export type StoredSession = {
  readonly hash: string
  readonly actorId: Id
  readonly actorName: string
  readonly role: Role
  readonly expiresAt: string
}
export type SessionRepository = {
  readonly insert: (session: StoredSession) => Promise<void>
  readonly byHash: (hash: string) => Promise<StoredSession | null>
  readonly removeExpired: (now: string) => Promise<void>
  readonly remove: (hash: string) => Promise<void>
  /** All of one actor: his key was revoked. */
  readonly removeOf: (actorId: Id) => Promise<void>
}

export type SettingsRepository = {
  readonly placements: () => Promise<readonly Placement[]>
  readonly setPlacements: (placements: readonly Placement[]) => Promise<void>
  readonly aliases: () => Promise<ReadonlyMap<Id, string>>
  /** What the house has decided; the defaults where it has not. */
  readonly house: () => Promise<Settings>
  readonly setHouse: (settings: Settings, audit: readonly NewAuditRow[]) => Promise<void>
  /** Null takes the alias away. */
  readonly setAlias: (id: Id, alias: string | null) => Promise<void>
}

/** Things of one kind, each kept whole under its id. A write and its audit rows are one transaction. */
export type DocumentRepository<T extends { readonly id: Id }> = {
  readonly all: () => Promise<readonly T[]>
  readonly get: (id: Id) => Promise<T | null>
  readonly put: (document: T, audit: readonly NewAuditRow[]) => Promise<void>
  /** False: there was none, and nothing was written. */
  readonly remove: (id: Id, audit: readonly NewAuditRow[]) => Promise<boolean>
}

/** A salvo as it is kept: names are those of when it was saved, one for each action. */
export type StoredSalvo = Omit<Salvo, 'entries'> & {
  readonly labels: readonly { readonly sender: string | null; readonly receiver: string | null }[]
}
export type StoredSnapshot = Omit<Snapshot, 'differs' | 'receivers' | 'routed'>
/** A hold; its id is the receiver's. */
export type StoredHold = Hold & { readonly id: Id }
/**
 * A rule that Signalbox keeps (its id is `rule/` and the rule's), or the one document `files`: the rules of the policy
 * folder that are in force, so that they stay so when a file is broken at the next start.
 */
export type StoredPolicy =
  | {
      readonly kind: 'rule'
      readonly id: Id
      readonly rule: Rule
      readonly editedBy: Actor
      readonly editedAt: string
    }
  | {
      readonly kind: 'files'
      readonly id: Id
      readonly readAt: string
      readonly rules: readonly { readonly rule: Rule; readonly path: string; readonly line: number }[]
      readonly defaults: readonly PolicyDefault[]
    }
/** A mapping without what it says now. */
export type StoredTallyMapping = Omit<TallyMapping, 'active' | 'stale' | 'since'>
/** A broker as it is kept. Secrets are sealed texts, which only the box that sealed them opens. */
export type StoredBroker = Omit<Broker, 'hasPassword' | 'tls' | 'from' | 'state'> & {
  readonly password: string | null
  readonly tls: Omit<Broker['tls'], 'hasKey'> & { readonly key: string | null }
}
/** The routing of a part of the plant when all was well; its id is that of the scope. */
export type StoredRecovery = {
  readonly id: Id
  readonly scope: Scope
  /** When it was looked at and found well last, ISO 8601. */
  readonly at: string
  /** Null: taken by itself. */
  readonly by: Actor | null
  readonly routes: readonly GoodRoute[]
  /** The last run that put something of it back. */
  readonly lastRun: { readonly runId: Id; readonly at: string } | null
}
/**
 * What a destination was on: since `takenAt` (ISO 8601), verified at this version of its resource. `activatedAt`: when its
 * device says that it was told so, TAI; null: it does not say.
 */
export type GoodRoute = SnapshotRoute & {
  readonly takenAt: string
  readonly version: string
  readonly activatedAt: string | null
}
export type StoredWindow = Omit<Window, 'state' | 'opening'>

/** A trigger without what is known of it now. */
export type StoredTrigger = Omit<
  Trigger,
  'role' | 'builtIn' | 'problem' | 'counts' | 'lastFiredAt' | 'nextAt' | 'holds'
>
/** What a trigger has done for a key and has to put back, as whom it was done, and what had caused it. */
export type StoredTriggerHold = TriggerHold & {
  readonly id: Id
  readonly triggerId: Id
  /** What people call the trigger. */
  readonly label: string
  /** By what its run is found when its own id is not known: the `source.id` that it has. */
  readonly sourceId: Id
  readonly actor: Actor
  readonly causes: readonly TriggerCause[]
}
/** What became of the last events of a trigger, oldest first; its id is the trigger's. */
export type StoredTriggerHistory = { readonly id: Id; readonly records: readonly TriggerRecord[] }

/** A device on MQTT as it was last known, so that it is in the picture before it is heard again. */
export type StoredMqttDevice = {
  readonly id: Id
  readonly broker: string
  readonly deviceId: string
  /** What it said of itself, and how it said it is; null: nothing. */
  readonly meta: Readonly<Record<string, unknown>> | null
  readonly state: Readonly<Record<string, unknown>> | null
  /** ISO 8601. */
  readonly seenAt: string | null
  /** How long it leaves between one status and the next at most, ms; null: it does not repeat itself. */
  readonly pauseMs: number | null
  /** Why it counts as silent, as a sentence; null while it does not. */
  readonly silence: string | null
}

export type MqttDeviceRepository = {
  readonly all: () => Promise<readonly StoredMqttDevice[]>
  /** In one transaction. */
  readonly write: (put: readonly StoredMqttDevice[], remove: readonly Id[]) => Promise<void>
}

/** One SQLite file, opened by one engine at a time. */
export type Store = {
  readonly runs: RunRepository
  readonly audit: AuditRepository
  readonly registries: RegistryRepository
  readonly keys: KeyRepository
  readonly sessions: SessionRepository
  readonly settings: SettingsRepository
  readonly salvos: DocumentRepository<StoredSalvo>
  readonly snapshots: DocumentRepository<StoredSnapshot>
  readonly holds: DocumentRepository<StoredHold>
  readonly windows: DocumentRepository<StoredWindow>
  readonly schedules: DocumentRepository<Schedule>
  readonly policies: DocumentRepository<StoredPolicy>
  readonly tallyMappings: DocumentRepository<StoredTallyMapping>
  readonly jobResults: DocumentRepository<JobResult>
  readonly recovery: DocumentRepository<StoredRecovery>
  readonly playbookRuns: PlaybookRunRepository
  readonly triggers: DocumentRepository<StoredTrigger>
  readonly triggerHolds: DocumentRepository<StoredTriggerHold>
  readonly triggerHistories: DocumentRepository<StoredTriggerHistory>
  readonly brokers: DocumentRepository<StoredBroker>
  readonly mqttDevices: MqttDeviceRepository
  /** Bytes of the database with its log, and whether the last write reached the disk. */
  readonly health: () => { readonly ok: boolean; readonly sizeBytes: number; readonly problem: string | null }
  readonly close: () => Promise<void>
}

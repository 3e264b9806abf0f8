import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import {
  Actor,
  Broker,
  Hold,
  Id,
  JobResult,
  PolicyDefault,
  Rule,
  Salvo,
  Schedule,
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
import { appendAudit } from './auditAppend'
import type {
  DocumentRepository,
  StoredBroker,
  StoredHold,
  StoredPolicy,
  StoredRecovery,
  StoredSalvo,
  StoredSnapshot,
  StoredTallyMapping,
  StoredTrigger,
  StoredTriggerHistory,
  StoredTriggerHold,
  StoredWindow,
} from './repositories'
import { StoreError } from './storeError'
import type { DocumentRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

type DocumentTable =
  | 'salvos'
  | 'snapshots'
  | 'holds'
  | 'windows'
  | 'schedules'
  | 'policies'
  | 'tally_mappings'
  | 'brokers'
  | 'job_results'
  | 'recovery'
  | 'triggers'
  | 'trigger_holds'
  | 'trigger_histories'

/** Where documents of a kind are kept, what one looks like, and what people call it. */
export type DocumentKind<T extends { readonly id: Id }> = {
  readonly table: DocumentTable
  readonly schema: z.ZodType<T>
  readonly word: string
}

const Labels = z.object({ sender: z.string().nullable(), receiver: z.string().nullable() })

const salvos: DocumentKind<StoredSalvo> = {
  table: 'salvos',
  schema: Salvo.omit({ entries: true }).extend({ labels: z.array(Labels) }),
  word: 'salvo',
}
const snapshots: DocumentKind<StoredSnapshot> = {
  table: 'snapshots',
  schema: Snapshot.omit({ differs: true, receivers: true, routed: true }),
  word: 'snapshot',
}
const holds: DocumentKind<StoredHold> = {
  table: 'holds',
  schema: Hold.extend({ id: Id }),
  word: 'lock of the destination',
}
const windows: DocumentKind<StoredWindow> = {
  table: 'windows',
  // Those of before there were repetitions and policies have neither; those of before they could be changed have no revision.
  schema: Window.omit({ state: true, opening: true }).extend({
    repeat: Window.shape.repeat.default(null),
    revision: Window.shape.revision.default(1),
    policies: Window.shape.policies.default({ on: [], off: [] }),
  }),
  word: 'window',
}
const schedules: DocumentKind<Schedule> = { table: 'schedules', schema: Schedule, word: 'schedule' }

const policies: DocumentKind<StoredPolicy> = {
  table: 'policies',
  schema: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rule'), id: Id, rule: Rule, editedBy: Actor, editedAt: z.string() }),
    z.object({
      kind: z.literal('files'),
      id: Id,
      readAt: z.string(),
      rules: z.array(z.object({ rule: Rule, path: z.string(), line: z.number().int() })),
      defaults: z.array(PolicyDefault),
    }),
  ]),
  word: 'policy',
}

const tallyMappings: DocumentKind<StoredTallyMapping> = {
  table: 'tally_mappings',
  schema: TallyMapping.omit({ active: true, stale: true, since: true }),
  word: 'tally mapping',
}

const brokers: DocumentKind<StoredBroker> = {
  table: 'brokers',
  schema: Broker.omit({ hasPassword: true, from: true, state: true }).extend({
    password: z.string().nullable(),
    tls: Broker.shape.tls.omit({ hasKey: true }).extend({ key: z.string().nullable() }),
  }),
  word: 'broker',
}

const jobResults: DocumentKind<JobResult> = { table: 'job_results', schema: JobResult, word: 'result of a job' }

const recovery: DocumentKind<StoredRecovery> = {
  table: 'recovery',
  schema: z.object({
    id: Id,
    scope: Scope,
    at: z.string(),
    by: Actor.nullable(),
    routes: z.array(
      SnapshotRoute.extend({ takenAt: z.string(), version: z.string(), activatedAt: z.string().nullable() }),
    ),
    lastRun: z.object({ runId: Id, at: z.string() }).nullable(),
  }),
  word: 'last known good routing',
}

const triggers: DocumentKind<StoredTrigger> = {
  table: 'triggers',
  schema: Trigger.omit({
    role: true,
    builtIn: true,
    problem: true,
    counts: true,
    lastFiredAt: true,
    nextAt: true,
    holds: true,
  }),
  word: 'trigger',
}

const triggerHolds: DocumentKind<StoredTriggerHold> = {
  table: 'trigger_holds',
  schema: TriggerHold.extend({
    id: Id,
    triggerId: Id,
    label: z.string(),
    sourceId: Id,
    actor: Actor,
    causes: z.array(TriggerCause),
  }),
  word: 'hold of a trigger',
}

const triggerHistories: DocumentKind<StoredTriggerHistory> = {
  table: 'trigger_histories',
  schema: z.object({ id: Id, records: z.array(TriggerRecord) }),
  word: 'history of a trigger',
}

/** The kinds of documents there are. */
export const documents = {
  salvos,
  snapshots,
  holds,
  windows,
  schedules,
  policies,
  tallyMappings,
  brokers,
  jobResults,
  recovery,
  triggers,
  triggerHolds,
  triggerHistories,
} as const

function fromRow<T extends { readonly id: Id }>(kind: DocumentKind<T>, row: Selectable<DocumentRow>): T {
  try {
    return kind.schema.parse(JSON.parse(row.body))
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown)
    throw new StoreError('damaged', `The ${kind.word} ${row.id} in the database cannot be understood: ${reason}`, {
      cause: thrown,
    })
  }
}

/** Things of one kind, each kept whole as JSON under its id. `now`: ISO 8601, the time of audit rows. */
export function createDocumentRepository<T extends { readonly id: Id }>(
  db: Kysely<Tables>,
  queue: WriteQueue,
  now: () => string,
  kind: DocumentKind<T>,
): DocumentRepository<T> {
  const { table } = kind
  return {
    all: async () => {
      const rows = await db.selectFrom(table).select(['id', 'body']).orderBy('id').execute()
      return rows.map((row) => fromRow(kind, row))
    },
    get: async (id) => {
      const row = await db.selectFrom(table).select(['id', 'body']).where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : fromRow(kind, row)
    },
    put: (document, audit) => {
      const body = JSON.stringify(document)
      const at = now()
      return queue.write(async (transaction) => {
        await transaction
          .insertInto(table)
          .values({ id: document.id, body })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
          .execute()
        await appendAudit(db, transaction, audit, at)
      })
    },
    remove: (id, audit) => {
      const at = now()
      return queue.write(async (transaction) => {
        const gone = await transaction.deleteFrom(table).where('id', '=', id).returning('id').executeTakeFirst()
        if (gone === undefined) return false
        await appendAudit(db, transaction, audit, at)
        return true
      })
    },
  }
}

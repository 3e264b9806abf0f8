import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import { Actor, Change, Origin, Run, RunState, type Action, type ChangeState, type Id } from '../../contract'
import { appendAudit } from './auditAppend'
import { inChunks } from './chunks'
import { compileOnce } from './compileOnce'
import { pageFrom, pageLimit, readCursor } from './cursor'
import { playbooksOf } from './playbookRunRepository'
import type { RunRepository } from './repositories'
import { StoreError } from './storeError'
import type { ChangeRow, RunRow, RunTargetRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

/** So few rows are written one by one, by statements that are compiled already. */
const FEW = 4
const executing: readonly RunState[] = ['running', 'compensating']
/** States of a change that was sent to its device, whatever came of it. */
const sent: readonly ChangeState[] = ['applied', 'verified', 'failed', 'reverted', 'left']
/** Runs that are still a plan. */
const notBegun: readonly RunState[] = ['planned', 'awaiting_approval']

const Body = { actions: Run.shape.actions, decisions: Run.shape.decisions, warnings: Run.shape.warnings }
const Extra = z.object({
  disturbs: Run.shape.disturbs.default([]),
  onFailure: Run.shape.onFailure.default('continue-on-error'),
  activation: Run.shape.activation.default({ mode: 'activate_immediate' }),
  change: Run.shape.change.default(false),
  source: Run.shape.source.default(null),
  approval: Run.shape.approval.default(null),
  question: Run.shape.question.default(null),
  compensation: Run.shape.compensation.default(null),
  spreadMs: Run.shape.spreadMs.default(null),
})
type Extra = z.infer<typeof Extra>
const Approved = z.object({ approval: Run.shape.approval.default(null) })

function extraOf(run: Extra): string {
  const { disturbs, onFailure, activation, change, source, approval, question, compensation, spreadMs } = run
  const extra: Extra = {
    disturbs,
    onFailure,
    activation,
    change,
    source,
    approval,
    question,
    compensation,
    spreadMs,
  }
  return JSON.stringify(extra)
}

function touchedBy(actions: readonly Action[], changes: readonly Change[]): ReadonlySet<Id> {
  const ids = new Set<Id>()
  for (const action of actions) {
    if ('receiverId' in action) ids.add(action.receiverId)
    if ('senderId' in action) ids.add(action.senderId)
  }
  for (const change of changes) ids.add(change.target.id)
  return ids
}

function changeRow(runId: Id, change: Change, position: number): Insertable<ChangeRow> {
  return { run_id: runId, id: change.id, position, state: change.state, body: JSON.stringify(change) }
}

/** Where a change stands in its run: looked for when few are asked for, else by an index. */
function positions(all: readonly Change[], asked: number): (id: Id) => number | undefined {
  if (asked <= 4) {
    return (id) => {
      const found = all.findIndex((change) => change.id === id)
      return found < 0 ? undefined : found
    }
  }
  const index = new Map(all.map((change, position) => [change.id, position]))
  return (id) => index.get(id)
}

const putOneChange = compileOnce((db, row: Insertable<ChangeRow>) => putChangesQuery(db, [row]))
const putOneTarget = compileOnce((db, row: Insertable<RunTargetRow>) => putTargetsQuery(db, [row]))
const insertRun = compileOnce((db, row: Insertable<RunRow>) => db.insertInto('runs').values(row))
const counted = compileOnce((db, { name }: { readonly name: string }) =>
  db.selectFrom('sequences').select('value').where('name', '=', name),
)
const count = compileOnce((db, { name, value }: { readonly name: string; readonly value: number }) =>
  db.updateTable('sequences').set({ value }).where('name', '=', name),
)
const numberOf = compileOnce((db, { id }: { readonly id: Id }) =>
  db.selectFrom('runs').select('number').where('id', '=', id),
)
const updateState = compileOnce(
  (db, { id, ...state }: Pick<Selectable<RunRow>, 'id' | 'state' | 'started_at' | 'finished_at'>) =>
    db.updateTable('runs').set(state).where('id', '=', id),
)
/** Big and seldom changed: written only when they differ. */
const updateSaid = compileOnce(
  (db, { id, ...said }: Pick<Selectable<RunRow>, 'id' | 'decisions' | 'warnings' | 'extra'>) =>
    db
      .updateTable('runs')
      .set(said)
      .where('id', '=', id)
      .where((e) =>
        e.or([e('decisions', '!=', said.decisions), e('warnings', '!=', said.warnings), e('extra', '!=', said.extra)]),
      ),
)

function putChangesQuery(db: Kysely<Tables>, rows: readonly Insertable<ChangeRow>[]) {
  return db
    .insertInto('changes')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'id']).doUpdateSet((e) => ({
        position: e.ref('excluded.position'),
        state: e.ref('excluded.state'),
        body: e.ref('excluded.body'),
      })),
    )
}

function putTargetsQuery(db: Kysely<Tables>, rows: readonly Insertable<RunTargetRow>[]) {
  return db
    .insertInto('run_targets')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['target', 'number']).doNothing())
}

async function putChanges(transaction: Transaction<Tables>, rows: readonly Insertable<ChangeRow>[]): Promise<void> {
  if (rows.length <= FEW) for (const row of rows) await putOneChange(transaction, row)
  else for (const chunk of inChunks(rows)) await putChangesQuery(transaction, chunk).execute()
}

async function putTargets(
  transaction: Transaction<Tables>,
  run: { readonly id: Id; readonly number: number },
  targets: Iterable<Id>,
): Promise<void> {
  const rows: Insertable<RunTargetRow>[] = [...targets].map((target) => ({
    target,
    number: run.number,
    run_id: run.id,
  }))
  if (rows.length <= FEW) for (const row of rows) await putOneTarget(transaction, row)
  else for (const chunk of inChunks(rows)) await putTargetsQuery(transaction, chunk).execute()
}

function fromRow(row: Selectable<RunRow>, changes: readonly Change[]): Run {
  return {
    id: row.id,
    number: row.number,
    actor: Actor.parse(JSON.parse(row.actor)),
    origin: Origin.parse(row.origin),
    state: RunState.parse(row.state),
    actions: Body.actions.parse(JSON.parse(row.actions)),
    changes: [...changes],
    decisions: Body.decisions.parse(JSON.parse(row.decisions)),
    warnings: Body.warnings.parse(JSON.parse(row.warnings)),
    ...Extra.parse(JSON.parse(row.extra)),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

async function withChanges(db: Kysely<Tables>, rows: readonly Selectable<RunRow>[]): Promise<readonly Run[]> {
  const changes = new Map<Id, Change[]>()
  for (const chunk of inChunks(rows)) {
    const found = await db
      .selectFrom('changes')
      .select(['run_id', 'body'])
      .where(
        'run_id',
        'in',
        chunk.map((row) => row.id),
      )
      .orderBy('run_id')
      .orderBy('position')
      .execute()
    for (const row of found) {
      const ofRun = changes.get(row.run_id) ?? []
      ofRun.push(Change.parse(JSON.parse(row.body)))
      changes.set(row.run_id, ofRun)
    }
  }
  const ofPlaybooks = await playbooksOf(
    db,
    rows.filter(({ extra }) => extra.includes('"kind":"playbook"')).map(({ id }) => id),
  )
  return rows.map((row) => {
    const run = fromRow(row, changes.get(row.id) ?? [])
    const playbook = ofPlaybooks.get(row.id)
    return playbook === undefined ? run : { ...run, playbook }
  })
}

/** The journal of runs and their changes. `now`: ISO 8601, the time of audit rows. */
export function createRunRepository(db: Kysely<Tables>, queue: WriteQueue, now: () => string): RunRepository {
  const one = async (row: Selectable<RunRow> | undefined): Promise<Run | null> =>
    row === undefined ? null : ((await withChanges(db, [row]))[0] ?? null)
  /** Numbers of runs that were inserted here and are not over: for them nobody has to look. */
  const underWay = new Map<Id, number>()

  /** The last number given within a transaction that is not committed yet. */
  const given = new WeakMap<Transaction<Tables>, number>()

  /** Read beside the transaction: of those, one follows the other. @throws StoreError `damaged` */
  const nextNumber = async (transaction: Transaction<Tables>): Promise<number> => {
    const last = given.get(transaction) ?? (await counted(db, { name: 'run' })).rows[0]?.value
    if (last === undefined) throw new StoreError('damaged', 'The journal has lost count of its runs.')
    const number = last + 1
    given.set(transaction, number)
    await count(transaction, { name: 'run', value: number })
    return number
  }

  /** @throws StoreError `unknown` */
  const knownNumber = async (id: Id): Promise<number> => {
    const number = underWay.get(id) ?? (await numberOf(db, { id })).rows[0]?.number
    if (number === undefined) throw new StoreError('unknown', `Run ${id} is not in the journal.`)
    return number
  }

  const inState: RunRepository['inState'] = async (states) => {
    // A list without members is no SQL in every dialect.
    if (states.length === 0) return []
    const rows = await db
      .selectFrom('runs')
      .selectAll()
      .where('state', 'in', [...states])
      .orderBy('number')
      .execute()
    return withChanges(db, rows)
  }

  return {
    insert: async (run) => {
      const inserted = await queue.write(async (transaction) => {
        const number = await nextNumber(transaction)
        await insertRun(transaction, {
          id: run.id,
          number,
          state: run.state,
          origin: run.origin,
          actor: JSON.stringify(run.actor),
          actions: JSON.stringify(run.actions),
          decisions: JSON.stringify(run.decisions),
          warnings: JSON.stringify(run.warnings),
          created_at: run.createdAt,
          started_at: run.startedAt,
          finished_at: run.finishedAt,
          extra: extraOf(run),
          actor_id: run.actor.id,
          source_kind: run.source?.kind ?? null,
          source_id: run.source?.id ?? null,
        })
        await putChanges(
          transaction,
          run.changes.map((change, position) => changeRow(run.id, change, position)),
        )
        await putTargets(transaction, { id: run.id, number }, touchedBy(run.actions, run.changes))
        return { ...run, number }
      })
      if (run.state === 'running') underWay.set(run.id, inserted.number)
      return inserted
    },

    write: async (run, changes, audit) => {
      const at = now()
      // As it is now: the caller may go on with its run while the write waits for its turn.
      const state = { id: run.id, state: run.state, started_at: run.startedAt, finished_at: run.finishedAt }
      const said = {
        id: run.id,
        decisions: JSON.stringify(run.decisions),
        warnings: JSON.stringify(run.warnings),
        extra: extraOf(run),
      }
      const positionOf = positions(run.changes, changes.length)
      const rows = changes.map((change, index) =>
        changeRow(run.id, change, positionOf(change.id) ?? run.changes.length + index),
      )
      const targets = touchedBy([], changes)
      // Looked up beside the transaction, so that the transaction has nothing to wait for: a run is never taken away.
      const number = await knownNumber(run.id)
      if (run.finishedAt !== null) underWay.delete(run.id)
      await queue.write(async (transaction) => {
        await updateState(transaction, state)
        await updateSaid(transaction, said)
        await putChanges(transaction, rows)
        await putTargets(transaction, { id: run.id, number }, targets)
        await appendAudit(db, transaction, audit, at)
      })
    },

    get: async (id) => one(await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()),

    list: async ({
      target,
      limit: asked,
      cursor,
      state = null,
      origin = null,
      source = null,
      sourceId = null,
      plans = true,
    }) => {
      const limit = pageLimit(asked)
      let query = db
        .selectFrom('runs')
        .selectAll('runs')
        .where('runs.number', '<', readCursor(cursor))
        .orderBy('runs.number', 'desc')
      if (state !== null) query = query.where('runs.state', '=', state)
      if (target !== null) {
        query = query.where((e) =>
          e(
            'runs.number',
            'in',
            e.selectFrom('run_targets').select('run_targets.number').where('run_targets.target', '=', target),
          ),
        )
      }
      if (origin !== null) query = query.where('runs.origin', '=', origin)
      if (source !== null) query = query.where('runs.source_kind', '=', source)
      if (!plans) query = query.where('runs.state', '!=', 'planned')
      if (sourceId !== null) query = query.where('runs.source_id', '=', sourceId)
      const rows = await query.limit(limit + 1).execute()
      const page = pageFrom(rows, limit, (row) => row.number)
      return { items: await withChanges(db, page.items), nextCursor: page.nextCursor }
    },

    plansBefore: async (before, above, most) => {
      const rows = await db
        .selectFrom('runs')
        .select(['id', 'number', 'extra'])
        .where('state', '=', 'planned')
        .where('number', '>', above)
        .where('created_at', '<', before)
        .orderBy('number')
        .limit(most)
        .execute()
      const isApproved = (extra: string) => (Approved.parse(JSON.parse(extra)).approval?.by ?? null) !== null
      return rows.map(({ id, number, extra }) => ({ id, number, isApproved: isApproved(extra) }))
    },
    removePlans: async (ids, audit) => {
      if (ids.length === 0) return
      const at = now()
      await queue.write(async (transaction) => {
        for (const chunk of inChunks(ids)) {
          const plans = transaction
            .selectFrom('runs')
            .select('id')
            .where('id', 'in', chunk)
            .where('state', '=', 'planned')
          for (const table of ['changes', 'run_targets'] as const) {
            await transaction.deleteFrom(table).where('run_id', 'in', plans).execute()
          }
          await transaction.deleteFrom('runs').where('id', 'in', plans).execute()
        }
        await appendAudit(db, transaction, audit, at)
      })
    },

    unfinished: () => inState(executing),
    inState,

    lastOf: async (actorId) =>
      one(
        await db
          .selectFrom('runs')
          .selectAll()
          .where('actor_id', '=', actorId)
          .where('state', 'not in', [...notBegun])
          .where((e) => e.or([e('source_kind', 'is', null), e('source_kind', '!=', 'undo')]))
          .where((e) =>
            e.exists(
              e
                .selectFrom('changes')
                .select('changes.id')
                .whereRef('changes.run_id', '=', 'runs.id')
                .where('changes.state', 'in', [...sent]),
            ),
          )
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ),

    last: async () =>
      one(
        await db
          .selectFrom('runs')
          .selectAll()
          .where('state', '!=', 'planned')
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ),
  }
}

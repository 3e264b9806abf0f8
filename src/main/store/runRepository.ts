import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { Actor, Change, Origin, Run, RunState, type Action, type Id } from '../../contract'
import { appendAudit } from './auditRepository'
import { inChunks } from './chunks'
import { compileOnce } from './compileOnce'
import { pageFrom, pageLimit, readCursor } from './cursor'
import type { RunRepository } from './repositories'
import { StoreError } from './storeError'
import type { ChangeRow, RunRow, RunTargetRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

/** So few rows are written one by one, by statements that are compiled already. */
const FEW = 4
const executing: readonly RunState[] = ['running', 'compensating']
const Body = { actions: Run.shape.actions, decisions: Run.shape.decisions, warnings: Run.shape.warnings }

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
const nextNumber = compileOnce((db, { name }: { readonly name: string }) =>
  db
    .updateTable('sequences')
    .set((e) => ({ value: e('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value'),
)
const updateState = compileOnce(
  (db, { id, ...state }: Pick<Selectable<RunRow>, 'id' | 'state' | 'started_at' | 'finished_at'>) =>
    db.updateTable('runs').set(state).where('id', '=', id).returning('number'),
)
/** Big and seldom changed: written only when they differ. */
const updateSaid = compileOnce((db, said: Pick<Selectable<RunRow>, 'id' | 'decisions' | 'warnings'>) =>
  db
    .updateTable('runs')
    .set({ decisions: said.decisions, warnings: said.warnings })
    .where('id', '=', said.id)
    .where((e) => e.or([e('decisions', '!=', said.decisions), e('warnings', '!=', said.warnings)])),
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
  return rows.map((row) => fromRow(row, changes.get(row.id) ?? []))
}

/** The journal of runs and their changes. `now`: ISO 8601, the time of audit rows. */
export function createRunRepository(db: Kysely<Tables>, queue: WriteQueue, now: () => string): RunRepository {
  const one = async (row: Selectable<RunRow> | undefined): Promise<Run | null> =>
    row === undefined ? null : ((await withChanges(db, [row]))[0] ?? null)

  return {
    insert: (run) =>
      queue.write(async (transaction) => {
        const sequence = await nextNumber(transaction, { name: 'run' })
        const number = sequence.rows[0]?.value
        if (number === undefined) throw new StoreError('damaged', 'The journal has lost count of its runs.')
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
        })
        await putChanges(
          transaction,
          run.changes.map((change, position) => changeRow(run.id, change, position)),
        )
        await putTargets(transaction, { id: run.id, number }, touchedBy(run.actions, run.changes))
        return { ...run, number }
      }),

    write: async (run, changes, audit) => {
      const at = now()
      // As it is now: the caller may go on with its run while the write waits for its turn.
      const state = { id: run.id, state: run.state, started_at: run.startedAt, finished_at: run.finishedAt }
      const said = {
        id: run.id,
        decisions: JSON.stringify(run.decisions),
        warnings: JSON.stringify(run.warnings),
      }
      const positionOf = positions(run.changes, changes.length)
      const rows = changes.map((change, index) =>
        changeRow(run.id, change, positionOf(change.id) ?? run.changes.length + index),
      )
      const targets = touchedBy([], changes)
      await queue.write(async (transaction) => {
        const updated = (await updateState(transaction, state)).rows[0]
        if (updated === undefined) throw new StoreError('unknown', `Run ${run.id} is not in the journal.`)
        await updateSaid(transaction, said)
        await putChanges(transaction, rows)
        await putTargets(transaction, { id: run.id, number: updated.number }, targets)
        await appendAudit(transaction, audit, at)
      })
    },

    get: async (id) => one(await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()),

    list: async ({ target, limit: asked, cursor }) => {
      const limit = pageLimit(asked)
      const before = readCursor(cursor)
      const rows =
        target === null
          ? await db
              .selectFrom('runs')
              .selectAll()
              .where('number', '<', before)
              .orderBy('number', 'desc')
              .limit(limit + 1)
              .execute()
          : await db
              .selectFrom('run_targets')
              .innerJoin('runs', 'runs.id', 'run_targets.run_id')
              .selectAll('runs')
              .where('run_targets.target', '=', target)
              .where('run_targets.number', '<', before)
              .orderBy('run_targets.number', 'desc')
              .limit(limit + 1)
              .execute()
      const page = pageFrom(rows, limit, (row) => row.number)
      return { items: await withChanges(db, page.items), nextCursor: page.nextCursor }
    },

    unfinished: async () =>
      withChanges(
        db,
        await db
          .selectFrom('runs')
          .selectAll()
          .where('state', 'in', [...executing])
          .orderBy('number')
          .execute(),
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

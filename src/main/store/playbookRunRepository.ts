import { sql, type Insertable, type Kysely } from 'kysely'
import { z } from 'zod'
import { type Id, type PlaybookProgress, StepProgress } from '../../contract'
import { inChunks } from './chunks'
import { PlaybookCopy, type StoredStep } from './playbookCopy'
import type { PlaybookRunRepository } from './repositories'
import type { PlaybookStepRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

const ORPHANED = ['playbook_steps', 'playbook_runs'] as const
const Kept = z.record(z.string(), z.unknown())

/** The steps of runs of playbooks. */
export function createPlaybookRunRepository(db: Kysely<Tables>, queue: WriteQueue): PlaybookRunRepository {
  return {
    insert: (runId, copy, steps) => {
      const body = JSON.stringify(copy)
      const rows = steps.map((step) => rowOf(runId, step))
      return queue.write(async (transaction) => {
        await transaction.deleteFrom('playbook_steps').where('run_id', '=', runId).execute()
        await transaction.deleteFrom('playbook_runs').where('run_id', '=', runId).execute()
        await transaction.insertInto('playbook_runs').values({ run_id: runId, body }).execute()
        for (const chunk of inChunks(rows)) await transaction.insertInto('playbook_steps').values(chunk).execute()
      })
    },
    write: (runId, steps) => {
      const rows = steps.map((step) => rowOf(runId, step))
      return queue.write(async (transaction) => {
        for (const chunk of inChunks(rows)) {
          await transaction
            .insertInto('playbook_steps')
            .values(chunk)
            .onConflict((conflict) =>
              conflict.columns(['run_id', 'id']).doUpdateSet((e) => ({
                position: e.ref('excluded.position'),
                progress: e.ref('excluded.progress'),
                kept: e.ref('excluded.kept'),
              })),
            )
            .execute()
        }
      })
    },
    get: async (runId) => {
      const run = await db.selectFrom('playbook_runs').select('body').where('run_id', '=', runId).executeTakeFirst()
      if (run === undefined) return null
      const rows = await db
        .selectFrom('playbook_steps')
        .select(['position', 'progress', 'kept'])
        .where('run_id', '=', runId)
        .orderBy('position')
        .execute()
      const steps = rows.map(({ position, progress, kept }) => ({
        position,
        progress: StepProgress.parse(JSON.parse(progress)),
        kept: Kept.parse(JSON.parse(kept)),
      }))
      return { copy: PlaybookCopy.parse(JSON.parse(run.body)), steps }
    },
    removeOrphans: async () => {
      // Looked for first: there are hardly ever any, and the start of Signalbox has better to do than to write.
      const lost = await Promise.all(
        ORPHANED.map((table) => sql`select 1 from ${orphansOf(table)} limit 1`.execute(db)),
      )
      if (lost.every(({ rows }) => rows.length === 0)) return
      await queue.write(async (transaction) => {
        for (const table of ORPHANED) await sql`delete from ${orphansOf(table)}`.execute(transaction)
      })
    },
  }
}

/** Rows of runs that are not in the journal any more. */
function orphansOf(table: (typeof ORPHANED)[number]) {
  return sql`${sql.table(table)} where run_id not in (select id from runs)`
}

function rowOf(runId: Id, { position, progress, kept }: StoredStep): Insertable<PlaybookStepRow> {
  return {
    run_id: runId,
    id: progress.id,
    position,
    progress: JSON.stringify(progress),
    kept: JSON.stringify(kept),
  }
}

/** The progress of those of these runs that are of playbooks. */
export async function playbooksOf(
  db: Kysely<Tables>,
  runIds: readonly Id[],
): Promise<ReadonlyMap<Id, PlaybookProgress>> {
  const found = new Map<Id, PlaybookProgress>()
  for (const chunk of inChunks(runIds.map((id) => ({ id })))) {
    const ids = chunk.map(({ id }) => id)
    const runs = await db.selectFrom('playbook_runs').selectAll().where('run_id', 'in', ids).execute()
    for (const { run_id, body } of runs) {
      const { name, version, params } = PlaybookCopy.parse(JSON.parse(body))
      const rows = await db
        .selectFrom('playbook_steps')
        .select('progress')
        .where('run_id', '=', run_id)
        .orderBy('position')
        .execute()
      const steps = rows.map(({ progress }) => StepProgress.parse(JSON.parse(progress)))
      found.set(run_id, { name, version, params, steps })
    }
  }
  return found
}

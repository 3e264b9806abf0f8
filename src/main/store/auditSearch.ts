import { sql, type ExpressionBuilder, type Kysely, type Selectable, type SqlBool, type Expression } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditQuery } from '../../contract'
import type { AuditTableRow, Tables } from './tables'

type Row = Selectable<AuditTableRow>
type Builder = ExpressionBuilder<Tables, 'audit'>

/** Rows looked at in one go, where no index leads to those that fit. */
const LOOK = 2_000

/** Rows that fit, newest first from below this id on, at most so many. */
export async function searchDown(db: Kysely<Tables>, query: AuditQuery, below: number, most: number): Promise<Row[]> {
  const { first, last } = await bounds(db)
  const found: Row[] = []
  const look = isLed(query) ? Number.POSITIVE_INFINITY : LOOK
  let upper = Math.min(below, last + 1)
  while (upper > first && found.length < most) {
    const lower = Math.max(first, upper - look)
    const rows = await fitting(db, query)
      .where('id', '<', upper)
      .where('id', '>=', lower)
      .orderBy('id', 'desc')
      .limit(most - found.length)
      .execute()
    found.push(...rows)
    upper = lower
    if (upper > first && found.length < most) await nextTurn()
  }
  return found
}

/** Rows that fit, oldest first, in pieces; those that are there at the beginning. */
export async function* searchUp(db: Kysely<Tables>, query: AuditQuery): AsyncGenerator<readonly Row[]> {
  const { first, last } = await bounds(db)
  for (let lower = first; lower <= last; lower += LOOK) {
    const rows = await fitting(db, query)
      .where('id', '>=', lower)
      .where('id', '<', Math.min(lower + LOOK, last + 1))
      .orderBy('id')
      .execute()
    if (rows.length > 0) yield rows
    await nextTurn()
  }
}

async function bounds(db: Kysely<Tables>): Promise<{ readonly first: number; readonly last: number }> {
  const first = await db.selectFrom('audit').select('id').orderBy('id').limit(1).executeTakeFirst()
  const last = await db.selectFrom('audit').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return { first: first?.id ?? 1, last: last?.id ?? 0 }
}

/** Whether an index leads to what is asked for. */
function isLed({ target, runId }: AuditQuery): boolean {
  return target !== undefined || runId !== undefined
}

function fitting(db: Kysely<Tables>, query: AuditQuery) {
  const conditions = conditionsOf(query)
  const rows = db.selectFrom('audit').selectAll()
  return conditions.length === 0 ? rows : rows.where((e) => e.and(conditions.map((condition) => condition(e))))
}

type Condition = (e: Builder) => Expression<SqlBool>

function conditionsOf(query: AuditQuery): readonly Condition[] {
  const { q, target, actor, origin, what, outcome, policy, override, runId, from, to } = query
  return [
    target === undefined ? null : (e: Builder) => aboutTarget(e, target),
    runId === undefined ? null : (e: Builder) => e('run_id', '=', runId),
    origin === undefined ? null : (e: Builder) => e('origin', '=', origin),
    what === undefined ? null : (e: Builder) => e('what', '=', what),
    outcome === undefined ? null : (e: Builder) => e('outcome', '=', outcome),
    policy === undefined ? null : (e: Builder) => e('policy', '=', policy),
    override === undefined ? null : (e: Builder) => e('override', '=', override ? 1 : 0),
    from === undefined ? null : (e: Builder) => e('at', '>=', inUtc(from)),
    to === undefined ? null : (e: Builder) => e('at', '<', inUtc(to)),
    actor === undefined
      ? null
      : (e: Builder) =>
          e.or([e('actor_id', '=', actor), sql<SqlBool>`lower(${e.ref('actor_name')}) = lower(${actor})`]),
    q === undefined || q === '' ? null : (e: Builder) => containing(e, q),
  ].filter((condition) => condition !== null)
}

/** What is about the thing itself, and what runs about it say of no thing. */
function aboutTarget(e: Builder, target: string): Expression<SqlBool> {
  return e.or([
    e('target', '=', target),
    e.and([
      e('target', 'is', null),
      e(
        'run_id',
        'in',
        e.selectFrom('run_targets').select('run_targets.run_id').where('run_targets.target', '=', target),
      ),
    ]),
  ])
}

const SEARCHED = ['summary', 'actor_name', 'actor_id', 'target', 'run_id'] as const

/** Case does not count (of letters of ASCII); `%` and `_` are what they are. */
function containing(e: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return e.or(
    SEARCHED.map((name) => sql<SqlBool>`lower(${e.ref(name)}) like lower(${pattern}) escape ${sql.lit('\\')}`),
  )
}

/** As times stand in the table, so that they compare as text. */
function inUtc(time: string): string {
  return new Date(time).toISOString()
}

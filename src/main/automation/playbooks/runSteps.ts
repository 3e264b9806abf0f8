import { HouseError } from '../../execution/houseError'
import type { StoredStep } from '../../store/repositories'
import { StoreError } from '../../store/storeError'
import { ExpressionError } from '../expressions/expression'
import type { Template } from '../expressions/template'
import { beginStep } from './beginStep'
import { type Frame, type Turn, freshRow, itemRow, itemRowId, rowIdOf } from './frame'
import { groupEnd } from './groupEnd'
import { UNWRITTEN } from './halts'
import { runLeaf } from './leafStep'
import { checkedParams } from './params'
import type { Step } from './playbook'
import { type PlaybookWork, playbookNamed, scopeOf } from './playbookWork'
import { isFault, isFulfilled, isSettled, withKept, withProgress } from './rowStates'
import { withoutExpressions } from './stepTitle'
import { asList, stepValues } from './stepValues'

const MAX_ITEMS = 100_000

/** Runs the steps of a playbook, each when those that it needs are over: the usual ones, or those that always run. */
export async function runFrame(work: PlaybookWork, frame: Frame, which: 'usual' | 'always'): Promise<void> {
  const { book } = work
  for (const step of frame.book.steps) {
    if (book.row(rowIdOf(frame, step)) === undefined) book.put(freshRow(frame, step, 'waiting'))
  }
  const ends = new Map<string, Promise<void>>()
  for (const step of frame.book.steps.filter(({ always }) => always === (which === 'always'))) {
    const before = step.needs.flatMap((need) => ends.get(need) ?? [])
    ends.set(
      step.id,
      Promise.all(before).then(() => runStep(work, frame, step)),
    )
  }
  await Promise.all(ends.values())
}

async function runStep(work: PlaybookWork, frame: Frame, step: Step): Promise<void> {
  const { rows, halts } = work
  const id = rowIdOf(frame, step)
  const row = rows.now(id)
  if (isSettled(row)) return
  const isNew = row.progress.state === 'waiting'
  if (isNew && halts.isStopped(frame, step)) {
    rows.leave(row)
    return
  }
  const unmet = step.needs.map((need) => rows.now(`${frame.prefix}${need}`)).find((need) => !isFulfilled(need))
  if (isNew && unmet !== undefined && !step.always) {
    const word = unmet.progress.state === 'failed' ? 'failed' : `is ${unmet.progress.state}`
    rows.skip(row, `It needs “${unmet.progress.title}”, which ${word}.`, 'need')
    await rows.saved()
    return
  }
  const turn: Turn = { frame, step, id, item: null }
  if (step.forEach === null) await runOne(work, turn)
  else await runItems(work, turn, step.forEach)
}

/** Runs a step for each of its items, so many side by side as the settings say. `turn`: that of the whole. */
async function runItems(work: PlaybookWork, turn: Turn, forEach: Template): Promise<void> {
  const { parts, book, rows, halts } = work
  const { frame, step, id } = turn
  let group = rows.now(id)
  if (!Array.isArray(group.kept['items'])) {
    try {
      const items = asList(await forEach.evaluate(scopeOf(work, turn)))
      if (items.length > MAX_ITEMS) throw new ExpressionError(`It has ${items.length} items; at most ${MAX_ITEMS}.`)
      const begun = { title: withoutExpressions(step), state: 'running', startedAt: book.now() } as const
      group = book.put(withKept(withProgress(group, begun), { items }))
      for (const index of items.keys()) book.put(itemRow(group, index, 'waiting'))
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      rows.fail(group, error.message)
      heedFault(work, turn)
    }
    if (!(await rows.saved()) || isSettled(rows.now(id))) return
  }
  const items = asList(group.kept['items'])
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next
      next += 1
      const row = rows.now(itemRowId(id, index))
      if (isSettled(row)) continue
      if (row.progress.state === 'waiting' && halts.isStopped(frame, step)) rows.leave(row)
      else await runOne(work, { frame, step, id: row.progress.id, item: { value: items[index], index } })
    }
  }
  const workers = Math.min(parts.settings().playbooks.parallel, items.length)
  await Promise.all(Array.from({ length: workers }, worker))
  const inner = items.map((_, index) => rows.now(itemRowId(id, index)))
  closeGroup(work, turn, inner, items.length === 0 ? 'There is nothing to do it for.' : null)
  await rows.saved()
}

async function runOne(work: PlaybookWork, turn: Turn): Promise<void> {
  const { parts, rows, halts, facts } = work
  const { step, id } = turn
  try {
    if (step.kind === 'playbook') await runNested(work, turn)
    else await runLeaf(work, turn)
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof HouseError) rows.fail(rows.now(id), error.message)
    else if (error instanceof StoreError) halts.stop(UNWRITTEN)
    else {
      const text = error instanceof Error ? error.message : String(error)
      parts.logger.error('A step of a playbook threw', { run: facts.id, step: id, error })
      rows.fail(rows.now(id), `Signalbox itself failed: ${text}`)
    }
  }
  heedFault(work, turn)
  await rows.saved()
}

/** Runs the playbook that a step names, with all its steps. @throws ExpressionError */
async function runNested(work: PlaybookWork, turn: Turn): Promise<void> {
  const { book, rows, lookup } = work
  const { frame, step, id } = turn
  if (rows.now(id).progress.state === 'waiting') {
    if (!(await beginStep(work, turn))) return
    const values = await stepValues(step, scopeOf(work, turn))
    if (values.kind !== 'playbook') return
    const inner = playbookNamed(work, values.body.name)
    const params = checkedParams(inner.params, values.body.params, lookup)
    book.put(withKept(rows.now(id), { name: inner.name, params }))
    if (!(await rows.saved())) return
  }
  const row = rows.now(id)
  const inner = playbookNamed(work, String(row.kept['name']))
  const own: Frame = {
    book: inner,
    prefix: `${id}/`,
    position: row.position,
    params: row.kept['params'] as Frame['params'],
    policy: step.onFailure ?? inner.onFailure ?? frame.policy,
    always: frame.always || step.always,
  }
  await runFrame(work, own, 'usual')
  await runFrame(work, own, 'always')
  const ends = inner.steps.map((one) => rows.now(rowIdOf(own, one)))
  closeGroup(work, turn, ends, null)
  if (rows.now(id).progress.state !== 'done') return
  const output = Object.fromEntries(ends.map(({ progress }) => [progress.name, progress.output]))
  book.put(withProgress(rows.now(id), { output }))
}

/** Ends a step with steps in it once all of them have ended. */
function closeGroup(
  { rows, halts }: PlaybookWork,
  { step, id }: Turn,
  inner: readonly StoredStep[],
  nothing: string | null,
): void {
  const end = groupEnd(inner, { tolerated: step.onFailure === 'continue-on-error', nothing, halt: halts.now() })
  if (end !== null) rows.end(rows.now(id), end.given, end.kept)
}

/** What a step that failed means for the others. */
function heedFault({ book, rows, halts }: PlaybookWork, { frame, step, id }: Turn): void {
  const row = rows.now(id)
  if (!isFault(row)) return
  if (step.onFailure === 'continue-on-error') {
    book.put(withKept(row, { tolerated: true }))
    return
  }
  const why = `${row.progress.title}: ${row.progress.problem ?? 'it failed.'}`
  switch (step.onFailure ?? frame.policy) {
    case 'auto-rollback':
      halts.stop({ kind: 'rollback', why })
      return
    case 'pause-and-ask':
      halts.stop({ kind: 'pause', why })
      return
    case 'continue-on-error':
      return
  }
}

import type { Id, Run } from '../../../contract'
import { RefusedError, RunStateError } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { linesOf, refusalText, whyNot } from './childOutcome'
import type { Turn } from './frame'
import type { Step } from './playbook'
import { type PlaybookWork, scopeOf } from './playbookWork'
import { withKept, withProgress } from './rowStates'
import { type StepRequest, stepRequest } from './stepRequest'
import { stepValues } from './stepValues'

/**
 * Runs a step with a run of its own: its id is on disk before the run is, so that it is never done twice unknowingly.
 * @throws ExpressionError, HouseError, StoreError
 */
export async function runChild(work: PlaybookWork, turn: Turn): Promise<void> {
  const { parts, book, rows, children, lookup, halts } = work
  const { step, id } = turn
  const before = rows.now(id)
  let request = before.kept['request'] as StepRequest | undefined
  if (request === undefined) {
    const made = stepRequest(await stepValues(step, scopeOf(work, turn)), lookup, parts)
    if (made === null || made.actions.length === 0) {
      const said = made?.warnings.map(({ text }) => text) ?? []
      rows.end(before, { state: 'done', changes: [...said, 'There is nothing to do.'] })
      return
    }
    request = made
  }
  const known = before.progress.runId
  const child = known ?? parts.ids()
  book.put(withKept(withProgress(before, { runId: child, state: 'running' }), { request }))
  if (!(await rows.saved())) return
  if (known === null || (await children.now(child)) === null) {
    if (!(await startChild(work, turn, child, request))) return
  }
  const over = await children.endOf(child, (why) => showWaiting(work, id, why), halts.suspending)
  if (over !== null) await endOfChild(work, id, over)
}

/** False: it was not started, and the step says why. */
async function startChild(
  { parts, book, rows, halts, asker, facts }: PlaybookWork,
  { frame, step, id }: Turn,
  child: Id,
  { source, onFailure, ...request }: StepRequest,
): Promise<boolean> {
  const row = withProgress(rows.now(id), { runId: null })
  if (halts.isStopped(frame, step)) {
    rows.leave(book.put(withProgress(row, { state: 'waiting', startedAt: null })))
    return false
  }
  const { title, override, confirm } = book.copy
  const policy = step.onFailure ?? frame.policy
  try {
    await parts.execution.start(asker, {
      ...request,
      id: child,
      source: source ?? { kind: 'playbook', id: facts.id, label: `${title}: ${row.progress.title}` },
      onFailure: onFailure ?? (policy === 'auto-rollback' ? 'auto-rollback' : 'continue-on-error'),
      confirm: [...confirm],
      ...(override === null ? {} : { override: { reason: override } }),
      skipDone: true,
      dryRun: false,
      ifClosed: 'refuse',
      waitMs: 0,
    })
    return true
  } catch (error) {
    if (halts.now()?.kind === 'suspend') return false
    if (!(error instanceof RefusedError || error instanceof RunStateError || error instanceof HouseError)) throw error
    rows.fail(row, refusalText(error))
    return false
  }
}

/** The run of a step waits for a person, or goes on. */
function showWaiting({ book, rows }: PlaybookWork, id: string, why: string | null): void {
  const row = rows.now(id)
  const state = why === null ? 'running' : 'asking'
  if (row.progress.state !== state || row.progress.problem !== why) {
    book.put(withProgress(row, { state, problem: why }))
  }
}

async function endOfChild({ parts, rows }: PlaybookWork, id: string, run: Run): Promise<void> {
  const row = rows.now(id)
  const changes = linesOf(run)
  if (run.state !== 'succeeded') {
    rows.end(row, { state: 'failed', changes, problem: whyNot(run) })
    return
  }
  rows.end(row, { state: 'done', changes, problem: null, output: await outputOf(parts, row.progress.kind, run) })
}

/** What the steps after it know of its run. @throws StoreError */
async function outputOf(
  { httpAnswer, audit }: Pick<PlaybookWork['parts'], 'httpAnswer' | 'audit'>,
  kind: Step['kind'],
  run: Run,
): Promise<unknown> {
  const facts = { runId: run.id, number: run.number, changes: run.changes.length }
  const [change] = run.changes
  if (kind === 'http.request' && change !== undefined) return { ...facts, ...httpAnswer(change.id) }
  if (kind !== 'mqtt.command') return facts
  const { items } = await audit.list({ runId: run.id, target: null, limit: 20, cursor: null })
  const answer = items.find(({ detail }) => detail['answer'] !== undefined)?.detail['answer'] ?? null
  return { ...facts, answer }
}

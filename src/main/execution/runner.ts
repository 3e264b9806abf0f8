import { setImmediate as immediate } from 'node:timers/promises'
import type { Change, Id, Run, RunState } from '../../contract'
import { createPass } from './applyChanges'
import { afterTheOthers, hasToDecide, isStageable, outcomeOf } from './changeOrder'
import { compensateRun } from './compensation'
import type { RunHead, RunRecord } from './runRecord'
import { spreadOf } from './spread'
import { activateStaged, askAboutStaged, discardStaged, momentOf } from './stagedChanges'
import { type Halt, openUnderWay } from './underWay'
import type { Workshop } from './workshop'

/** A run being executed. */
export type RunHandle = {
  readonly current: () => Run
  /** The run is in the journal. @throws StoreError: it is not, and nothing was sent */
  readonly written: Promise<void>
  /** The run is over, or waits for somebody. Never rejects. */
  readonly done: Promise<Run>
  /** What has not begun is skipped; what is being applied is finished, what is only staged is discarded. */
  readonly cancel: (by: string) => void
  /** Begins nothing more, and leaves the rest for the next start. */
  readonly suspend: () => void
  /** What is being applied is given up. */
  readonly abort: () => void
}

export type RunPurpose =
  /** Does what is pending, and activates what is staged. `activate`: a staged run is activated now. */
  | { readonly kind: 'execute'; readonly activate: boolean }
  /** Puts back what is done. */
  | { readonly kind: 'compensate'; readonly why: string }
  /** Begins nothing, and discards what is staged. */
  | { readonly kind: 'cancel'; readonly why: string }

/** Executes a run from whatever state it is in: applies its changes, puts them back or asks, and writes how it ended. */
export function executeRun(work: Workshop, record: RunRecord, purpose: RunPurpose): RunHandle {
  const run = openUnderWay(work, record)
  const { turns, aborting, halt, onDisk, concluded } = run
  const pass = createPass(run)
  const { activation } = record.current()

  async function execute(activate: boolean): Promise<void> {
    const changes = record.current().changes
    const pending = changes.filter(({ state }) => state === 'pending')
    if (activation.mode === 'activate_immediate') return pass(idsOf(pending), NOW)
    const moment = momentOf(work, activation)
    const last = afterTheOthers(changes)
    const first = pending.filter(({ id }) => !last.has(id))
    await pass(idsOf(first.filter((change) => !isStageable(change))), NOW)
    await pass(idsOf(first.filter(isStageable)), { mode: 'stage' })
    if (halt() !== null) return
    if (activation.mode === 'stage' && !activate) {
      await askAboutStaged(run)
      return
    }
    await activateStaged(run, moment)
    await pass(idsOf(pending.filter(({ id }) => last.has(id))), NOW)
  }

  /** How it ended, or what it waits for. */
  async function conclude(): Promise<void> {
    if (record.current().state === 'paused') return
    const why = halt()
    if (why?.kind === 'suspend') {
      await onDisk()
      return
    }
    if (why?.kind === 'cancel') await discardStaged(run, why.reason)
    if (why?.kind === 'rollback') await discardStaged(run, `${why.reason} It was staged only.`)
    const end = why?.kind === 'rollback' ? await putBack(why.reason) : endBy(why)
    if (await concluded(end)) return
    const text = 'How this run ended could not be written to the journal; it is settled at the next start.'
    record.warn([{ code: 'JOURNAL_FAILED', text, target: null }])
    record.set({ ...end, state: 'failed', question: null, finishedAt: record.now() })
  }

  function putBack(why: string): Promise<RunHead> {
    return compensateRun(work, record, turns, why, aborting.signal)
  }

  function endBy(why: Halt | null): RunHead {
    const { changes } = record.current()
    if (why?.kind !== 'pause' || !hasToDecide(record.current())) {
      return { state: endState(why, changes), finishedAt: record.now(), spreadMs: spreadOf(changes) }
    }
    const failures = changes.filter(({ state }) => state === 'failed')
    const question = { code: 'CHANGE_FAILED', text: why.reason, changes: failures.map(({ id }) => id) } as const
    const answers = ['continue', 'retry', 'compensate', 'cancel'] as const
    return { state: 'paused', question: { ...question, answers: [...answers], at: record.now() } }
  }

  async function all(): Promise<Run> {
    switch (purpose.kind) {
      case 'execute':
        await execute(purpose.activate)
        break
      case 'compensate':
        run.stop({ kind: 'rollback', reason: purpose.why })
        break
      case 'cancel':
        run.stop({ kind: 'cancel', reason: purpose.why })
        record
          .current()
          .changes.filter(({ state }) => state === 'pending')
          .forEach(run.drop)
        break
    }
    await conclude()
    return record.current()
  }

  const done = all().catch((error: unknown) => {
    work.logger.error('A run ended unexpectedly', { run: record.current().id, error: String(error) })
    record.set({ state: 'failed', finishedAt: record.now() })
    void onDisk()
    return record.current()
  })
  // The first changes have begun by then, and share the write.
  const written = immediate()
    .then(record.commit)
    .catch((error: unknown) => {
      run.broken(error)
      if (!run.hasSent()) throw error
    })
  written.catch(() => undefined)
  return {
    current: record.current,
    written,
    done,
    cancel: (by) => {
      run.stop({ kind: 'cancel', reason: by })
    },
    suspend: () => {
      run.stop({ kind: 'suspend' })
    },
    abort: () => {
      aborting.abort()
    },
  }
}

const NOW = { mode: 'now' } as const

function idsOf(changes: readonly Change[]): readonly Id[] {
  return changes.map(({ id }) => id)
}

function endState(why: Halt | null, changes: readonly Change[]): RunState {
  if (why?.kind === 'cancel') return 'cancelled'
  if (why?.kind === 'unwritten') return 'failed'
  return outcomeOf(changes)
}

import type { Run } from '../../../contract'
import { type Asker, RunStateError } from '../../execution/execution'
import type { StoredStep } from '../../store/repositories'
import type { Frame } from './frame'
import type { Halt } from './halts'
import { pauseQuestion } from './pauseQuestion'
import { type PlaybookWork, type RunToExecute, openPlaybookWork, playbookNamed } from './playbookWork'
import { isPutBack, putBackSteps } from './putBackSteps'
import { isFault } from './rowStates'
import { playbookRow } from './runBook'
import { runFrame } from './runSteps'

/** The run of a playbook being executed. */
export type PlaybookHandle = {
  readonly current: () => Run
  /** The run is over, or waits for somebody with nothing at work. Never rejects. */
  readonly done: Promise<Run>
  /** Fulfilled when it asks a person, or does so now. */
  readonly asks: () => Promise<void>
  /** What has not begun is skipped; what is being applied is finished. */
  readonly cancel: (asker: Asker, why: string) => void
  /** Answers the step that asks. @throws RefusedError for somebody who may not, RunStateError when none asks */
  readonly approve: (asker: Asker) => void
  /** Begins nothing more, and leaves the rest for the next start. */
  readonly suspend: () => void
}

export type PlaybookPurpose =
  { readonly kind: 'execute' } | { readonly kind: 'compensate' | 'cancel'; readonly why: string }

/** Executes a playbook from where its steps stand: those that have ended stay as they are. */
export function executePlaybook(run: RunToExecute, purpose: PlaybookPurpose): PlaybookHandle {
  const { parts, book } = run
  const work = openPlaybookWork(run)
  const { halts, questions } = work
  const { id: runId } = work.facts
  const done = runWhole(work, purpose)
    .catch((error: unknown) => {
      if (halts.now()?.kind !== 'broken') {
        parts.logger.error('The run of a playbook ended unexpectedly', { run: runId, error })
      }
      book.set({ state: 'failed', finishedAt: book.now() })
      return book.commit().catch(() => undefined)
    })
    .then(() => book.current())

  return {
    current: book.current,
    done,
    asks: questions.asked,
    cancel(by, why) {
      halts.stop({ kind: 'cancel', why })
      for (const { progress } of book.rows()) {
        const isAtWork = progress.state === 'running' || progress.state === 'asking'
        if (progress.runId === null || !isAtWork) continue
        parts.execution.cancel(by, progress.runId).catch((error: unknown) => {
          if (error instanceof RunStateError) return
          parts.logger.warn('The run of a step could not be cancelled', { run: progress.runId, error })
        })
      }
    },
    approve: questions.answer,
    suspend() {
      halts.stop({ kind: 'suspend', why: '' })
    },
  }
}

/** From its first step to its end, or to where it rests. */
async function runWhole(work: PlaybookWork, purpose: PlaybookPurpose): Promise<void> {
  const { parts, book, rows, halts, children, asker } = work
  const main = playbookNamed(work, book.copy.name)
  const { params } = book.copy
  const { onFailure: policy, number } = book.current()
  const top: Frame = { book: main, prefix: '', position: '', params, policy, always: false }
  if (purpose.kind === 'cancel') halts.stop({ kind: 'cancel', why: purpose.why })
  if (purpose.kind === 'compensate') halts.stop({ kind: 'rollback', why: purpose.why })
  await runFrame(work, top, 'usual')
  if (await rests(work)) return
  const halt = halts.now()
  if (halt?.kind === 'rollback') {
    await putBackSteps(parts, book, children, halt.why, halts.suspending)
    if (halts.suspending.aborted) return
  }
  await runFrame(work, top, 'always')
  if (halts.suspending.aborted) {
    await rests(work)
    return
  }
  const state = endState(book.current(), book.rows(), halts.now())
  const end = { state, question: null, finishedAt: book.now() } as const
  const run: Run = { ...book.current(), ...end }
  const outcome = state === 'succeeded' ? 'done' : state === 'cancelled' ? 'noted' : 'failed'
  book.audit(
    playbookRow(run, asker, `Run ${number}, playbook “${main.title}”: ${state}`, outcome, {
      steps: run.playbook?.steps.length,
    }),
  )
  if (!(await rows.concluded(end)) || halts.now()?.kind === 'broken') book.set({ ...end, state: 'failed' })
}

/** Whether the run rests now, to be gone on with later; or cannot go on. */
async function rests({ book, rows, halts }: PlaybookWork): Promise<boolean> {
  const halt = halts.now()
  switch (halt?.kind) {
    case undefined:
    case 'rollback':
    case 'cancel':
      return false
    case 'suspend':
      await rows.saved()
      return true
    case 'pause': {
      const faults = book.rows().filter(isFault)
      const about = faults.map(({ progress }) => progress.id.slice(0, 200))
      const question = pauseQuestion('CHANGE_FAILED', halt.why, about, book.now())
      const isKept = await rows.concluded({ state: 'paused', question })
      if (!isKept) book.set({ state: 'failed', finishedAt: book.now() })
      return true
    }
    case 'broken':
      book.set({ state: 'failed', finishedAt: book.now() })
      return true
  }
}

function endState(run: Run, rows: readonly StoredStep[], halt: Halt | null): Run['state'] {
  if (halt?.kind === 'rollback') return isPutBack(run) ? 'compensated' : 'failed'
  if (halt?.kind === 'cancel' || rows.some(({ kept }) => kept['by'] === 'cancel')) return 'cancelled'
  return rows.some(isFault) ? 'failed' : 'succeeded'
}

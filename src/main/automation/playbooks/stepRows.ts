import type { StoredStep } from '../../store/repositories'
import { StoreError } from '../../store/storeError'
import { type Halts, UNWRITTEN, isForGood } from './halts'
import { type SkippedBy, withKept, withProgress } from './rowStates'
import type { RunBook, RunBookHead } from './runBook'

/** The steps of a run that is being executed: how they stand, and how they end. */
export type StepRows = {
  /** How a step stands; one that the run does not have is a fault of ours. */
  readonly now: (id: string) => StoredStep
  /** Ends a step; the ends are numbered, so that they can be put back in reverse. */
  readonly end: (row: StoredStep, given: Partial<StoredStep['progress']>, kept?: StoredStep['kept']) => StoredStep
  readonly skip: (row: StoredStep, problem: string, by: SkippedBy) => void
  readonly fail: (row: StoredStep, problem: string) => void
  /** What is not begun, or was stopped in its waiting: skipped for good, or left for later. */
  readonly leave: (row: StoredStep) => void
  /** False when it could not be written: then nothing may be done. */
  readonly saved: () => Promise<boolean>
  /** How the run ends, or what it waits for; false when it could not be written. */
  readonly concluded: (head: RunBookHead) => Promise<boolean>
}

export function createStepRows(book: RunBook, halts: Halts): StepRows {
  let ended = book.rows().reduce((most, { kept }) => Math.max(most, Number(kept['ended'] ?? 0)), 0)

  function end(row: StoredStep, given: Partial<StoredStep['progress']>, kept: StoredStep['kept'] = {}): StoredStep {
    ended += 1
    return book.put(withKept(withProgress(row, { ...given, finishedAt: book.now() }), { ...kept, ended }))
  }

  function skip(row: StoredStep, problem: string, by: SkippedBy): void {
    end(row, { state: 'skipped', problem }, { by })
  }

  async function kept(writing: Promise<void>): Promise<boolean> {
    try {
      await writing
      return true
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      halts.stop(UNWRITTEN)
      return false
    }
  }

  return {
    now(id) {
      const row = book.row(id)
      if (row === undefined) throw new Error(`The run ${book.current().id} has no step ${id}.`)
      return row
    },
    end,
    skip,
    fail(row, problem) {
      end(row, { state: 'failed', problem })
    },
    leave(row) {
      const halt = halts.now()
      if (isForGood(halt)) skip(row, halt.why, halt.kind)
    },
    saved: () => kept(book.commit()),
    concluded: (head) => kept(book.conclude(head)),
  }
}

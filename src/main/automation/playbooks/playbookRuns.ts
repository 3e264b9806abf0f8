import type { Id, PlaybookRunInput, Run } from '../../../contract'
import type { ApproveOptions, Asker } from '../../execution/execution'

/** Runs of playbooks: runs like any other, whose steps have runs of their own. */
export type PlaybookRuns = {
  /**
   * Plans the whole, and (unless `dryRun`) begins. Answers when it is over, waits for somebody, or `waitMs` have passed.
   * @throws HouseError for what is unknown or missing, RefusedError, StoreError
   */
  readonly start: (asker: Asker, name: string, input: PlaybookRunInput) => Promise<Run>
  /** Whether a run is one of a playbook. @throws StoreError */
  readonly owns: (id: Id) => Promise<boolean>
  /** Begins a plan, or answers the step that asks. @throws RefusedError, RunStateError, StoreError */
  readonly approve: (asker: Asker, id: Id, options: ApproveOptions) => Promise<Run>
  /** @throws RunStateError, StoreError */
  readonly cancel: (asker: Asker, id: Id) => Promise<Run>
  /** Answers a paused run, or the step that asks. @throws RefusedError, RunStateError, StoreError */
  readonly resume: (asker: Asker, id: Id, decision: 'continue' | 'retry', waitMs: number) => Promise<Run>
  /** Puts back what its steps have done; also of one that succeeded. @throws RunStateError, StoreError */
  readonly compensate: (asker: Asker, id: Id, waitMs: number) => Promise<Run>
  readonly live: (id: Id) => Run | null
  readonly onRun: (listener: (run: Run) => void) => () => void
  /** Goes on with what was under way when the engine ended, once `ready` is fulfilled. */
  readonly recover: (ready: Promise<void>) => Promise<void>
  /** Begins nothing more, and lets what is being written reach the disk. */
  readonly stop: () => Promise<void>
}

import type { FireInput, Id, Job, JobResult, JobResultBrief, Run } from '../../../contract'
import type { Asker } from '../../execution/execution'
import type { JobOutcome } from '../playbooks/playbookParts'

/** What Signalbox can look through, and what it found. */
export type Jobs = {
  readonly list: () => readonly Job[]
  readonly get: (name: string) => Job | null
  /** What people call it; null: there is no such job. */
  readonly titleOf: (name: string) => string | null
  /**
   * Runs it, and answers with as much as there is in `waitMs`; while it runs already, that run is answered.
   * @throws HouseError for a job that there is not
   */
  readonly run: (asker: Asker, name: string, waitMs: number) => Promise<JobResult>
  /** Runs it to its end. @throws HouseError for a job that there is not */
  readonly outcome: (asker: Asker, name: string) => Promise<JobOutcome>
  /** The newest first. @throws HouseError for a job that there is not */
  readonly results: (name: string) => readonly JobResultBrief[]
  /** @throws StoreError */
  readonly result: (id: Id) => Promise<JobResult | null>
  /**
   * The fix of a finding as a plan, or sent. @throws HouseError for one that there is not, that has no fix, or whose cause
   * is over; RefusedError, StoreError
   */
  readonly fix: (asker: Asker, id: Id, n: number, options: FireInput) => Promise<Run>
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is kept. */
  readonly start: () => Promise<void>
  /** Ends what runs; what it found until then is not kept. */
  readonly stop: () => Promise<void>
}

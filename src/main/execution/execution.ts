import type { Actor, Candidate, Decision, Id, Origin, Run, RunInput, RunSource, Warning } from '../../contract'

/** Who asks, and by which door. */
export type Asker = { readonly actor: Actor; readonly origin: Origin }

/** Refused by the guard before anything was sent. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  constructor(readonly decisions: readonly Decision[]) {
    super(decisions.find((d) => d.effect !== 'allow')?.text ?? 'Refused; nothing was sent.')
  }
}

/** There is no such run, or it is not in a state that allows what was asked. */
export class RunStateError extends Error {
  override readonly name = 'RunStateError'
  constructor(
    readonly kind: 'unknown' | 'state',
    message: string,
  ) {
    super(message)
  }
}

/** What is started, beside what the contract says of it. */
export type StartRequest = RunInput & {
  /** Its id, where who asks has to know it before it is journalled; left out: a fresh one. */
  readonly id?: Id | undefined
  /** What it was made from: a salvo, a snapshot, a run that is taken back. */
  readonly source?: RunSource | undefined
  /** Actions that would change nothing are skipped (`ALREADY_SO`) instead of done anew. */
  readonly skipDone?: boolean | undefined
  /** What the asker should know beside what the plan finds: what could not become an action. */
  readonly warnings?: readonly Warning[] | undefined
}

export type ApproveOptions = {
  /** Codes of what is said yes to. */
  readonly confirm: readonly string[]
  readonly waitMs: number
  /** Why policies are overruled. */
  readonly override?: string | undefined
}

/** The one gate: plan → guard → approve? → run → verify → audit, and compensate. */
export type Execution = {
  /**
   * Plans, guards and (unless `dryRun`) runs. Answers when the run is over, waits for somebody, or `waitMs` have passed.
   * @throws RefusedError, StoreError
   */
  readonly start: (asker: Asker, input: StartRequest) => Promise<Run>
  /** What `start` would make of it now: planned and guarded, kept nowhere, nothing refused. Its number is 0. */
  readonly plan: (asker: Asker, input: StartRequest) => Promise<Run>
  /** Runs a planned run, or gives the second person's yes; the guard looks again. @throws RefusedError, RunStateError */
  readonly approve: (asker: Asker, id: Id, options: ApproveOptions) => Promise<Run>
  /** Ends a run where it stands; what is staged is discarded. @throws RunStateError */
  readonly cancel: (asker: Asker, id: Id) => Promise<Run>
  /** Answers a paused run. @throws RunStateError */
  readonly resume: (asker: Asker, id: Id, decision: 'continue' | 'retry', waitMs: number) => Promise<Run>
  /** Puts back what a paused or failed run has done. @throws RunStateError */
  readonly compensate: (asker: Asker, id: Id, waitMs: number) => Promise<Run>
  /** The same for a part of something larger that is put back: of one that succeeded, too. @throws RunStateError */
  readonly takeBack: (asker: Asker, id: Id, why: string, waitMs: number) => Promise<Run>
  /** Prepares the opposite of a run as a plan. `last`: the asker's own last take. @throws RunStateError, RefusedError */
  readonly undo: (asker: Asker, id: Id | 'last') => Promise<Run>
  /** May each receiver take this sender (or: may this receiver take each sender)? From memory, for all at once. */
  readonly candidates: (
    asker: Asker,
    from: { readonly senderId: Id } | { readonly receiverId: Id },
  ) => readonly Candidate[]
  /** The live state of a run being executed, else null: the store has it. */
  readonly live: (id: Id) => Run | null
  /**
   * Removes dry runs made before `before` (ISO 8601) that nobody approved and that are booked for no later time; the audit
   * has `summary` of how many, and their numbers. Answers how many. @throws StoreError
   */
  readonly forgetPlans: (
    before: string,
    isBooked: (id: Id) => boolean,
    summary: (count: number) => string,
  ) => Promise<number>
  /** After a crash: each unfinished run is read back from the devices, then resumed or compensated by its policy. */
  readonly recover: () => Promise<void>
  /** Each state a run or one of its changes goes through. */
  readonly onRun: (listener: (run: Run) => void) => () => void
  /** Lets what is being applied finish (at most `graceMs`), starts nothing more. */
  readonly stop: (graceMs: number) => Promise<void>
}

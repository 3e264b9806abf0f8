import type { Actor, Candidate, Decision, Id, Origin, Run, RunInput } from '../../contract'

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

/** The one gate: plan → guard → run → verify → audit. */
export type Execution = {
  /**
   * Plans, guards and (unless `dryRun`) runs. Answers when the run is over or `waitMs` have passed.
   * @throws RefusedError, StoreError
   */
  readonly start: (asker: Asker, input: RunInput) => Promise<Run>
  /** Runs a planned run; the guard looks again. @throws RefusedError, RunStateError, StoreError */
  readonly approve: (
    asker: Asker,
    id: Id,
    options: { readonly confirm: readonly string[]; readonly waitMs: number },
  ) => Promise<Run>
  /** @throws RunStateError */
  readonly cancel: (asker: Asker, id: Id) => Promise<Run>
  /** May each receiver take this sender (or: may this receiver take each sender)? From memory, for all at once. */
  readonly candidates: (from: { readonly senderId: Id } | { readonly receiverId: Id }) => readonly Candidate[]
  /** The live state of a run being executed, else null: the store has it. */
  readonly live: (id: Id) => Run | null
  /** After a crash: runs found unfinished are settled by reading the devices, never by sending again. */
  readonly recover: () => Promise<void>
  /** Each state a run or one of its changes goes through. */
  readonly onRun: (listener: (run: Run) => void) => () => void
  /** Lets what is being applied finish (at most `graceMs`), starts nothing more. */
  readonly stop: (graceMs: number) => Promise<void>
}

import { setMaxListeners } from 'node:events'
import type { Frame } from './frame'
import type { Step } from './playbook'

/** Why the run of a playbook does not go on as it was going. */
export type Halt = { readonly kind: 'rollback' | 'cancel' | 'pause' | 'suspend' | 'broken'; readonly why: string }

/** What could not be kept may not be done. */
export const UNWRITTEN: Halt = {
  kind: 'broken',
  why: 'The journal cannot be written, so nothing more is done.',
}

/** Whether the run of a playbook goes on, and which of its steps do. */
export type Halts = {
  /** Null: it goes on. */
  readonly now: () => Halt | null
  /** The first one counts; each ends the waiting of steps. */
  readonly stop: (given: Halt) => void
  /** Steps that always run are not stopped by what went wrong, nor by who cancels. */
  readonly isStopped: (frame: Frame, step: Step) => boolean
  /** Ends the waiting of this step. */
  readonly signalFor: (frame: Frame, step: Step) => AbortSignal
  /** Ends all waiting, also that of steps that always run. */
  readonly suspending: AbortSignal
}

export function createHalts(): Halts {
  const halting = new AbortController()
  const suspending = new AbortController()
  // Every step that waits listens to one of them.
  setMaxListeners(0, halting.signal, suspending.signal)
  let halt: Halt | null = null

  return {
    now: () => halt,
    stop(given) {
      halt ??= given
      halting.abort()
      if (given.kind === 'suspend' || given.kind === 'broken') suspending.abort()
    },
    isStopped: (frame, step) => halt !== null && !(isForGood(halt) && (step.always || frame.always)),
    signalFor: (frame, step) => (step.always || frame.always ? suspending.signal : halting.signal),
    suspending: suspending.signal,
  }
}

/** What has not begun is skipped for good; otherwise it is left for later. */
export function isForGood(halt: Halt | null): halt is Halt & { readonly kind: 'rollback' | 'cancel' } {
  return halt?.kind === 'rollback' || halt?.kind === 'cancel'
}

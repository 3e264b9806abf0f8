import type { Id, Run } from '../../contract'
import type { Execution } from '../execution/execution'
import { type BookingOutcome, outcomeOf } from './bookingOutcome'

/** Waits for the ends of runs. */
export type RunFollower = {
  /** What it ended in, when it has; it may have ended before anybody listened. @throws StoreError */
  readonly endOf: (run: Run) => Promise<BookingOutcome>
  /** Who waits then waits for ever. */
  readonly stop: () => void
}

export function createRunFollower(parts: {
  readonly onRun: Execution['onRun']
  /** A run as it is now, or null. @throws StoreError */
  readonly runNow: (id: Id) => Promise<Run | null>
}): RunFollower {
  const followers = new Map<Id, Set<(outcome: BookingOutcome) => void>>()
  const unsubscribe = parts.onRun((run) => {
    const waiting = followers.get(run.id)
    const outcome = waiting === undefined ? null : outcomeOf(run)
    if (outcome !== null) for (const resolve of waiting ?? []) resolve(outcome)
  })

  return {
    async endOf(run) {
      let tell: (outcome: BookingOutcome) => void = () => undefined
      const told = new Promise<BookingOutcome>((resolve) => {
        tell = resolve
      })
      const waiting = followers.get(run.id) ?? new Set()
      followers.set(run.id, waiting.add(tell))
      try {
        return outcomeOf((await parts.runNow(run.id)) ?? run) ?? (await told)
      } finally {
        waiting.delete(tell)
        if (waiting.size === 0) followers.delete(run.id)
      }
    },
    stop() {
      unsubscribe()
      followers.clear()
    },
  }
}

import type { Id, Run } from '../../../contract'
import type { PlaybookParts } from './playbookParts'

/** Waits for the ends of the runs that steps have made. */
export type ChildRuns = {
  /** As it is now, or null. @throws StoreError */
  readonly now: (id: Id) => Promise<Run | null>
  /**
   * The run when it is over; `waiting` hears of it when it waits for a person, with why, and with null when it goes on.
   * Null when the signal ended the waiting. @throws StoreError
   */
  readonly endOf: (id: Id, waiting: (why: string | null) => void, signal: AbortSignal) => Promise<Run | null>
  readonly stop: () => void
}

export function createChildRuns({ execution, runs }: Pick<PlaybookParts, 'execution' | 'runs'>): ChildRuns {
  const followers = new Map<Id, Set<(run: Run) => void>>()
  const unsubscribe = execution.onRun((run) => {
    for (const hear of followers.get(run.id) ?? []) hear(run)
  })
  const now = async (id: Id): Promise<Run | null> => execution.live(id) ?? (await runs.get(id))

  return {
    now,
    async endOf(id, waiting, signal) {
      let tell: (run: Run | null) => void = () => undefined
      const over = new Promise<Run | null>((resolve) => {
        tell = resolve
      })
      const hear = (run: Run): void => {
        if (isOver(run)) tell(run)
        else waiting(whyItWaits(run))
      }
      const own = followers.get(id) ?? new Set()
      followers.set(id, own.add(hear))
      const stop = (): void => {
        tell(null)
      }
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      try {
        const run = await now(id)
        if (run !== null) hear(run)
        return await over
      } finally {
        signal.removeEventListener('abort', stop)
        own.delete(hear)
        if (own.size === 0) followers.delete(id)
      }
    },
    stop() {
      unsubscribe()
      followers.clear()
    },
  }
}

function isOver({ state }: Run): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'compensated' || state === 'cancelled'
}

function whyItWaits({ state, number, question, approval }: Run): string | null {
  if (state === 'awaiting_approval') {
    const reasons = approval?.reasons.join(' ') ?? ''
    return `Run ${number} waits for a second person (${approval?.needs ?? 'engineer'}). ${reasons}`.trim()
  }
  if (state === 'paused') return `Run ${number} waits for a decision: ${question?.text ?? 'it was paused.'}`
  return null
}

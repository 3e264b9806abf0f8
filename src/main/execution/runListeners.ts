import type { Id, Run } from '../../contract'
import type { Logger } from '../telemetry/logger'

/** Tells who listens what runs go through. A run with many changes is told at most every `everyMs`, and at its end. */
export type RunListeners = {
  readonly add: (listener: (run: Run) => void) => () => void
  readonly tell: (run: Run) => void
  readonly dispose: () => void
}

const MANY_CHANGES = 50
const OVER: ReadonlySet<Run['state']> = new Set(['planned', 'succeeded', 'failed', 'compensated', 'cancelled'])

export function createRunListeners(logger: Logger, everyMs: number): RunListeners {
  const listeners = new Set<(run: Run) => void>()
  const waiting = new Map<Id, { latest: Run; readonly timer: NodeJS.Timeout }>()

  function call(run: Run): void {
    for (const listener of listeners) {
      try {
        listener(run)
      } catch (error) {
        logger.error('A listener of runs threw', { error: error instanceof Error ? error.stack : String(error) })
      }
    }
  }

  function drop(id: Id): void {
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
  }

  return {
    add(listener) {
      const own = (run: Run) => {
        listener(run)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    tell(run) {
      const held = waiting.get(run.id)
      if (run.changes.length <= MANY_CHANGES || OVER.has(run.state)) {
        drop(run.id)
        call(run)
      } else if (held !== undefined) {
        held.latest = run
      } else {
        call(run)
        const timer = setTimeout(() => {
          const latest = waiting.get(run.id)?.latest
          waiting.delete(run.id)
          if (latest !== undefined && latest !== run) call(latest)
        }, everyMs)
        waiting.set(run.id, { latest: run, timer })
      }
    },
    dispose() {
      for (const id of [...waiting.keys()]) drop(id)
      listeners.clear()
    },
  }
}

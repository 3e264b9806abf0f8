import type { Id, Run } from '../../../contract'
import type { Logger } from '../../telemetry/logger'

/** Tells who listens what runs of playbooks go through; one with many steps seldom, and at its turns at once. */
export type RunTeller = {
  readonly add: (listener: (run: Run) => void) => () => void
  /** `current` is asked only when it is told. */
  readonly tell: (run: Pick<Run, 'id' | 'state'>, current: () => Run, steps: number) => void
  readonly stop: () => void
}

const FEW_STEPS = 20
/** How often one with many steps is told, ms; for each step a little more. */
const EVERY_MS = 100
const STEP_MS = 0.5

export function createRunTeller(logger: Logger): RunTeller {
  const listeners = new Set<(run: Run) => void>()
  const states = new Map<Id, Run['state']>()
  const waiting = new Map<Id, NodeJS.Timeout>()

  function call(run: Run): void {
    clearTimeout(waiting.get(run.id))
    waiting.delete(run.id)
    if (run.finishedAt === null) states.set(run.id, run.state)
    else states.delete(run.id)
    for (const listener of listeners) {
      try {
        listener(run)
      } catch (error) {
        logger.error('A listener of runs threw', { error: error instanceof Error ? error.stack : String(error) })
      }
    }
  }

  return {
    add(listener) {
      const own = (run: Run): void => {
        listener(run)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    tell({ id, state }, current, steps) {
      if (steps <= FEW_STEPS || states.get(id) !== state) {
        call(current())
        return
      }
      if (waiting.has(id)) return
      const timer = setTimeout(
        () => {
          waiting.delete(id)
          call(current())
        },
        Math.max(EVERY_MS, steps * STEP_MS),
      )
      waiting.set(id, timer)
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
      listeners.clear()
    },
  }
}

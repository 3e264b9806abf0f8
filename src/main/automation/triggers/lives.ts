import type { Id } from '../../../contract'
import type { Chain } from './causes'
import type { Firing } from './createAct'
import type { Watch } from './eventIndex'
import type { Occurrence } from './occurrence'

/** An event that waits to be looked at. `at`: epoch ms. */
export type Job = {
  readonly watch: Watch
  readonly occurrence: Occurrence
  readonly at: number
  readonly chain: Chain
}

/** What a trigger goes through while Signalbox runs; changed in place. */
export type Life = {
  readonly counts: { fired: number; wouldHaveFired: number; suppressed: number; passed: number }
  readonly waiting: Job[]
  isAtWork: boolean
  /** Keys of which something good was seen. */
  readonly healthy: Set<string>
  /** By key: what waits for the end of its debounce. */
  readonly pending: Map<string, { readonly timer: NodeJS.Timeout; firing: Firing }>
  /** Keys for which something is being done. */
  readonly busy: Set<string>
  /** What is done last, where one thing is done after another. */
  turn: Promise<unknown>
}

export type Lives = {
  readonly of: (triggerId: Id) => Life
  readonly all: () => Iterable<readonly [Id, Life]>
  /** Nothing of it waits any more. */
  readonly quieten: (triggerId: Id) => void
  readonly forget: (triggerId: Id) => void
}

export function createLives(): Lives {
  const lives = new Map<Id, Life>()

  function quieten(triggerId: Id): void {
    const pending = lives.get(triggerId)?.pending
    for (const { timer } of pending?.values() ?? []) clearTimeout(timer)
    pending?.clear()
  }

  return {
    of(triggerId) {
      const known = lives.get(triggerId)
      if (known !== undefined) return known
      const made: Life = {
        counts: { fired: 0, wouldHaveFired: 0, suppressed: 0, passed: 0 },
        waiting: [],
        isAtWork: false,
        healthy: new Set(),
        pending: new Map(),
        busy: new Set(),
        turn: Promise.resolve(),
      }
      lives.set(triggerId, made)
      return made
    },
    all: () => lives,
    quieten,
    forget(triggerId) {
      quieten(triggerId)
      lives.delete(triggerId)
    },
  }
}

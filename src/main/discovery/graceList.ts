import type { Id } from '../../contract'

/** Things that a registry no longer lists and that may yet come back: each until its time. Times in epoch ms. */
export type GraceList = {
  /** Begins the grace of `id`, unless it has begun already. */
  readonly give: (id: Id, until: number) => void
  readonly has: (id: Id) => boolean
  readonly takeBack: (id: Id) => void
  /** Those whose time is over; they leave the list. */
  readonly due: (now: number) => readonly Id[]
  /** When the next one is due; null: none waits. */
  readonly next: () => number | null
  readonly clear: () => void
}

export function createGraceList(): GraceList {
  const until = new Map<Id, number>()
  return {
    give(id, time) {
      if (!until.has(id)) until.set(id, time)
    },
    has: (id) => until.has(id),
    takeBack(id) {
      until.delete(id)
    },
    due(now) {
      const over = [...until].filter(([, time]) => time <= now).map(([id]) => id)
      for (const id of over) until.delete(id)
      return over
    },
    next: () => (until.size === 0 ? null : Math.min(...new Set(until.values()))),
    clear: () => {
      until.clear()
    },
  }
}

import type { Id } from '../../../contract'

const MINUTE_MS = 60_000

/** How often triggers fire. */
export type FireRate = {
  /** Counts one more, unless there were `most` of it in the last minute. */
  readonly take: (triggerId: Id, most: number) => boolean
  /** Whether to say that there are too many: once, until there was room again. */
  readonly sayFull: (triggerId: Id) => boolean
  readonly forget: (triggerId: Id) => void
}

/** `now`: epoch ms; a clock that is put back counts nothing of what would be in the future. */
export function createFireRate(now: () => number): FireRate {
  const times = new Map<Id, readonly number[]>()
  const full = new Set<Id>()
  return {
    take(triggerId, most) {
      const at = now()
      const recent = (times.get(triggerId) ?? []).filter((time) => time <= at && at - time < MINUTE_MS)
      const isFree = recent.length < most
      times.set(triggerId, isFree ? [...recent, at] : recent)
      if (isFree) full.delete(triggerId)
      return isFree
    },
    sayFull(triggerId) {
      if (full.has(triggerId)) return false
      full.add(triggerId)
      return true
    },
    forget(triggerId) {
      times.delete(triggerId)
      full.delete(triggerId)
    },
  }
}

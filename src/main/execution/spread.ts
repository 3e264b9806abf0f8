import type { Change } from '../../contract'
import { parseTai } from '../nmos/tai'

/** From the first to the last activation that devices report, ms; null when fewer than two do. */
export function spreadOf(changes: readonly Change[]): number | null {
  const times = changes.flatMap(({ activatedAt, target }) => {
    const tai = activatedAt === undefined || target.kind !== 'receiver' ? null : parseTai(activatedAt)
    return tai === null ? [] : [tai]
  })
  if (times.length < 2) return null
  const first = Math.min(...times.map(({ seconds }) => seconds))
  const ms = times.map(({ seconds, nanoseconds }) => (seconds - first) * 1000 + nanoseconds / 1e6)
  return Math.round((Math.max(...ms) - Math.min(...ms)) * 1000) / 1000
}

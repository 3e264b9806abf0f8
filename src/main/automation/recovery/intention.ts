import type { Id } from '../../../contract'
import type { GoodRoute } from '../../store/repositories'
import type { Intention } from '../jobs/driftJob'
import type { RouteChanges } from './routeChanges'

/** What a destination is meant to be on: what a run has set it to last, or what was good, whichever is newer. */
export function intentionOf(
  receiverId: Id,
  changes: Pick<RouteChanges, 'byRun'>,
  good: readonly { readonly route: GoodRoute; readonly title: string }[],
): Intention | null {
  const run = changes.byRun(receiverId)
  const [newest] = good.toSorted((a, b) => (a.route.takenAt < b.route.takenAt ? 1 : -1))
  if (newest !== undefined && (run === null || newest.route.takenAt >= run.at)) {
    const { active, senderId, takenAt } = newest.route
    return {
      active,
      senderId,
      by: `the good routing of ${newest.title}, ${takenAt.slice(0, 10)} ${takenAt.slice(11, 19)} UTC`,
    }
  }
  return run === null ? null : { active: run.active, senderId: run.senderId, by: run.words }
}

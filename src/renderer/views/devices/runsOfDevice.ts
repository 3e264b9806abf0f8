import type { Id, Run } from '../../../contract'

/** Runs that are shown of a device. */
const SHOWN = 12

/** The runs that touched any of these and were more than a plan, newest first; what was heard last of each. */
export function runsOf(ids: ReadonlySet<Id>, heard: readonly Run[], asked: readonly Run[]): readonly Run[] {
  const runs = new Map<Id, Run>()
  for (const run of [...asked, ...heard]) {
    if (run.state === 'planned') continue
    if (run.changes.some(({ target }) => ids.has(target.id))) runs.set(run.id, run)
  }
  return [...runs.values()].sort((a, b) => b.number - a.number).slice(0, SHOWN)
}

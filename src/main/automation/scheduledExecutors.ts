import type { Id, Run, RunSource, Schedule } from '../../contract'
import { type Execution, RunStateError } from '../execution/execution'
import type { Salvos } from '../execution/salvos/salvos'
import type { Snapshots } from '../execution/snapshots/snapshots'
import { runOfTake } from '../execution/takeInput'
import type { ScheduledExecutors } from './scheduler'

/** Answered as soon as it is journalled: the booking keeps the run's id, and hears of its end. */
const AT_ONCE = { waitMs: 0 } as const

/** Booked work as what it would be if its actor asked for it then. */
export function createScheduledExecutors(parts: {
  readonly execution: Pick<Execution, 'start' | 'approve' | 'resume'>
  readonly salvos: Pick<Salvos, 'fire'>
  readonly snapshots: Pick<Snapshots, 'restore'>
  /** A run as it is now, or null. @throws StoreError */
  readonly runNow: (id: Id) => Promise<Run | null>
  readonly playbook: ScheduledExecutors['playbook']
  readonly job: ScheduledExecutors['job']
}): ScheduledExecutors {
  const { execution, salvos, snapshots, runNow, playbook, job } = parts
  return {
    playbook,
    job,
    take: (asker, { take }, schedule) =>
      execution.start(asker, { ...runOfTake(take), ...AT_ONCE, source: sourceOf(schedule) }),
    run: (asker, { run }, schedule) => execution.start(asker, { ...run, ...AT_ONCE, source: sourceOf(schedule) }),
    salvo: (asker, { salvoId, options }) => salvos.fire(asker, salvoId, { ...options, ...AT_ONCE }),
    snapshot: (asker, { snapshotId, options }) => snapshots.restore(asker, snapshotId, { ...options, ...AT_ONCE }),
    async activate(asker, { runId }) {
      const run = await runNow(runId)
      if (run === null) throw new RunStateError('unknown', `There is no run ${runId.slice(0, 60)}.`)
      if (run.state === 'paused') return execution.resume(asker, runId, 'continue', AT_ONCE.waitMs)
      return execution.approve(asker, runId, { confirm: [], ...AT_ONCE })
    },
  }
}

function sourceOf({ id, label, summary }: Schedule): RunSource {
  return { kind: 'schedule', id, label: label === '' ? summary : label }
}

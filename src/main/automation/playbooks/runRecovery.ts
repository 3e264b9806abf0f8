import type { Id, Run } from '../../../contract'
import { GO_ON_WITHIN_MS } from '../../execution/readTruth'
import type { StoredStep } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { type LiveRuns, finished } from './liveRuns'
import { type OpenedRun, openedRun } from './openedRun'
import { pauseQuestion } from './pauseQuestion'
import type { PlaybookParts } from './playbookParts'

/** What a start finds of runs that were under way when the engine ended. */
export type RunRecovery = {
  /** What is left of runs that never were has been removed: from then on steps may come before their run. */
  readonly isClean: Promise<void>
  /** A run that a start has found and not settled yet: who decides about it waits for that. */
  readonly settled: (id: Id) => Promise<void> | undefined
  /** Goes on with what was under way, once `ready` is fulfilled. @throws StoreError */
  readonly recover: (ready: Promise<void>) => Promise<void>
}

const ENGINE_ENDED = 'The engine ended in the middle of this playbook.'

export function createRunRecovery(
  parts: Pick<PlaybookParts, 'runs' | 'steps' | 'clock' | 'logger'>,
  live: Pick<LiveRuns, 'goOn' | 'tell' | 'isStopped'>,
): RunRecovery {
  const { runs, steps, clock, logger } = parts
  const settling = new Map<Id, Promise<void>>()
  let cleaned: () => void = () => undefined
  const isClean = new Promise<void>((resolve) => {
    cleaned = resolve
  })

  async function recoverOne(found: OpenedRun): Promise<void> {
    const { run, steps: rows } = found
    const old = run.state === 'running' && clock.now() - lastAtWork(run, rows) > GO_ON_WITHIN_MS
    logger.warn('The run of a playbook that the engine had left unfinished was found', {
      run: run.id,
      state: run.state,
    })
    if (run.state === 'compensating') {
      const why = run.compensation?.why ?? ENGINE_ENDED
      await finished(live.goOn(found, rows, { kind: 'compensate', why }), 0)
    } else if (old || (run.state === 'running' && run.onFailure === 'pause-and-ask')) {
      const question = pauseQuestion('ENGINE_ENDED', ENGINE_ENDED, [], timestamp(clock.now()))
      const paused: Run = { ...run, state: 'paused', question }
      await runs.write(paused, [], [])
      live.tell(paused)
    } else await finished(live.goOn(found, rows, { kind: 'execute' }), 0)
  }

  return {
    isClean,
    settled: (id) => settling.get(id),
    async recover(ready) {
      await steps.removeOrphans()
      cleaned()
      const open = await runs.inState(['running', 'compensating', 'awaiting_approval'])
      const mine = open.filter(({ playbook, startedAt }) => playbook !== undefined && startedAt !== null)
      if (mine.length === 0) return
      const settle = async ({ id, number }: Run): Promise<void> => {
        try {
          await ready
          if (!live.isStopped()) await recoverOne(await openedRun(parts, id))
        } catch (error) {
          logger.error('The run of a playbook could not be gone on with', { run: id, number, error })
        } finally {
          settling.delete(id)
        }
      }
      for (const run of mine) settling.set(run.id, settle(run))
      await Promise.all(settling.values())
    },
  }
}

/** When a run was last seen at work, epoch ms. */
function lastAtWork({ startedAt, createdAt }: Run, rows: readonly StoredStep[]): number {
  const times = rows.flatMap(({ progress }) => [progress.startedAt, progress.finishedAt])
  return [startedAt, createdAt, ...times].reduce((latest, at) => Math.max(latest, at === null ? 0 : Date.parse(at)), 0)
}

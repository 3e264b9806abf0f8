import { setTimeout as after } from 'node:timers/promises'
import type { Id, Run } from '../../../contract'
import { type Asker, RunStateError } from '../../execution/execution'
import type { StoredStep } from '../../store/repositories'
import { createChildRuns } from './childRuns'
import { type PlaybookHandle, type PlaybookPurpose, executePlaybook } from './executePlaybook'
import type { OpenedRun } from './openedRun'
import type { PlaybookParts } from './playbookParts'
import { openRunBook, playbookRow } from './runBook'
import { createRunTeller } from './runTeller'

/** Runs of playbooks that are being executed. */
export type LiveRuns = {
  readonly get: (id: Id) => PlaybookHandle | undefined
  /** The first execution of a run, in the name of `asker`; `by`: who had it begun. @throws StoreError */
  readonly begin: (asker: Asker, given: OpenedRun & { readonly by: Asker; readonly waitMs: number }) => Promise<Run>
  /** Another execution of a run, from where these steps stand. */
  readonly goOn: (found: OpenedRun, rows: readonly StoredStep[], purpose: PlaybookPurpose) => PlaybookHandle
  /** Tells who listens of a run that is not executed. */
  readonly tell: (run: Run) => void
  readonly onRun: (listener: (run: Run) => void) => () => void
  readonly isStopped: () => boolean
  /** @throws RunStateError */
  readonly refuseWhenStopping: () => void
  /** Begins nothing more, and lets what is being written reach the disk. */
  readonly stop: () => Promise<void>
}

export function createLiveRuns(parts: PlaybookParts): LiveRuns {
  const { audit, clock, logger } = parts
  const children = createChildRuns(parts)
  const teller = createRunTeller(logger)
  const live = new Map<Id, PlaybookHandle>()
  let isStopped = false

  function execute({ run, copy, steps, playbooks }: OpenedRun, purpose: PlaybookPurpose): PlaybookHandle {
    const { playbook: _steps, ...head } = run
    const book = openRunBook({ stores: parts, clock, run: head, copy, steps, tell: teller.tell })
    book.set({})
    const handle = executePlaybook({ parts, book, playbooks, children }, purpose)
    live.set(run.id, handle)
    void handle.done.then(() => live.delete(run.id))
    return handle
  }

  return {
    get: (id) => live.get(id),
    async begin(asker, given) {
      const { run, copy, by, waitMs } = given
      const summary = `Run ${run.number}: playbook “${copy.title}” started by ${by.actor.name}`
      await audit.append([playbookRow(run, asker, summary, 'noted', { params: copy.params })])
      return finished(execute(given, { kind: 'execute' }), waitMs)
    },
    goOn(found, steps, purpose) {
      const state = purpose.kind === 'compensate' ? 'compensating' : 'running'
      const run: Run = { ...found.run, state, question: null, finishedAt: null }
      return execute({ ...found, run, steps }, purpose)
    },
    tell(run) {
      teller.tell(run, () => run, 0)
    },
    onRun: teller.add,
    isStopped: () => isStopped,
    refuseWhenStopping() {
      if (isStopped) throw new RunStateError('state', 'Signalbox is being stopped; nothing new is started.')
    },
    async stop() {
      isStopped = true
      const handles = [...live.values()]
      for (const handle of handles) handle.suspend()
      await Promise.all(handles.map(({ done }) => done))
      children.stop()
      teller.stop()
    },
  }
}

/** The run when it is over or asks, or as far as it got in `waitMs`. */
export async function finished(handle: PlaybookHandle, waitMs: number): Promise<Run> {
  const waiting = new AbortController()
  const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
  await Promise.race([handle.done, handle.asks(), late])
  waiting.abort()
  return handle.current()
}

import type { Id, Run } from '../../contract'
import { type Asker, type Execution, RunStateError } from '../execution/execution'
import type { PlaybookRuns } from './playbooks/playbookRuns'

/** Decisions about a run that is there, whether it is of changes or of a playbook. */
export type RunGate = Pick<Execution, 'approve' | 'cancel' | 'resume' | 'compensate' | 'undo' | 'live' | 'onRun'>

type OfPlaybooks = Pick<PlaybookRuns, 'owns' | 'approve' | 'cancel' | 'resume' | 'compensate' | 'live' | 'onRun'>

/** Leads each decision to whom the run belongs. */
export function createRunGate(execution: RunGate, playbooks: OfPlaybooks): RunGate {
  const whose = async (id: Id): Promise<Omit<RunGate, 'undo' | 'live' | 'onRun'>> =>
    (await playbooks.owns(id)) ? playbooks : execution

  return {
    approve: async (asker, id, options) => (await whose(id)).approve(asker, id, options),
    cancel: async (asker, id) => (await whose(id)).cancel(asker, id),
    resume: async (asker, id, decision, waitMs) => (await whose(id)).resume(asker, id, decision, waitMs),
    compensate: async (asker, id, waitMs) => (await whose(id)).compensate(asker, id, waitMs),
    async undo(asker: Asker, id: Id) {
      if (id !== 'last' && (await playbooks.owns(id))) {
        const what = 'The steps of a playbook are put back in reverse, each as its own run (compensate)'
        throw new RunStateError('state', `${what}; there is no plan of one piece for it.`)
      }
      return execution.undo(asker, id)
    },
    live: (id: Id): Run | null => execution.live(id) ?? playbooks.live(id),
    onRun(listener) {
      const ends = [execution.onRun(listener), playbooks.onRun(listener)]
      return () => {
        for (const end of ends) end()
      }
    },
  }
}

import type { Id, Run } from '../../../contract'
import { RunStateError } from '../../execution/execution'
import type { PlaybookCopy, StoredStep } from '../../store/repositories'
import type { Playbook } from './playbook'
import type { PlaybookParts } from './playbookParts'
import { readPlaybook } from './readPlaybook'

/** A run of a playbook as the store has it, with its own copy of everything. */
export type OpenedRun = {
  readonly run: Run
  readonly copy: PlaybookCopy
  readonly steps: readonly StoredStep[]
  /** Those that it keeps, by name. */
  readonly playbooks: ReadonlyMap<string, Playbook>
}

/** Reads a run from the store. @throws RunStateError, StoreError */
export async function openedRun({ runs, steps }: Pick<PlaybookParts, 'runs' | 'steps'>, id: Id): Promise<OpenedRun> {
  const run = await runs.get(id)
  const stored = await steps.get(id)
  if (run === null || stored === null) throw new RunStateError('unknown', `There is no run ${id.slice(0, 60)}.`)
  const playbooks = new Map<string, Playbook>()
  for (const [name, text] of Object.entries(stored.copy.texts)) {
    const reading = readPlaybook(text)
    if (!reading.ok) {
      const why = reading.problems[0]?.text ?? ''
      throw new RunStateError('state', `The playbook “${name}” that run ${run.number} keeps cannot be read: ${why}`)
    }
    playbooks.set(name, reading.playbook)
  }
  return { run, copy: stored.copy, steps: stored.steps, playbooks }
}

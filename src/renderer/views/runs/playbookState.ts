import type { Run } from '../../../contract'
import { stepCounts } from './stepGroups'

/** Whether it can be stopped. */
export const mayCancel = ({ state }: Pick<Run, 'state'>): boolean => state === 'running'

/** Whether what its steps did can be put back by itself; where that is one of the answers it waits for, it is asked there. */
export const mayPutBackSteps = ({ state, question, playbook }: Pick<Run, 'state' | 'question' | 'playbook'>): boolean =>
  ['succeeded', 'failed', 'paused', 'cancelled'].includes(state) &&
  question?.answers.includes('compensate') !== true &&
  (playbook?.steps.some((step) => step.state === 'done' && step.runId !== null) ?? false)

/** How the run of a playbook stands, in words. */
export function playbookStateText({ state, playbook }: Pick<Run, 'state' | 'playbook'>): string {
  const { words } = stepCounts(playbook?.steps ?? [])
  switch (state) {
    case 'succeeded':
      return 'done'
    case 'planned':
      return 'dry-run only'
    case 'awaiting_approval':
      return 'waits for a yes'
    case 'running':
      return `under way, ${words[0] ?? ''}`
    case 'paused':
      return 'waits for an answer'
    case 'failed':
      return `failed, ${words[0] ?? ''}`
    case 'compensating':
      return 'being put back'
    case 'compensated':
      return 'put back'
    case 'cancelled':
      return `stopped, ${words[0] ?? ''}`
  }
}

import type { ChangeState, Decision, OnFailure, Run, RunState } from '../../../contract'
import { countsOf } from '../../components/runCounts'
import { playbookStateText } from '../runs/playbookState'

/** The class for a state's colour: green for done, amber for trouble, grey for the rest. */
export function tone(state: RunState | ChangeState): string {
  if (state === 'succeeded' || state === 'verified') return 'good'
  if (['failed', 'paused', 'skipped', 'awaiting_approval', 'compensated', 'left'].includes(state)) return 'warn'
  return 'quiet'
}

/** How a run stands, in words. */
export function stateText(run: Run): string {
  if (run.playbook !== undefined) return playbookStateText(run)
  const { verified, all, already, skipped, reverted, left } = countsOf(run.changes)
  const wanted = all - already - skipped
  switch (run.state) {
    case 'succeeded':
      return wanted === 0 ? 'nothing to do' : skipped > 0 ? `verified, ${String(skipped)} skipped` : 'verified'
    case 'planned':
      return 'dry-run only'
    case 'awaiting_approval':
      return 'waits for approval'
    case 'running':
      return 'under way'
    case 'paused':
      return 'waits for an answer'
    case 'failed':
      return verified === 0 ? 'failed' : `failed, ${String(verified)} of ${String(wanted)} verified`
    case 'compensating':
      return 'being put back'
    case 'compensated':
      return left > 0 ? `put back ${String(reverted)}, left ${String(left)}` : 'put back'
    case 'cancelled':
      return verified === 0 ? 'cancelled' : `cancelled, ${String(verified)} stand`
  }
}

/** Why policies were overruled in it, each reason once; empty where none was. */
export const overruledFor = ({ decisions }: Pick<Run, 'decisions'>): readonly string[] => [
  ...new Set(decisions.flatMap(({ overridden }) => overridden ?? [])),
]

/** What its decisions have to say, without what is a matter of course, each sentence once. */
export function tellingDecisions({ decisions }: Pick<Run, 'decisions'>): readonly Decision[] {
  const said = new Set<string>()
  return decisions.filter(({ code, text, policy }) => {
    if ((code === 'ALLOWED' && policy === undefined) || said.has(text)) return false
    said.add(text)
    return true
  })
}

/** How a decision reads: a warning and an overruling are no plain yes. */
export function decisionWord({ effect, code }: Pick<Decision, 'effect' | 'code'>): string {
  if (code === 'OVERRIDDEN') return 'overruled'
  if (code === 'POLICY_WARNING') return 'warned'
  if (code === 'POLICY_APPROVAL') return 'approval'
  return effect
}

/** Whether its opposite can be prepared: it is over and something of it stands. */
export const mayTakeBack = (run: Run): boolean =>
  ['succeeded', 'failed', 'cancelled'].includes(run.state) && run.changes.some(({ state }) => state === 'verified')

/** Whether what it did can be put back by itself; where that is one of the answers it waits for, it is asked there. */
export const mayPutBack = (run: Run): boolean =>
  ['failed', 'paused', 'cancelled'].includes(run.state) &&
  run.question?.answers.includes('compensate') !== true &&
  run.changes.some(({ state }) => state === 'verified')

/** When what was staged became active. */
export function activationText({ activation }: Run): string {
  switch (activation.mode) {
    case 'activate_immediate':
      return 'each as soon as it was asked'
    case 'preset':
      return 'preset: staged first, then all'
    case 'together':
      return 'together, at one moment'
    case 'stage':
      return 'staged first, on request'
    case 'activate_scheduled_absolute':
      return `by the devices, at TAI ${activation.requestedTime}`
    case 'activate_scheduled_relative':
      return `by the devices, after ${activation.requestedTime}`
  }
}

export function failurePolicyText(onFailure: OnFailure): string {
  switch (onFailure) {
    case 'auto-rollback':
      return 'all is put back'
    case 'pause-and-ask':
      return 'it pauses and asks'
    case 'continue-on-error':
      return 'the others go on'
  }
}

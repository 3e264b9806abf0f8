import type { Change, Run } from '../../../contract'
import { RefusedError } from '../../execution/execution'

const MOST_LINES = 50
const MOST_REFUSALS = 3

/** What a run has done, a line each. */
export function linesOf({ changes, warnings }: Run): string[] {
  const lines = changes.map(lineOf)
  const more = lines.length > MOST_LINES ? [`And ${lines.length - MOST_LINES} more.`] : []
  return [...lines.slice(0, MOST_LINES), ...more, ...warnings.slice(0, MOST_LINES).map(({ text }) => text)]
}

function lineOf({ summary, state, reason, code }: Change): string {
  if (state !== 'skipped' || reason === undefined) return summary
  return code === 'ALREADY_SO' ? `${summary}.` : `${summary}: left out. ${reason}`
}

/** Why a run that is over did not succeed, as a sentence. */
export function whyNot({ number, state, changes }: Run): string {
  const wrong = changes.find(({ error }) => error !== undefined) ?? changes.find(({ state: is }) => is === 'skipped')
  const why = wrong?.error?.text ?? wrong?.reason
  const end = state === 'compensated' ? 'failed and was put back' : state === 'cancelled' ? 'was cancelled' : 'failed'
  return `Run ${number} ${end}${why === undefined ? '.' : `: ${why}`}`
}

/** What was thrown when a run was to be started: nothing was sent. */
export function refusalText(error: Error): string {
  if (!(error instanceof RefusedError)) return error.message
  const against = error.decisions.filter(({ effect }) => effect !== 'allow').map(({ text }) => text)
  const more = against.length > MOST_REFUSALS ? [`And ${against.length - MOST_REFUSALS} more.`] : []
  return `Refused; nothing was sent. ${[...against.slice(0, MOST_REFUSALS), ...more].join(' ')}`
}

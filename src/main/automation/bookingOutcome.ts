import type { Run, Schedule } from '../../contract'
import { RefusedError } from '../execution/execution'

/** How a booking ended: `done`, or `failed` with a sentence. */
export type BookingOutcome = Pick<Schedule, 'problem'> & { readonly state: 'done' | 'failed' }

/** How long after its time a booking is still begun, ms; what is later than that was missed. */
export const LATE_MS = 10_000

const MOST_REFUSALS = 3

/** What the run of a booking ended in; null while it is under way. A run that waits for a person is not done in time. */
export function outcomeOf(run: Run): BookingOutcome | null {
  const { number, state, changes, question, approval } = run
  switch (state) {
    case 'running':
    case 'compensating':
      return null
    case 'succeeded':
      return { state: 'done', problem: refusedIn(run) }
    case 'paused':
      if (run.activation.mode === 'stage' && question?.code === 'STAGED') return { state: 'done', problem: null }
      return failed(`Run ${number} waits for a decision: ${question?.text ?? 'it was paused.'}`)
    case 'awaiting_approval':
      return failed(`Run ${number} waits for a second person (${approval?.needs ?? 'engineer'}) to approve it.`)
    case 'planned':
      return failed(`Run ${number} was not begun; it waits as a plan.`)
    case 'failed':
    case 'compensated':
    case 'cancelled': {
      const wrong =
        changes.find(({ error }) => error !== undefined) ?? changes.find(({ state: is }) => is === 'skipped')
      const why = wrong?.error?.text ?? wrong?.reason
      const end = state === 'compensated' ? 'failed and was put back' : state
      return failed(`Run ${number} ${end === state ? `is ${state}` : end}${why === undefined ? '.' : `: ${why}`}`)
    }
  }
}

/** What was thrown when its run was to be started: nothing was sent. */
export function outcomeOfRefusal(error: unknown): BookingOutcome {
  if (!(error instanceof RefusedError)) return failed(error instanceof Error ? error.message : String(error))
  const against = error.decisions.filter(({ effect }) => effect !== 'allow').map(({ text }) => text)
  const more = against.length > MOST_REFUSALS ? [`And ${against.length - MOST_REFUSALS} more.`] : []
  return failed(`Refused; nothing was sent. ${[...against.slice(0, MOST_REFUSALS), ...more].join(' ')}`)
}

/**
 * What becomes of a booking whose time is over: null when it is begun all the same, else why it was missed. `ran`:
 * Signalbox was running at the time, so that only the clock or a sleeping machine can be behind it.
 */
export function missed(
  { at, misfire, graceS }: Pick<Schedule, 'at' | 'misfire' | 'graceS'>,
  now: number,
  ran: boolean,
): string | null {
  const lateMs = now - Date.parse(at)
  if (ran && lateMs <= LATE_MS) return null
  const why = ran ? `The machine slept, or its clock was put forward, at ${at}` : `Signalbox was not running at ${at}`
  if (misfire === 'skip') return `${why}; nothing was sent.`
  if (lateMs <= graceS * 1000) return null
  return `${why}, and ${Math.round(lateMs / 1000)} s later is more than the ${graceS} s of grace; nothing was sent.`
}

function failed(problem: string): BookingOutcome {
  return { state: 'failed', problem }
}

/** What a run that ended well has left out because it was refused. */
function refusedIn({ changes, number }: Run): string | null {
  const left = changes.filter(({ state, code }) => state === 'skipped' && code !== 'ALREADY_SO')
  const [first, ...others] = left
  if (first === undefined) return null
  const more = others.length === 0 ? '' : ` And ${others.length} more.`
  return `Run ${number} left out ${first.target.label}: ${first.reason ?? 'it was refused.'}${more}`
}

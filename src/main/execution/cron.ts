import { Cron } from 'croner'

/** Moments that come again: a cron expression of five parts, in a time zone of the IANA list. */
export type Recurrence = { readonly cron: string; readonly timeZone: string }

/** Why a recurrence makes no sense, as a sentence; null when it does. */
export function recurrenceFault(recurrence: Recurrence): string | null {
  if (!isTimeZone(recurrence.timeZone)) {
    return `There is no time zone “${recurrence.timeZone}”. Give a name of the IANA list, such as Europe/Berlin or UTC.`
  }
  try {
    cronOf(recurrence)
    return null
  } catch (error) {
    return `The cron expression “${recurrence.cron}” cannot be understood (${reasonOf(error)}). It has five parts: minute, hour, day of the month, month, weekday; such as 0 22 * * FRI.`
  }
}

/**
 * The first moment after another, epoch ms; null when there is none any more. A moment that the clocks skip in spring is
 * taken when they go on; one that comes twice in autumn is taken once (of an expression with one minute and one hour).
 */
export function nextMoment(recurrence: Recurrence, after: number): number | null {
  return cronOf(recurrence).nextRun(new Date(after))?.getTime() ?? null
}

/** The last moment before another, epoch ms; null when there was none. */
export function lastMoment(recurrence: Recurrence, before: number): number | null {
  return cronOf(recurrence).previousRuns(1, new Date(before))[0]?.getTime() ?? null
}

function isTimeZone(name: string): boolean {
  try {
    // A number of hours is no place: it knows no summer.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const known = new Map<string, Cron>()
const KEPT = 500

/** Expressions are kept once understood. @throws with a reason */
function cronOf({ cron, timeZone }: Recurrence): Cron {
  const key = `${timeZone} ${cron}`
  const found = known.get(key)
  if (found !== undefined) return found
  const fresh = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
  if (known.size >= KEPT) known.clear()
  known.set(key, fresh)
  return fresh
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/^CronPattern: /, '').replace(/\.$/, '')
}

import type { Occurrence, Schedule, ScheduleOutcome } from '../../contract'
import { type Recurrence, nextMoment, recurrenceFault } from '../execution/cron'
import { HouseError } from '../execution/houseError'
import { timestamp } from '../telemetry/clock'

/** So many are listed at once. */
export const MOST_OCCURRENCES = 1_000

/** The first time of one that comes again, epoch ms. @throws HouseError for one that makes no sense, or never comes */
export function firstOf(recurrence: Recurrence, now: number): number {
  const fault = recurrenceFault(recurrence)
  if (fault !== null) throw new HouseError('invalid', fault)
  const next = nextMoment(recurrence, now)
  if (next === null) throw new HouseError('invalid', `“${recurrence.cron}” never comes.`)
  return next
}

/** A booking after one of its times: over, or waiting for the next one, of which there is one unless the calendar ends. */
export function again(
  schedule: Schedule,
  outcome: Pick<ScheduleOutcome, 'state' | 'problem'>,
  now: number,
): Pick<Schedule, 'state' | 'problem' | 'at'> {
  const { at } = schedule
  const next = nextOf(schedule, Math.max(now, Date.parse(at)))
  return next === null ? { ...outcome, at } : { state: 'waiting', problem: outcome.problem, at: timestamp(next) }
}

/** A paused booking that goes on: what came while it was paused is not made up for. */
export function resumedAt(schedule: Schedule, now: number): Schedule {
  if (Date.parse(schedule.at) > now) return { ...schedule, state: 'waiting' }
  const next = nextOf(schedule, now)
  if (next !== null) return { ...schedule, state: 'waiting', at: timestamp(next) }
  return { ...schedule, state: 'missed', problem: `It was paused at ${schedule.at}; nothing was sent.` }
}

/** The times of a booking that waits, from one moment to before another, epoch ms. */
export function occurrences(schedule: Schedule, from: number, to: number): readonly Occurrence[] {
  const { id, label, summary } = schedule
  const found: Occurrence[] = []
  let at: number | null = Date.parse(schedule.at)
  while (at !== null && at < to && found.length < MOST_OCCURRENCES) {
    if (at >= from) found.push({ scheduleId: id, at: timestamp(at), label, summary })
    at = nextOf(schedule, at < from ? Math.max(at, from - 1) : at)
  }
  return found
}

function nextOf({ cron, timeZone }: Schedule, after: number): number | null {
  return cron === null ? null : nextMoment({ cron, timeZone }, after)
}

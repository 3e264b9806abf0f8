import type { Schedule } from '../../../contract'
import { secondsText } from '../../components/timeText'

/** Bookings as they are listed: those that wait or run, the next on top; then those that are over, the latest on top. */
export function ordered(schedules: readonly Schedule[]): {
  readonly coming: readonly Schedule[]
  readonly over: readonly Schedule[]
} {
  const isComing = ({ state }: Schedule): boolean => state === 'waiting' || state === 'running' || state === 'paused'
  const byTime = (a: Schedule, b: Schedule): number => Date.parse(a.at) - Date.parse(b.at)
  return {
    coming: schedules.filter(isComing).sort(byTime),
    over: schedules.filter((schedule) => !isComing(schedule)).sort((a, b) => byTime(b, a)),
  }
}

/** How a booking that is not waiting stands, in words. */
export const stateWords: Readonly<Record<Schedule['state'], string>> = {
  waiting: 'waiting',
  paused: 'paused',
  running: 'running now',
  done: 'verified',
  failed: 'failed',
  missed: 'missed',
  cancelled: 'cancelled',
}

export function stateTone(state: Schedule['state']): string {
  if (state === 'done') return 'good'
  return state === 'failed' || state === 'missed' ? 'warn' : 'quiet'
}

/** What happens when Signalbox was not running at the time. */
export function misfireWords({ misfire, graceS }: Pick<Schedule, 'misfire' | 'graceS'>): string {
  if (misfire === 'skip') return 'If Signalbox is not running then, it is left out and said to be missed.'
  return `If Signalbox is not running then, it is done when it is up again, at most ${secondsText(graceS)} late.`
}

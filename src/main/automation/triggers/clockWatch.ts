import type { Id, TriggerEvent } from '../../../contract'
import { nextMoment } from '../../execution/cron'
import type { Clock } from '../../telemetry/clock'

/** Waits for the times of triggers, with one timer for the earliest of all. */
export type ClockWatch = {
  readonly follow: (events: ReadonlyMap<Id, TimeEvent>) => void
  /** Epoch ms; null: never, or none of these. */
  readonly nextOf: (triggerId: Id) => number | null
  readonly stop: () => void
}

export type TimeEvent = Extract<TriggerEvent, { kind: 'time' }>

/** What is noticed later than this was missed: the machine slept, or its clock was put forward, ms. */
const LATE_MS = 10_000
/** A clock that is put back by more than this counts from there; by less, nothing is done twice, ms. */
const BACK_MS = 120_000
/** How long a timer may be without a look at the clock, ms. */
const LOOK_MS = 5_000

/** `onTime`: a time has come; `lateMs` null, or so late that it was missed. */
export function createClockWatch(
  clock: Clock,
  onTime: (triggerId: Id, event: TimeEvent, at: number, lateMs: number | null) => void,
): ClockWatch {
  let followed: ReadonlyMap<Id, TimeEvent> = new Map()
  const next = new Map<Id, number>()
  let timer: NodeJS.Timeout | null = null
  let seenAt = clock.now()
  let earliest: number | null = null

  function plan(id: Id, event: TimeEvent, after: number): void {
    const at = nextMoment(event, after)
    if (at === null) next.delete(id)
    else next.set(id, at)
  }

  function look(): void {
    timer = null
    const now = clock.now()
    if (now < seenAt - BACK_MS) for (const [id, event] of followed) plan(id, event, now)
    seenAt = now
    if (earliest === null || earliest <= now) tellDue(now)
    waitForNext()
  }

  function tellDue(now: number): void {
    for (const [id, at] of [...next]) {
      const event = followed.get(id)
      if (at > now || event === undefined) continue
      plan(id, event, now)
      const lateMs = now - at
      onTime(id, event, at, lateMs > LATE_MS ? lateMs : null)
    }
  }

  function waitForNext(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    earliest = null
    for (const at of next.values()) if (earliest === null || at < earliest) earliest = at
    if (earliest !== null) timer = setTimeout(look, Math.min(LOOK_MS, Math.max(0, earliest - clock.now())))
  }

  return {
    follow(events) {
      for (const id of next.keys()) if (!events.has(id)) next.delete(id)
      for (const [id, event] of events) {
        const before = followed.get(id)
        const isSame = before?.cron === event.cron && before.timeZone === event.timeZone
        if (!isSame || !next.has(id)) plan(id, event, clock.now())
      }
      followed = new Map(events)
      waitForNext()
    },
    nextOf: (triggerId) => next.get(triggerId) ?? null,
    stop() {
      next.clear()
      followed = new Map()
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
